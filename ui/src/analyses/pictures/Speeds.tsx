/** Speeds that were at least driven: per run or vehicle, from the least to the most the clocks allow. */
import type { AnalysisAnswer, Finding } from "../../api/types";
import { useSay } from "../../app/settings";
import { fullText } from "../../time/taipei";
import { numberIn, rowsIn, textIn, textsIn } from "../facts";
import { type Interval, Intervals } from "./Intervals";

const MOST = 15;

/** A section: each vehicle's fastest run, with the speed asked about as a line. */
export function SectionSpeeds({ answer }: { answer: AnalysisAnswer }) {
  const say = useSay();
  const intervals = answer.findings.slice(0, MOST).flatMap(({ facts, plates }, i): Interval[] => {
    const low = numberIn(facts.least_kmh);
    const high = numberIn(facts.most_kmh) ?? low;
    if (low === null || high === null) return [];
    const says = say("picture.kmh_least", { n: Math.floor(low) });
    return [{ name: String(i), label: plates[0]?.display ?? "", low, middle: low, high, says }];
  });
  const above = numberIn(answer.question.above_kmh);
  const limit =
    above === null ? undefined : { at: above, says: say("picture.kmh_above", { n: Math.round(above) }) };
  if (intervals.length === 0) return null;
  return (
    <Intervals
      label={say("picture.speeds")}
      intervals={intervals}
      limit={limit}
      note={say("picture.speeds_note")}
    />
  );
}

/** A group that raced: run after run, the least that all of it drove. */
export function Runs({ finding }: { finding: Finding }) {
  const say = useSay();
  const intervals = rowsIn(finding.facts.runs)
    .slice(0, MOST)
    .flatMap((run, i): Interval[] => {
      const least = numberIn(run.least_kmh);
      const at = textIn(run.at);
      if (least === null || at === null) return [];
      const label = `${fullText(Date.parse(at)).slice(5, 16)} · ${vehicles(run.vehicles)}`;
      const says = say("picture.kmh_least", { n: Math.floor(least) });
      return [{ name: String(i), label, low: 0, middle: least, high: least, says }];
    });
  if (intervals.length === 0) return null;
  return <Intervals label={say("picture.runs")} intervals={intervals} note={say("picture.speeds_note")} />;
}

/** How many, or which, drove together. */
function vehicles(value: unknown): string {
  const several = textsIn(value);
  return several.length > 0 ? several.join("、") : String(numberIn(value) ?? "");
}
