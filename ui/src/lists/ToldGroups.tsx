/** Who is told of hits: groups on duty, as chips; none chosen leaves it to the list, or to everybody on duty. */
import { useEffect, useState } from "react";
import { api } from "../api/client";
import type { Duty } from "../api/types";
import { useSay } from "../app/settings";
import { flip } from "../search/HoursField";

/** Groups and people on duty; `null` until they are here. */
export function useDuty(): Duty | null {
  const [duty, setDuty] = useState<Duty | null>(null);
  useEffect(() => {
    void api.duty().then((result) => result.ok && setDuty(result.value));
  }, []);
  return duty;
}

interface Props {
  readonly duty: Duty | null;
  readonly chosen: readonly string[];
  /** What holds when none is chosen, in words. */
  readonly otherwise: string;
  readonly onChange: (chosen: readonly string[]) => void;
}

export function ToldGroups({ duty, chosen, otherwise, onChange }: Props) {
  const say = useSay();
  const names = [...new Set([...(duty?.groups ?? []).map(({ name }) => name), ...chosen])];
  return (
    <fieldset className="is-wide">
      <legend>{say("lists.recipients")}</legend>
      <div className="chips">
        {names.map((name) => (
          <button
            key={name}
            type="button"
            className="chip"
            aria-pressed={chosen.includes(name)}
            onClick={() => onChange(flip(chosen, name))}
          >
            {name}
          </button>
        ))}
      </div>
      {duty !== null && names.length === 0 && <small>{say("lists.no_groups")}</small>}
      {names.length > 0 && chosen.length === 0 && <small>{otherwise}</small>}
    </fieldset>
  );
}
