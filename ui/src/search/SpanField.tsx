/** From when to when: ready-made spans, or typed, with what it means right now written below. */
import { useId, useState } from "react";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { readable } from "../time/moment";
import { PRESETS, spanAt, spanText, type TypedSpan } from "../time/span";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../time/taipei";

interface Props {
  readonly label?: string;
  readonly value: TypedSpan;
  readonly onChange: (span: TypedSpan) => void;
}

export function SpanField({ label, value, onChange }: Props) {
  const say = useSay();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const now = Date.now();
  const span = spanAt(value, now);
  const preset = PRESETS.find(({ from, to }) => from === value.from && to === value.to);
  return (
    <div className="span-field">
      <button
        type="button"
        className={`field ${isOpen ? "is-open" : ""}`}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="clock" size={18} />
        <span className="field-label">{label ?? say("span.label")}</span>
        <span className="field-value">
          {preset ? say(preset.name) : say("span.own")}
          <small>{span.ok ? spanText(span.from, span.to) : say(`span.wrong_${span.wrong}`)}</small>
        </span>
        <Icon name="chevron" size={16} />
      </button>
      {isOpen && (
        <div className="span-open" id={id}>
          <div className="chips">
            {PRESETS.map(({ name, from, to }) => (
              <button
                key={name}
                type="button"
                className="chip"
                aria-pressed={preset?.name === name}
                onClick={() => onChange({ from, to })}
              >
                {say(name)}
              </button>
            ))}
          </div>
          <div className="span-typed">
            <TypedMoment
              label={say("span.from")}
              text={readable(value.from)}
              isWrong={!span.ok && span.wrong === "from"}
              onChange={(from) => onChange({ from, to: value.to })}
            />
            <TypedMoment
              label={say("span.to")}
              text={readable(value.to)}
              isWrong={!span.ok && span.wrong !== "from"}
              onChange={(to) => onChange({ from: value.from, to })}
            />
          </div>
          <p className={span.ok ? "span-means" : "span-means is-wrong"} aria-live="polite">
            {span.ok
              ? `${spanText(span.from, span.to)}（${lasts(say, span.to - span.from)}）`
              : say(`span.wrong_${span.wrong}`)}
          </p>
          <p className="search-hint">{say("span.hint")}</p>
        </div>
      )}
    </div>
  );
}

interface MomentProps {
  readonly label: string;
  readonly text: string;
  readonly isWrong: boolean;
  readonly onChange: (text: string) => void;
}

function TypedMoment({ label, text, isWrong, onChange }: MomentProps) {
  return (
    <label>
      <span>{label}</span>
      <input
        value={text}
        aria-invalid={isWrong}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

export function lasts(say: ReturnType<typeof useSay>, ms: number): string {
  if (ms < HOUR_MS) return say("lasts.minutes", { n: Math.max(1, Math.round(ms / MINUTE_MS)) });
  if (ms < 2 * DAY_MS) return say("lasts.hours", { n: Math.round((ms / HOUR_MS) * 10) / 10 });
  return say("lasts.days", { n: Math.round((ms / DAY_MS) * 10) / 10 });
}
