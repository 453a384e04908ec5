/** Which picture the facts of an answer or a finding become. What is not known is shown as figures. */
import type { AnalysisAnswer, Finding, Passage } from "../../api/types";
import { useSay } from "../../app/settings";
import { numbersIn, rowsIn } from "../facts";
import { Calendar } from "./Calendar";
import { Clone } from "./Clone";
import { Company } from "./Company";
import { DayStrip } from "./DayStrip";
import { HeatStrip } from "./HeatStrip";
import { Matrix } from "./Matrix";
import { NextGates } from "./NextGates";
import { Runs, SectionSpeeds } from "./Speeds";
import { Times } from "./Times";

const WEEK_HOURS = 168;

interface AnswerProps {
  readonly answer: AnalysisAnswer;
  readonly onOpen: (index: number) => void;
}

export function AnswerPicture({ answer, onOpen }: AnswerProps) {
  const { facts, findings } = answer;
  if (findings.length === 0) return null;
  return (
    <>
      <Week counts={facts.hours_of_week} />
      {answer.analysis === "common" && <Matrix answer={answer} onOpen={onOpen} />}
      {answer.analysis === "next-camera" && <NextGates answer={answer} onOpen={onOpen} />}
      {answer.analysis === "travel-times" && <Times answer={answer} />}
      {answer.analysis === "section-speed" && <SectionSpeeds answer={answer} />}
    </>
  );
}

interface Props {
  readonly finding: Finding;
  readonly passages: readonly Passage[];
}

export function FindingPicture({ finding, passages }: Props) {
  const { facts } = finding;
  const calendar = rowsIn(facts.calendar);
  const [weekday, weekend] = [facts.weekday_by_hour, facts.weekend_by_hour].map(numbersIn);
  return (
    <>
      <Week counts={facts.hours_of_week} />
      {weekday && weekend && <DayStrip weekday={weekday} weekend={weekend} />}
      {rowsIn(facts.runs).length > 0 && <Runs finding={finding} />}
      {calendar.length > 1 && <Calendar days={calendar} />}
      {typeof facts.drives_together === "number" && <Company finding={finding} />}
      {rowsIn(facts.hypotheses).length > 0 && <Clone finding={finding} passages={passages} />}
    </>
  );
}

function Week({ counts }: { counts: unknown }) {
  const say = useSay();
  const hours = numbersIn(counts);
  return hours?.length === WEEK_HOURS ? <HeatStrip counts={hours} label={say("picture.week")} /> : null;
}
