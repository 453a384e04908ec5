/** A month's days; those with footage are underlined. */
import { useEffect, useState } from "react";
import { api } from "../api/client";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { DAY_MS, dateText, instantOf, startOfDay, wallTime } from "../time/taipei";

interface Props {
  readonly cameras: readonly number[];
  readonly at: number;
  readonly present: number;
  readonly onDay: (midnight: number) => void;
}

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

export function Calendar({ cameras, at, present, onDay }: Props) {
  const say = useSay();
  const [month, setMonth] = useState(() => firstOf(at));
  const [days, setDays] = useState<ReadonlySet<string>>(new Set());
  const name = dateText(month).slice(0, 7);
  const wanted = cameras.join();

  useEffect(() => {
    let isGone = false;
    setDays(new Set());
    const numbers = wanted === "" ? [] : wanted.split(",").map(Number);
    void Promise.all(numbers.map((camera) => api.footageDays(camera, name))).then((answers) => {
      if (!isGone) setDays(new Set(answers.flatMap((answer) => (answer.ok ? answer.value.days : []))));
    });
    return () => {
      isGone = true;
    };
  }, [wanted, name]);

  const blanks = wallTime(month).weekday;
  const shown: number[] = [];
  for (let day = month; firstOf(day) === month; day += DAY_MS) shown.push(day);
  return (
    <div className="calendar">
      <header>
        <button
          type="button"
          className="quiet"
          aria-label={say("footage.month_before")}
          onClick={() => setMonth(firstOf(month - DAY_MS))}
        >
          <Icon name="left" size={16} />
        </button>
        <b>{name}</b>
        <button
          type="button"
          className="quiet"
          aria-label={say("footage.month_after")}
          onClick={() => setMonth(firstOf(month + 32 * DAY_MS))}
        >
          <Icon name="right" size={16} />
        </button>
      </header>
      <div className="calendar-days">
        {WEEKDAYS.map((day) => (
          <small key={day}>{say(`footage.weekday_${day}`)}</small>
        ))}
        {shown.map((day, i) => {
          const has = days.has(dateText(day));
          return (
            <button
              key={day}
              type="button"
              className={has ? "has-footage" : ""}
              style={i === 0 ? { gridColumnStart: blanks + 1 } : {}}
              disabled={day > present}
              aria-current={day === startOfDay(at) ? "date" : undefined}
              onClick={() => onDay(day)}
            >
              {wallTime(day).day}
              <span className="visually-hidden">{say(has ? "footage.day_with" : "footage.day_without")}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}

function firstOf(at: number): number {
  const { year, month } = wallTime(at);
  return instantOf(year, month, 1);
}
