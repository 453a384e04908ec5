/** Counts in equal steps. */

interface Props {
  readonly label: string;
  readonly counts: readonly number[];
  /** What stands under the first, middle and last step. */
  readonly ticks: readonly string[];
  readonly note?: string;
}

const [WIDTH, HEIGHT, FOOT] = [360, 84, 16];

export function Histogram({ label, counts, ticks, note }: Props) {
  const most = Math.max(...counts, 1);
  const step = WIDTH / Math.max(counts.length, 1);
  const y = (value: number) => HEIGHT - (value / most) * (HEIGHT - 6);
  return (
    <figure className="chart">
      <figcaption>
        {label}
        {note && <small>{note}</small>}
      </figcaption>
      <svg className="histogram" viewBox={`0 0 ${WIDTH} ${HEIGHT + FOOT}`} role="img" aria-label={label}>
        {counts.map((count, i) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its step
            key={i}
            x={i * step + 0.75}
            width={Math.max(step - 1.5, 1)}
            y={y(count)}
            height={HEIGHT - y(count)}
            rx={1.5}
          >
            <title>{count}</title>
          </rect>
        ))}
        <line x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
        {ticks.map((tick, i) => (
          <text
            key={tick}
            x={(i / Math.max(ticks.length - 1, 1)) * WIDTH}
            y={HEIGHT + FOOT - 3}
            textAnchor={i === 0 ? "start" : i === ticks.length - 1 ? "end" : "middle"}
          >
            {tick}
          </text>
        ))}
      </svg>
    </figure>
  );
}
