/** The trail on a line of time: passages as ticks, gaps hatched, nights shaded, the replay as a handle. */
import { useId } from "react";
import type { TrailAnswer } from "../api/types";
import { useSay } from "../app/settings";
import { clockText, DAY_MS, fullText, HOUR_MS, MINUTE_MS, shortText, startOfDay } from "../time/taipei";

interface Props {
  readonly trail: TrailAnswer;
  readonly at: number;
  readonly onSeek: (at: number) => void;
}

const WIDTH = 1000;
const STEPS_MS = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080].map(
  (minutes) => minutes * MINUTE_MS,
);
const MOST_LABELS = 8;
const [DAWN_H, DUSK_H] = [6, 18];

export function TimeStrip({ trail, at, onSeek }: Props) {
  const say = useSay();
  const pattern = useId();
  const times = trail.passages.map((passage) => Date.parse(passage.at));
  const first = times[0] ?? 0;
  const last = times.at(-1) ?? first;
  const room = Math.max((last - first) * 0.03, MINUTE_MS);
  const [from, to] = [first - room, last + room];
  const x = (ms: number) => ((ms - from) / (to - from)) * WIDTH;
  const labels = ticks(from, to);
  const legs = trail.legs.map(({ status }, i) => {
    const [left, right] = [x(times[i] ?? from), x(times[i + 1] ?? from)];
    return { id: trail.passages[i]?.id ?? "", left, width: Math.max(right - left, 0.5), status };
  });
  return (
    <div className="strip">
      <svg viewBox={`0 0 ${WIDTH} 46`} preserveAspectRatio="none" aria-hidden="true">
        <defs>
          <pattern
            id={pattern}
            width="7"
            height="7"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="2.5" height="7" className="strip-hatch" />
          </pattern>
        </defs>
        {nights(from, to).map(([dusk, dawn]) => (
          <rect key={dusk} className="strip-night" x={x(dusk)} width={x(dawn) - x(dusk)} y="0" height="46" />
        ))}
        {legs.map(({ id, left, width, status }) => (
          <g key={id}>
            <rect className={`strip-leg strip-${status}`} x={left} width={width} y="17" height="12" />
            {(status === "gap" || status === "unknown") && (
              <rect fill={`url(#${pattern})`} x={left} width={width} y="17" height="12" />
            )}
          </g>
        ))}
        {times.map((time, i) => (
          <line
            // biome-ignore lint/suspicious/noArrayIndexKey: a passage is its place in the trail
            key={i}
            className={time <= at ? "strip-tick is-past" : "strip-tick"}
            x1={x(time)}
            x2={x(time)}
            y1="10"
            y2="36"
            vectorEffect="non-scaling-stroke"
          />
        ))}
        <line className="strip-here" x1={x(at)} x2={x(at)} y1="2" y2="44" vectorEffect="non-scaling-stroke" />
      </svg>
      <div className="strip-labels" aria-hidden="true">
        {labels.map((ms) => (
          <span key={ms} style={{ left: `${x(ms) / 10}%` }}>
            {startOfDay(ms) === ms ? shortText(ms).slice(0, 5) : clockText(ms).slice(0, 5)}
          </span>
        ))}
      </div>
      <input
        type="range"
        aria-label={say("replay.strip")}
        aria-valuetext={fullText(at)}
        min={from}
        max={to}
        step={1000}
        value={at}
        onChange={(event) => onSeek(Number(event.target.value))}
      />
    </div>
  );
}

function ticks(from: number, to: number): number[] {
  const step =
    STEPS_MS.find((candidate) => (to - from) / candidate <= MOST_LABELS) ?? STEPS_MS.at(-1) ?? DAY_MS;
  const start = startOfDay(from);
  const found: number[] = [];
  for (let ms = start + Math.ceil((from - start) / step) * step; ms < to; ms += step) found.push(ms);
  return found;
}

function nights(from: number, to: number): [number, number][] {
  const found: [number, number][] = [];
  for (let day = startOfDay(from) - DAY_MS; day < to; day += DAY_MS) {
    const [dusk, dawn] = [day + DUSK_H * HOUR_MS, day + DAY_MS + DAWN_H * HOUR_MS];
    if (dawn > from && dusk < to) found.push([Math.max(dusk, from), Math.min(dawn, to)]);
  }
  return found;
}
