/** The hours of the day at which it is there, on weekdays and at weekends; darker is more of the days. */
import { useSay } from "../../app/settings";
import { percent } from "../../parts/confidence_words";

interface Props {
  readonly weekday: readonly number[];
  readonly weekend: readonly number[];
}

const [CELL, LEFT, TOP] = [15, 34, 3];
const EVERY_H = 6;

export function DayStrip({ weekday, weekend }: Props) {
  const say = useSay();
  const rows = [
    { name: say("picture.weekday"), shares: weekday },
    { name: say("picture.weekend"), shares: weekend },
  ];
  const height = TOP + rows.length * (CELL + 3) + 12;
  const label = say("picture.day");
  return (
    <figure className="chart">
      <figcaption>{label}</figcaption>
      <svg viewBox={`0 0 ${LEFT + 24 * CELL} ${height}`} role="img" aria-label={label}>
        {rows.map(({ name, shares }, row) => (
          <g key={name}>
            <text x={0} y={TOP + row * (CELL + 3) + 11}>
              {name}
            </text>
            {shares.slice(0, 24).map((share, hour) => (
              <rect
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its hour
                key={hour}
                className={share === 0 ? "heat-none" : "heat-some"}
                x={LEFT + hour * CELL}
                y={TOP + row * (CELL + 3)}
                width={CELL - 1.5}
                height={CELL}
                rx={2.5}
                fillOpacity={share === 0 ? 1 : 0.15 + 0.85 * share}
              >
                <title>{say("picture.day_cell", { hour, share: percent(share) })}</title>
              </rect>
            ))}
          </g>
        ))}
        {Array.from({ length: 24 / EVERY_H }, (_, i) => i * EVERY_H).map((tick) => (
          <text key={tick} x={LEFT + tick * CELL} y={height - 1}>
            {String(tick).padStart(2, "0")}
          </text>
        ))}
      </svg>
    </figure>
  );
}
