/** Values with their doubt on one axis: a bar from the least to the most, a mark at the likeliest. */

export interface Interval {
  readonly name: string;
  readonly label: string;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly says: string;
}

interface Props {
  readonly label: string;
  readonly intervals: readonly Interval[];
  /** A line across all, such as the speed limit. */
  readonly limit?: { readonly at: number; readonly says: string } | undefined;
  readonly from?: number;
  readonly note?: string;
}

export function Intervals({ label, intervals, limit, from = 0, note }: Props) {
  const most = Math.max(...intervals.map(({ high }) => high), limit?.at ?? 0) * 1.05 || 1;
  const x = (value: number) =>
    `${Math.max(0, Math.min(100, ((value - from) / Math.max(most - from, 1e-9)) * 100))}%`;
  return (
    <figure className="chart">
      <figcaption>
        {label}
        {note && <small>{note}</small>}
      </figcaption>
      <ul className="intervals">
        {intervals.map(({ name, label: title, low, middle, high, says }) => (
          <li key={name}>
            <span>{title}</span>
            <i aria-hidden="true">
              <i className="interval" style={{ left: x(low), right: `calc(100% - ${x(high)})` }} />
              <i className="interval-middle" style={{ left: x(middle) }} />
              {limit && <i className="interval-limit" style={{ left: x(limit.at) }} />}
            </i>
            <b>{says}</b>
          </li>
        ))}
      </ul>
      {limit && <small className="interval-note">{limit.says}</small>}
    </figure>
  );
}
