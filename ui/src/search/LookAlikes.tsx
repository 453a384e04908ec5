/** Whether plates that look like the one asked are looked for too, and which those are. */
import { useEffect, useState } from "react";
import { api } from "../api/client";
import type { LookAlikes as Found } from "../api/types";
import { useSay } from "../app/settings";
import { marked } from "../parts/Plate";

interface Props {
  readonly pattern: string;
  readonly isExact: boolean;
  readonly onExact: (isExact: boolean) => void;
}

/** Long enough that typing on does not ask for every letter. */
const PAUSE_MS = 300;
const SHOWN = 4;

export function LookAlikes({ pattern, isExact, onExact }: Props) {
  const say = useSay();
  const [found, setFound] = useState<Found | null>(null);
  const [isOpen, setOpen] = useState(false);
  const wanted = isExact ? "" : pattern.trim();
  useEffect(() => {
    if (!/[\p{L}\p{N}]/u.test(wanted)) {
      setFound(null);
      return;
    }
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      const result = await api.lookAlikes(wanted, controller.signal);
      if (!controller.signal.aborted) setFound(result.ok ? result.value : null);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [wanted]);
  const shown = found?.look_alikes.slice(0, isOpen ? undefined : SHOWN) ?? [];
  return (
    <div className="look-alikes">
      <button
        type="button"
        className="chip"
        aria-pressed={!isExact}
        title={say("similar.what")}
        onClick={() => onExact(!isExact)}
      >
        ≈ {say("similar.label")}
      </button>
      {shown.length > 0 && (
        <p translate="no">
          <span className="visually-hidden">{say("similar.accepted")}</span>
          {shown.map((one) => (
            <span key={one.text} className="look-alike">
              {marked(one.display, new Set(one.differs.map(({ at }) => at)))}
            </span>
          ))}
          {found && found.count > SHOWN && (
            <button type="button" className="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? say("similar.fewer") : say("similar.all", { n: found.count })}
            </button>
          )}
        </p>
      )}
      {isExact && <small>{say("similar.off")}</small>}
    </div>
  );
}
