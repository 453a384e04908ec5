/** 一週時段: how often in each hour of the week, Monday at the top; darker is more often. */
import { useSay } from "../../app/settings";

/** Monday first, as the counts come. */
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const HOURS = 24;
const [CELL, LEFT, TOP] = [15, 26, 4];
const EVERY_H = 6;

export function HeatStrip({ counts, label }: { counts: readonly number[]; label: string }) {
  const say = useSay();
  const most = Math.max(...counts, 1);
  const at = counts.indexOf(most);
  const [day, hour] = [DAYS[Math.floor(at / HOURS)] ?? "mon", at % HOURS];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const height = TOP + DAYS.length * CELL + 14;
  return (
    <figure className="chart">
      <figcaption>
        {label}
        {at >= 0 && (
          <small>{say("picture.heat_most", { day: say.word("weekday", day), hour, n: most, total })}</small>
        )}
      </figcaption>
      <svg className="heat" viewBox={`0 0 ${LEFT + HOURS * CELL} ${height}`} role="img" aria-label={label}>
        {DAYS.map((name, row) => (
          <text key={name} x={0} y={TOP + row * CELL + 11}>
            {say.word("weekday", name)}
          </text>
        ))}
        {counts.slice(0, DAYS.length * HOURS).map((count, i) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its hour of the week
            key={i}
            className={count === 0 ? "heat-none" : "heat-some"}
            x={LEFT + (i % HOURS) * CELL}
            y={TOP + Math.floor(i / HOURS) * CELL}
            width={CELL - 1.5}
            height={CELL - 1.5}
            rx={2.5}
            // By the root, so that few stay visible beside many.
            fillOpacity={count === 0 ? 1 : 0.18 + 0.82 * Math.sqrt(count / most)}
          >
            {count > 0 && (
              <title>
                {say("picture.heat_cell", {
                  day: say.word("weekday", DAYS[Math.floor(i / HOURS)] ?? "mon"),
                  hour: i % HOURS,
                  n: count,
                })}
              </title>
            )}
          </rect>
        ))}
        {Array.from({ length: HOURS / EVERY_H }, (_, i) => i * EVERY_H).map((tick) => (
          <text key={tick} x={LEFT + tick * CELL} y={height - 2}>
            {String(tick).padStart(2, "0")}
          </text>
        ))}
      </svg>
    </figure>
  );
}
