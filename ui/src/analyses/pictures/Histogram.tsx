/** Counts in equal steps, with what chance alone would give drawn over them where it is known. */

interface Props {
  readonly label: string;
  readonly counts: readonly number[];
  /** What would be expected in each step. */
  readonly expected?: readonly number[];
  /** What stands under the first, middle and last step. */
  readonly ticks: readonly string[];
  readonly note?: string;
}

const [WIDTH, HEIGHT, FOOT] = [360, 84, 16];

export function Histogram({ label, counts, expected, ticks, note }: Props) {
  const most = Math.max(...counts, ...(expected ?? []), 1);
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
        {expected && (
          <polyline points={expected.map((value, i) => `${(i + 0.5) * step},${y(value)}`).join(" ")} />
        )}
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

/** Values sorted into equal steps from `from` to `to`; what lies outside counts to the nearest. */
export function sorted(values: readonly number[], from: number, to: number, steps: number): number[] {
  const counts = Array.from({ length: steps }, () => 0);
  for (const value of values) {
    const step = Math.floor(((value - from) / (to - from)) * steps);
    const at = Math.max(0, Math.min(steps - 1, step));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}
