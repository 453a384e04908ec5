/** A week of duty as a picture: a row for each person, bars for their turns, now as a line. */
import { useCallback, useState } from "react";
import { api } from "../api/client";
import type { Duty, DutyGroup, Turn } from "../api/types";
import { useSay } from "../app/settings";
import { Show, useLoaded } from "../pages/Page";
import { WEEKDAYS } from "../search/hours";
import { DAY_MS, dateText, wallTime } from "../time/taipei";
import { clock, grouped, moment, nameOf } from "./words";

const WEEK_MS = 7 * DAY_MS;

/** The Monday of a moment's week in Taipei, as YYYY-MM-DD; so many weeks later. */
function monday(at: string, weeks: number): string {
  const ms = Date.parse(at);
  const since = (wallTime(ms).weekday + 6) % 7; // theirs begins with Sunday
  return dateText(ms + (weeks * 7 - since) * DAY_MS);
}

export function Week({ duty, group }: { duty: Duty; group: DutyGroup }) {
  const say = useSay();
  const [weeks, setWeeks] = useState(0);
  const start = monday(duty.at, weeks);
  // The group itself is named: what was changed is asked for anew.
  const load = useCallback(() => api.dutyWeek(group.id, start), [group, start]);
  const [loaded] = useLoaded(load);
  return (
    <div className="duty-week">
      <div className="duty-week-head">
        <button type="button" className="quiet" onClick={() => setWeeks(weeks - 1)}>
          {say("duty.week_before")}
        </button>
        <span>{say("duty.week_of", { day: start })}</span>
        <button type="button" className="quiet" onClick={() => setWeeks(weeks + 1)}>
          {say("duty.week_after")}
        </button>
      </div>
      <Show loaded={loaded}>
        {(week) => <Bars duty={duty} start={Date.parse(week.start)} turns={week.turns} />}
      </Show>
    </div>
  );
}

function Bars({ duty, start, turns }: { duty: Duty; start: number; turns: readonly Turn[] }) {
  const say = useSay();
  const people = grouped(turns, (turn) => turn.username);
  const share = (ms: number) => `${(Math.min(Math.max(ms - start, 0), WEEK_MS) / WEEK_MS) * 100}%`;
  const now = Date.parse(duty.at);
  return (
    <div className="duty-bars">
      <div className="duty-row duty-days" aria-hidden="true">
        <span />
        <div>
          {WEEKDAYS.map((day, n) => (
            <span key={day}>
              {say(`weekday.${day}`)} {wallTime(start + n * DAY_MS).day}
            </span>
          ))}
        </div>
      </div>
      {[...people].map(([username, mine]) => (
        <div key={username} className="duty-row">
          <span>{nameOf(duty, username)}</span>
          <ul>
            {mine.map((turn) => {
              const [from, to] = [Date.parse(turn.start), Date.parse(turn.end)];
              const label = `${moment(turn.start)}–${clock(turn.end)}`;
              const instead = turn.instead_of === "" ? "" : nameOf(duty, turn.instead_of);
              return (
                <li
                  key={turn.start}
                  className={instead ? "duty-bar duty-bar-instead" : "duty-bar"}
                  style={{
                    left: share(from),
                    width: `calc(${share(to)} - ${share(from)})`,
                  }}
                  title={instead ? say("duty.bar_instead", { at: label, away: instead }) : label}
                >
                  <span className="visually-hidden">
                    {instead ? say("duty.bar_instead", { at: label, away: instead }) : label}
                  </span>
                </li>
              );
            })}
            {now >= start && now < start + WEEK_MS && (
              <li className="duty-line" style={{ left: share(now) }} aria-hidden="true" />
            )}
          </ul>
        </div>
      ))}
    </div>
  );
}
