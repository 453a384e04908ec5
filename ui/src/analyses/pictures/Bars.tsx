/** Shares from 0 to 1 as labelled bars: probabilities, scored hypotheses. */
import { percent } from "../../parts/confidence_words";

export interface Bar {
  readonly name: string;
  readonly label: string;
  readonly share: number;
  readonly note?: string;
  readonly tone?: "plain" | "strong" | "bad";
}

export function Bars({ bars, label }: { bars: readonly Bar[]; label: string }) {
  return (
    <figure className="chart">
      <figcaption>{label}</figcaption>
      <ul className="bars">
        {bars.map(({ name, label: says, share, note, tone = "plain" }) => (
          <li key={name}>
            <span>{says}</span>
            <i className={`bar bar-${tone}`} aria-hidden="true">
              <i style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
            </i>
            <b>{percent(share)}</b>
            {note && <small>{note}</small>}
          </li>
        ))}
      </ul>
    </figure>
  );
}
