/** 時段: stretches of the day such as 22:00-05:00, which may cross midnight; ready-made ones as chips. */
import { useState } from "react";
import { useSay } from "../../app/settings";
import { Icon } from "../../parts/Icon";
import type { Value } from "../fields";

const READY = [
  ["band.night", "22:00-05:00"],
  ["band.morning", "06:00-09:00"],
  ["band.day", "09:00-17:00"],
  ["band.evening", "17:00-20:00"],
] as const;

interface Props {
  readonly title: string;
  readonly value: Value;
  readonly isMany: boolean;
  readonly onChange: (value: Value) => void;
}

export function BandField({ title, value, isMany, onChange }: Props) {
  const say = useSay();
  const bands = (typeof value === "string" ? [value] : value).filter((band) => band !== "");
  const [from, setFrom] = useState("22:00");
  const [to, setTo] = useState("05:00");
  const set = (wanted: readonly string[]) => onChange(isMany ? wanted : (wanted.at(-1) ?? ""));
  const flip = (band: string) =>
    set(bands.includes(band) ? bands.filter((other) => other !== band) : [...bands, band]);
  const own = bands.filter((band) => !READY.some(([, ready]) => ready === band));
  return (
    <div className="band-field">
      <div className="chips">
        {READY.map(([name, band]) => (
          <button
            key={band}
            type="button"
            className="chip"
            aria-pressed={bands.includes(band)}
            onClick={() => flip(band)}
          >
            {say(name)} <small>{band}</small>
          </button>
        ))}
        {own.map((band) => (
          <button
            key={band}
            type="button"
            className="chip chip-set"
            aria-label={say("filter.remove", { what: band })}
            onClick={() => flip(band)}
          >
            {band} <Icon name="close" size={13} />
          </button>
        ))}
      </div>
      <div className="band-own">
        <input
          type="time"
          aria-label={`${title} ${say("span.from")}`}
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
        <span aria-hidden="true">–</span>
        <input
          type="time"
          aria-label={`${title} ${say("span.to")}`}
          value={to}
          onChange={(event) => setTo(event.target.value)}
        />
        <button
          type="button"
          disabled={from === "" || to === "" || from === to}
          onClick={() => flip(`${from}-${to}`)}
        >
          {say("analyses.add")}
        </button>
      </div>
    </div>
  );
}
