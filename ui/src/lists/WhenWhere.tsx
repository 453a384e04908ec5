/** Times of the day, days of the week, what is drawn on the map and ways: any unless chosen. */
import { useState } from "react";
import { areaOf, useRoute } from "../app/route";
import { useSay } from "../app/settings";
import { areaText } from "../geo/area";
import { Icon } from "../parts/Icon";
import { areaWords } from "../search/area_words";
import { flip, HoursField } from "../search/HoursField";
import { BANDS } from "../search/hours";
import { areaSaid, type Conditions, HEADINGS, isAny } from "./conditions";

interface Props {
  readonly value: Conditions;
  readonly onChange: (value: Conditions) => void;
}

export function WhenWhere({ value, onChange }: Props) {
  const say = useSay();
  const drawn = areaOf(useRoute());
  const drawnText = drawn ? areaText(drawn) : "";
  const [wasNarrow] = useState(!isAny(value));
  const own = value.bands.filter((band) => !BANDS.some((ready) => ready.band === band));
  return (
    <details className="list-more is-wide" open={wasNarrow}>
      <summary>{say("lists.when_where")}</summary>
      <HoursField terms={value} onChange={(hours) => onChange({ ...value, ...hours })} />
      {own.length > 0 && (
        <p className="chips">
          {own.map((band) => (
            <Chosen
              key={band}
              text={band}
              onRemove={() => onChange({ ...value, bands: flip(value.bands, band) })}
            />
          ))}
        </p>
      )}
      <fieldset>
        <legend>{say("area.label")}</legend>
        <div className="chips">
          {value.area !== "" && (
            <Chosen text={areaSaid(say, value.area)} onRemove={() => onChange({ ...value, area: "" })} />
          )}
          {drawn && drawnText !== value.area && (
            <button type="button" className="chip" onClick={() => onChange({ ...value, area: drawnText })}>
              {say("lists.take_drawn", { area: areaWords(say, drawn) })}
            </button>
          )}
        </div>
        {value.area === "" && <small>{say(drawn ? "lists.anywhere" : "lists.draw_first")}</small>}
      </fieldset>
      <fieldset>
        <legend>{say("filter.heading")}</legend>
        <div className="chips">
          {HEADINGS.map((heading) => (
            <button
              key={heading}
              type="button"
              className="chip"
              aria-pressed={value.headings.includes(heading)}
              onClick={() => onChange({ ...value, headings: flip(value.headings, heading) })}
            >
              <span className="arrow" data-heading={heading} aria-hidden="true">
                ↑
              </span>{" "}
              {say(`heading.${heading}`)}
            </button>
          ))}
        </div>
      </fieldset>
    </details>
  );
}

function Chosen({ text, onRemove }: { readonly text: string; readonly onRemove: () => void }) {
  const say = useSay();
  return (
    <button
      type="button"
      className="chip chip-set"
      aria-label={say("filter.remove", { what: text })}
      onClick={onRemove}
    >
      {text}
      <Icon name="close" size={12} />
    </button>
  );
}
