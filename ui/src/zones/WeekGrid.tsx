/** 時間表: a week of hours that is clicked, dragged over or walked with the arrow keys. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useSay } from "../app/settings";
import { WEEKDAYS } from "../search/hours";
import { covered, DAY_MINUTES, everyDay, hoursOf, painted, type Stretch } from "./week";

interface Props {
  readonly stretches: readonly Stretch[];
  readonly onChange: (stretches: Stretch[]) => void;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const ALL_DAYS = [0, 1, 2, 3, 4, 5, 6];
const READY = [
  { name: "zones.ready_night", days: ALL_DAYS, from: 22, to: 5 },
  { name: "zones.ready_day", days: [0, 1, 2, 3, 4], from: 7, to: 19 },
  { name: "zones.ready_weekend", days: [5, 6], from: 0, to: 0 },
] as const;
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

export function WeekGrid({ stretches, onChange }: Props) {
  const say = useSay();
  const grid = useRef<HTMLTableElement>(null);
  const painting = useRef<boolean | null>(null);
  const [at, setAt] = useState<readonly [number, number]>([0, 0]);
  const paint = (day: number, hour: number, isOn: boolean) => {
    const first = day * DAY_MINUTES + hour * 60;
    onChange(painted(stretches, [first, first + 60], isOn));
  };
  const focus = ([day, hour]: readonly [number, number]) => {
    setAt([day, hour]);
    grid.current?.querySelector<HTMLElement>(`[data-day="${day}"][data-hour="${hour}"]`)?.focus();
  };
  const cellUnder = (event: PointerEvent): readonly [number, number] | null => {
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[data-hour]");
    return cell && grid.current?.contains(cell)
      ? [Number(cell.dataset.day), Number(cell.dataset.hour)]
      : null;
  };
  const down = (event: PointerEvent) => {
    const cell = cellUnder(event);
    if (!cell) return;
    event.preventDefault();
    painting.current = covered(stretches, ...cell) !== "on";
    focus(cell);
    paint(...cell, painting.current);
  };
  const over = (event: PointerEvent) => {
    if (painting.current === null) return;
    const cell = cellUnder(event);
    if (cell && (covered(stretches, ...cell) === "on") !== painting.current) paint(...cell, painting.current);
  };
  const key = (event: KeyboardEvent) => {
    const [day, hour] = at;
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      const next = [(day + step[0] + 7) % 7, (hour + step[1] + 24) % 24] as const;
      if (event.shiftKey) paint(...next, covered(stretches, day, hour) === "on");
      focus(next);
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      paint(day, hour, covered(stretches, day, hour) !== "on");
    }
  };
  return (
    <div className="week">
      <div className="chips">
        {READY.map(({ name, days, from, to }) => (
          <button
            key={name}
            type="button"
            className="chip"
            onClick={() => onChange(everyDay(days, from, to))}
          >
            {say(name)}
          </button>
        ))}
        <button type="button" className="chip" onClick={() => onChange([])}>
          {say("zones.ready_none")}
        </button>
        <small>{say("zones.hours_a_week", { n: hoursOf(stretches) })}</small>
      </div>
      <table
        ref={grid}
        className="week-grid"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its cells are pressed
        role="grid"
        aria-label={say("zones.week")}
        onPointerDown={down}
        onPointerMove={over}
        onPointerUp={() => {
          painting.current = null;
        }}
        onPointerLeave={() => {
          painting.current = null;
        }}
        onKeyDown={key}
      >
        <thead>
          <tr>
            <td />
            {WEEKDAYS.map((day) => (
              <th key={day} scope="col" aria-label={say(`day.${day}`)}>
                {say(`weekday.${day}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {HOURS.map((hour) => (
            <tr key={hour}>
              <th scope="row">{String(hour).padStart(2, "0")}</th>
              {WEEKDAYS.map((name, day) => {
                const state = covered(stretches, day, hour);
                return (
                  <td
                    key={name}
                    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: it is pressed
                    role="gridcell"
                    data-day={day}
                    data-hour={hour}
                    className={`week-${state}`}
                    aria-selected={state === "on"}
                    aria-label={say("zones.week_hour", { day: say(`day.${name}`), hour })}
                    tabIndex={at[0] === day && at[1] === hour ? 0 : -1}
                    onFocus={() => setAt([day, hour])}
                  />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <small>{say("zones.week_hint")}</small>
    </div>
  );
}
