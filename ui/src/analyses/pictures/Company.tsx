/** Two vehicles together: how often against what habit and traffic make, how far apart, and both weeks. */
import type { Finding } from "../../api/types";
import { useSay } from "../../app/settings";
import { numberIn, numbersIn, rowsIn, textIn } from "../facts";
import { rounded } from "../words";
import { HeatStrip } from "./HeatStrip";
import { Histogram } from "./Histogram";
import { stepsOf } from "./steps";

export function Company({ finding }: { finding: Finding }) {
  const say = useSay();
  const { facts } = finding;
  const together = numberIn(facts.drives_together);
  const expected = numberIn(facts.drives_expected);
  const all = numberIn(facts.drives_of_target);
  const steps = stepsOf(rowsIn(facts.gap_histogram));
  const weeks = [
    { name: textIn(facts.target) ?? "", counts: numbersIn(facts.hours_of_week_target) },
    { name: finding.plates[0]?.display ?? "", counts: numbersIn(facts.hours_of_week_companion) },
  ];
  return (
    <>
      {together !== null && expected !== null && all !== null && (
        <figure className="chart">
          <figcaption>
            {say("picture.together")}
            <small>{say("picture.together_of", { n: all })}</small>
          </figcaption>
          <ul className="bars">
            <Count label={say("picture.together_seen")} value={together} all={all} tone="strong" />
            <Count label={say("picture.together_expected")} value={expected} all={all} tone="plain" />
          </ul>
        </figure>
      )}
      {steps && (
        <Histogram
          label={say("picture.gaps")}
          counts={steps.counts}
          ticks={[
            say("picture.gap_ahead", { s: -steps.from }),
            "0",
            say("picture.gap_behind", { s: steps.to }),
          ]}
          note={say("picture.gaps_note")}
        />
      )}
      {weeks.map(
        ({ name, counts }) =>
          counts && <HeatStrip key={name} counts={counts} label={say("picture.week_of", { plate: name })} />,
      )}
    </>
  );
}

interface CountProps {
  readonly label: string;
  readonly value: number;
  readonly all: number;
  readonly tone: "strong" | "plain";
}

function Count({ label, value, all, tone }: CountProps) {
  return (
    <li>
      <span>{label}</span>
      <i className={`bar bar-${tone}`} aria-hidden="true">
        <i style={{ width: `${Math.min(1, value / Math.max(all, 1)) * 100}%` }} />
      </i>
      <b>{value > 0 && value < 0.001 ? "< 0.001" : rounded(value)}</b>
    </li>
  );
}
