/** The time bar: what there is of each camera, gaps hatched; drag to scrub, drag the scale to look closer. */
import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from "react";
import { useSay } from "../app/settings";
import { clockText, DAY_MS, fullText, HOUR_MS, MINUTE_MS, SECOND_MS } from "../time/taipei";
import { brushed, type Gap, type Stretch, type Timeline, ticks, zoomed } from "./timeline";
import { lengthText, stretchText } from "./words";

export interface Row {
  readonly camera: number;
  readonly name: string;
  readonly timeline: Timeline | null;
}

interface Props {
  readonly rows: readonly Row[];
  readonly view: Stretch;
  readonly at: number;
  readonly present: number;
  /** Passages of these cameras, where somebody asked for them. */
  readonly marks: readonly number[];
  readonly onView: (view: Stretch) => void;
  readonly onSeek: (at: number) => void;
}

const WIDTH = 1000;
const ROW = 16;
const SHORT_ROW = 10;
const MANY = 4;
const MOST_LABELS = 8;

export function TimeBar({ rows, view, at, present, marks, onView, onSeek }: Props) {
  const say = useSay();
  const pattern = useId();
  const tracks = useRef<HTMLDivElement>(null);
  const [brush, setBrush] = useState<readonly [number, number] | null>(null);
  const [touched, setTouched] = useState<{
    readonly gap: Gap;
    readonly camera: string;
    readonly x: number;
  } | null>(null);
  const length = view.end - view.start;
  const x = (ms: number) => ((ms - view.start) / length) * WIDTH;
  const row = rows.length > MANY ? SHORT_ROW : ROW;
  const height = Math.max(1, rows.length) * (row + 3) + 6;

  const timeAt = (event: PointerEvent): number => {
    const box = tracks.current?.getBoundingClientRect();
    if (!box) return at;
    return view.start + Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * length;
  };
  const rowAt = (event: PointerEvent): Row | undefined => {
    const box = tracks.current?.getBoundingClientRect();
    return box && rows[Math.floor((event.clientY - box.top - 3) / (row + 3))];
  };
  const touch = (event: PointerEvent) => {
    const here = timeAt(event);
    const under = rowAt(event);
    const gap = under?.timeline?.gaps.find(({ start, end }) => here >= start && here < end);
    setTouched(gap && under ? { gap, camera: under.name, x: x(here) / 10 } : null);
  };
  const steer = (event: KeyboardEvent) => {
    const by: Record<string, number> = { PageUp: -length / 4, PageDown: length / 4 };
    const moved = by[event.key];
    if (moved === undefined) return;
    event.preventDefault();
    onSeek(at + moved);
  };

  return (
    <div className="timebar">
      <div
        className="timebar-scale"
        title={say("footage.brush")}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setBrush([timeAt(event), timeAt(event)]);
        }}
        onPointerMove={(event) => brush && setBrush([brush[0], timeAt(event)])}
        onPointerUp={() => {
          const chosen = brush && brushed(...brush);
          setBrush(null);
          if (chosen) onView(chosen);
          else if (brush) onSeek(brush[0]);
        }}
        onPointerCancel={() => setBrush(null)}
        onWheel={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const here = view.start + ((event.clientX - box.left) / box.width) * length;
          onView(zoomed(view, here, event.deltaY > 0 ? 1.4 : 1 / 1.4));
        }}
      >
        {ticks(view, MOST_LABELS).map((ms) => (
          <span key={ms} style={{ left: `${x(ms) / 10}%` }} aria-hidden="true">
            {length <= 5 * MINUTE_MS ? clockText(ms) : clockText(ms).slice(0, 5)}
          </span>
        ))}
        {brush && (
          <i
            className="timebar-brush"
            style={{
              left: `${x(Math.min(...brush)) / 10}%`,
              width: `${Math.abs(x(brush[1]) - x(brush[0])) / 10}%`,
            }}
          />
        )}
      </div>
      <div
        ref={tracks}
        className="timebar-tracks"
        role="slider"
        tabIndex={0}
        aria-label={say("footage.timebar")}
        aria-valuemin={Math.round(view.start / SECOND_MS)}
        aria-valuemax={Math.round(view.end / SECOND_MS)}
        aria-valuenow={Math.round(Math.max(view.start, Math.min(view.end, at)) / SECOND_MS)}
        aria-valuetext={fullText(at)}
        onKeyDown={steer}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          onSeek(timeAt(event));
          touch(event);
        }}
        onPointerMove={(event) => {
          if (event.buttons === 1) onSeek(timeAt(event));
          touch(event);
        }}
        onPointerLeave={() => setTouched(null)}
      >
        <svg
          viewBox={`0 0 ${WIDTH} ${height}`}
          preserveAspectRatio="none"
          style={{ height }}
          aria-hidden="true"
        >
          <defs>
            <pattern
              id={pattern}
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="2.5" height="6" className="timebar-hatch" />
            </pattern>
          </defs>
          {rows.map(({ camera, timeline }, i) => (
            <g key={camera} transform={`translate(0 ${3 + i * (row + 3)})`}>
              <rect className="timebar-row" x="0" width={WIDTH} y="0" height={row} />
              {visible(timeline?.gaps ?? [], view).map((gap) => (
                <g key={gap.start}>
                  <rect
                    className={gap.cause === "not_asked" ? "timebar-blank" : "timebar-gap"}
                    x={x(gap.start)}
                    width={Math.max(x(gap.end) - x(gap.start), 1)}
                    y="0"
                    height={row}
                  />
                  {gap.cause !== "not_asked" && (
                    <rect
                      fill={`url(#${pattern})`}
                      x={x(gap.start)}
                      width={Math.max(x(gap.end) - x(gap.start), 1)}
                      y="0"
                      height={row}
                    />
                  )}
                </g>
              ))}
              {visible(timeline?.stretches ?? [], view).map((stretch) => (
                <rect
                  key={stretch.start}
                  className="timebar-footage"
                  x={x(stretch.start)}
                  width={Math.max(x(stretch.end) - x(stretch.start), 0.5)}
                  y="0"
                  height={row}
                />
              ))}
            </g>
          ))}
          {marks.map((ms) => (
            <line
              key={ms}
              className="timebar-mark"
              x1={x(ms)}
              x2={x(ms)}
              y1="0"
              y2={height}
              vectorEffect="non-scaling-stroke"
            />
          ))}
          {present < view.end && (
            <rect
              className="timebar-future"
              x={x(present)}
              width={WIDTH - x(present)}
              y="0"
              height={height}
            />
          )}
          <line
            className="timebar-here"
            x1={x(at)}
            x2={x(at)}
            y1="0"
            y2={height}
            vectorEffect="non-scaling-stroke"
          />
        </svg>
        {touched && (
          <p
            className="timebar-told"
            style={{ left: `clamp(0px, ${touched.x}% - 130px, 100% - 260px)` }}
            role="status"
          >
            <b>{say("footage.gap")}</b> {touched.camera}
            <br />
            {stretchText(touched.gap)}（{lengthText(say, touched.gap.end - touched.gap.start)}）
            <br />
            {say.word("cause", touched.gap.cause)}
          </p>
        )}
      </div>
    </div>
  );
}

function visible<Item extends Stretch>(items: readonly Item[], { start, end }: Stretch): Item[] {
  return items.filter((item) => item.end > start && item.start < end);
}

/** The lengths of the bar that a click chooses. */
export const LENGTHS = [
  { name: "footage.zoom_day", ms: DAY_MS },
  { name: "footage.zoom_hour", ms: HOUR_MS },
  { name: "footage.zoom_minutes", ms: 10 * MINUTE_MS },
  { name: "footage.zoom_minute", ms: MINUTE_MS },
] as const;
