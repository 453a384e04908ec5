/** Counted steps on one axis, those without a count between them too. */
import { type Facts, numberIn } from "../facts";

/** More than this are too thin to draw. */
const MOST_STEPS = 60;

interface Steps {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
}

/** The counted steps with the empty ones between them, as far ahead as behind; `null` for too many or none. */
export function stepsOf(rows: readonly Facts[]): Steps | null {
  const steps = rows.map((row) => ({
    from: numberIn(row.from_s) ?? 0,
    to: numberIn(row.to_s) ?? 0,
    times: numberIn(row.times) ?? 0,
  }));
  const width = (steps[0]?.to ?? 0) - (steps[0]?.from ?? 0);
  if (width <= 0) return null;
  const reach = Math.max(...steps.map(({ from, to }) => Math.max(Math.abs(from), Math.abs(to))));
  const half = Math.ceil(reach / width);
  if (half * 2 > MOST_STEPS) return null;
  const counts = Array.from({ length: half * 2 }, () => 0);
  for (const { from, times } of steps) counts[Math.round(from / width) + half] = times;
  return { from: -half * width, to: half * width, counts };
}
