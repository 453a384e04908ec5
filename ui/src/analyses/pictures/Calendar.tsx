/** Night after night: how often it came in each night, above the line, and by day, below it. */

import { useSay } from "../../app/settings";
import type { Facts } from "../facts";
import { numberIn, textIn } from "../facts";

const [WIDTH, HALF, FOOT] = [360, 30, 14];

export function Calendar({ days }: { days: readonly Facts[] }) {
  const say = useSay();
  const counts = days.map((day) => ({
    date: textIn(day.date) ?? "",
    night: numberIn(day.night) ?? 0,
    day: numberIn(day.day) ?? 0,
  }));
  const most = Math.max(1, ...counts.map(({ night, day }) => Math.max(night, day)));
  const step = WIDTH / Math.max(counts.length, 1);
  const height = (count: number) => (count / most) * (HALF - 3);
  const label = say("picture.calendar");
  return (
    <figure className="chart">
      <figcaption>
        {label}
        <small>{say("picture.calendar_note", { n: most })}</small>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HALF * 2 + FOOT}`} role="img" aria-label={label}>
        {counts.map(({ date, night, day }, i) => (
          <g key={date}>
            <title>{say("picture.calendar_day", { date, night, day })}</title>
            <rect
              className="calendar-night"
              x={i * step + 0.5}
              width={Math.max(step - 1, 0.8)}
              y={HALF - height(night)}
              height={height(night)}
            />
            <rect
              className="calendar-day"
              x={i * step + 0.5}
              width={Math.max(step - 1, 0.8)}
              y={HALF}
              height={height(day)}
            />
          </g>
        ))}
        <line className="axis" x1={0} x2={WIDTH} y1={HALF} y2={HALF} />
        <text x={0} y={HALF * 2 + FOOT - 2}>
          {counts[0]?.date.slice(5)}
        </text>
        <text x={WIDTH} y={HALF * 2 + FOOT - 2} textAnchor="end">
          {counts.at(-1)?.date.slice(5)}
        </text>
      </svg>
    </figure>
  );
}
