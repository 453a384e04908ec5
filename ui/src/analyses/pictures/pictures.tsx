/** Which picture the facts of an answer or a finding become. What is not known is shown as figures. */
import type { AnalysisAnswer, Finding, Passage } from "../../api/types";
import { useSay } from "../../app/settings";
import { numbersIn } from "../facts";
import { HeatStrip } from "./HeatStrip";

export { lifeOf } from "../lives";

const WEEK_HOURS = 168;

export function AnswerPicture({ answer }: { answer: AnalysisAnswer }) {
  const say = useSay();
  const hours = numbersIn(answer.facts.hours_of_week);
  return <>{hours?.length === WEEK_HOURS && <HeatStrip counts={hours} label={say("picture.week")} />}</>;
}

interface Props {
  readonly analysis: string;
  readonly finding: Finding;
  readonly passages: readonly Passage[];
}

export function FindingPicture({ finding }: Props) {
  const say = useSay();
  const hours = numbersIn(finding.facts.hours_of_week);
  return <>{hours?.length === WEEK_HOURS && <HeatStrip counts={hours} label={say("picture.week")} />}</>;
}
