/** Which times of the day, on which days of the week; a night belongs to the day on which it began. */
import { useState } from "react";
import { useSay } from "../app/settings";
import { BANDS, bandText, WEEKDAYS, type Weekday } from "./hours";

interface Hours {
  readonly bands: readonly string[];
  readonly weekdays: readonly Weekday[];
}

interface Props {
  readonly terms: Hours;
  readonly onChange: (hours: Hours) => void;
}

export function HoursField({ terms, onChange }: Props) {
  const say = useSay();
  const { bands, weekdays } = terms;
  const [typed, setTyped] = useState("");
  const band = bandText(typed);
  const isWrong = typed.trim() !== "" && band === null;
  const add = () => {
    if (band === null) return;
    onChange({ weekdays, bands: [...bands.filter((other) => other !== band), band] });
    setTyped("");
  };
  return (
    <>
      <fieldset>
        <legend>{say("filter.band")}</legend>
        <div className="chips">
          {BANDS.map(({ name, band: ready }) => (
            <button
              key={ready}
              type="button"
              className="chip"
              aria-pressed={bands.includes(ready)}
              onClick={() => onChange({ weekdays, bands: flip(bands, ready) })}
            >
              {say(name)} <small>{ready}</small>
            </button>
          ))}
          <span className="chip-typed">
            <input
              aria-label={say("filter.band_own")}
              aria-invalid={isWrong}
              placeholder="22:00-05:00"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                add();
              }}
            />
            <button type="button" disabled={band === null} onClick={add}>
              {say("filter.band_add")}
            </button>
          </span>
        </div>
        {isWrong && <small className="is-wrong">{say("filter.band_wrong")}</small>}
      </fieldset>
      <fieldset>
        <legend>{say("filter.weekday")}</legend>
        <div className="chips chips-days">
          {WEEKDAYS.map((day: Weekday) => (
            <button
              key={day}
              type="button"
              className="chip"
              aria-pressed={weekdays.includes(day)}
              aria-label={say(`day.${day}`)}
              onClick={() => onChange({ bands, weekdays: flip(weekdays, day) })}
            >
              {say(`weekday.${day}`)}
            </button>
          ))}
        </div>
        {bands.some((one) => one.slice(6) < one.slice(0, 5)) && weekdays.length > 0 && (
          <small>{say("filter.weekday_night")}</small>
        )}
      </fieldset>
    </>
  );
}

export function flip<Word>(values: readonly Word[], value: Word): Word[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}
