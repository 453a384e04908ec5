/** 涵蓋: how much of what was asked the cameras could have seen, as a bar, in words, and which were off. */
import type { Coverage, SeenBy } from "../api/types";
import { useDesk } from "../app/desk";
import { useSay } from "../app/settings";
import { percent } from "../parts/confidence_words";
import { spoken } from "./words";

/** Below this much of what was asked was not seen that an answer must say so loudly. */
const THIN = 0.9;

export function CoverageView({ coverage }: { coverage: Coverage }) {
  const say = useSay();
  const { cameras, share, down, weak, unclocked, says } = coverage;
  const isThin = share !== null && share < THIN;
  return (
    <section className={isThin ? "coverage is-thin" : "coverage"} aria-label={say("coverage.label")}>
      <h3>
        {say("coverage.label")}
        {share !== null && <b>{percent(share)}</b>}
        <small>{say("coverage.cameras", { n: cameras })}</small>
      </h3>
      {share !== null && (
        <div className="coverage-bar" aria-hidden="true">
          <i style={{ width: `${share * 100}%` }} />
        </div>
      )}
      {says.map((sentence) => (
        <p key={sentence.zh}>{spoken(say, sentence)}</p>
      ))}
      <Off title={say("coverage.down", { n: down.length })} cameras={down} />
      <Off title={say("coverage.weak", { n: weak.length })} cameras={weak} />
      <Off title={say("coverage.unclocked", { n: unclocked.length })} cameras={unclocked} />
    </section>
  );
}

const MOST = 200;

function Off({ title, cameras }: { title: string; cameras: readonly SeenBy[] }) {
  const { view } = useDesk();
  if (cameras.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <ul className="chips">
        {cameras.slice(0, MOST).map(({ number, name, lon, lat }) => (
          <li key={number}>
            <button
              type="button"
              className="chip"
              disabled={lon === null || lat === null}
              onClick={() => lon !== null && lat !== null && view?.goTo(lon, lat)}
            >
              {name}
            </button>
          </li>
        ))}
        {cameras.length > MOST && <li>…</li>}
      </ul>
    </details>
  );
}
