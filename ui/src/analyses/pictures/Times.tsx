/** Travel times between places: for every pair the quickest tenth, the middle and the slowest tenth. */
import type { AnalysisAnswer } from "../../api/types";
import { useSay } from "../../app/settings";
import { duration } from "../../trail/words";
import { numberIn } from "../facts";
import { circled } from "../visits";
import { Intervals } from "./Intervals";

const MINUTE_S = 60;
/** The places are called as the map shows them; the centre counts them from 1. */
const named = (place: number) => circled(place - 1);

export function Times({ answer }: { answer: AnalysisAnswer }) {
  const say = useSay();
  const intervals = answer.findings.flatMap(({ facts }) => {
    const [start, finish, low, middle, high] = [
      facts.start,
      facts.finish,
      facts.p10_s,
      facts.p50_s,
      facts.p90_s,
    ].map(numberIn);
    if (!start || !finish || low == null || middle == null || high == null) return [];
    const label = `${named(start)} → ${named(finish)}`;
    const minutes = { low: low / MINUTE_S, middle: middle / MINUTE_S, high: high / MINUTE_S };
    return [{ name: label, label, ...minutes, says: duration(say, middle) }];
  });
  if (intervals.length === 0) return null;
  return (
    <Intervals label={say("picture.times_between")} intervals={intervals} note={say("picture.tenths")} />
  );
}
