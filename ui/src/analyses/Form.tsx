/** The question's form: what must be said in the open, what has a good default folded away. */
import { useState } from "react";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { SpanField } from "../search/SpanField";
import { BandField } from "./controls/BandField";
import { ChoiceField } from "./controls/ChoiceField";
import { Labelled, type Wrong } from "./controls/Labelled";
import { MomentField } from "./controls/MomentField";
import { NumberField } from "./controls/NumberField";
import { PlacesField } from "./controls/PlacesField";
import { PlateField, PlatesField } from "./controls/PlatesField";
import { type Field, isInFront, type Value } from "./fields";
import { isSame, type Values } from "./question";
import type { LiveCount } from "./use_live_count";
import { type Drawn, itemsOf, placeLabel } from "./use_places";
import { parseTyped, typedText } from "./visits";
import { spoken } from "./words";

interface Props {
  readonly fields: readonly Field[];
  readonly values: Values;
  readonly wrong: Readonly<Record<string, Wrong>>;
  readonly drawn: Drawn;
  readonly count: LiveCount | null;
  readonly isAsking: boolean;
  readonly onValue: (name: string, value: Value) => void;
  readonly onSubmit: () => void;
}

export function Form({ fields, values, wrong, drawn, count, isAsking, onValue, onSubmit }: Props) {
  const say = useSay();
  const [isOpen, setOpen] = useState(false);
  const folded = fields.filter((field) => !isInFront(field));
  const changed = folded.filter(({ name, fallback }) => !isSame(values[name] ?? fallback, fallback)).length;
  const isWrongInside = folded.some(({ name }) => wrong[name] !== undefined);
  const part = (field: Field) => (
    <Part
      key={field.name}
      field={field}
      value={values[field.name] ?? field.fallback}
      wrong={wrong[field.name]}
      drawn={drawn}
      count={count}
      onValue={(value) => onValue(field.name, value)}
    />
  );
  return (
    <form
      className="analysis-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {fields.filter(isInFront).map(part)}
      {folded.length > 0 && (
        <>
          <button
            type="button"
            className="chip chip-more"
            aria-expanded={isOpen || isWrongInside}
            onClick={() => setOpen(!isOpen)}
          >
            {say("analyses.advanced")}
            {changed > 0 && ` · ${say("analyses.changed", { n: changed })}`}
            <Icon name="chevron" size={14} />
          </button>
          {(isOpen || isWrongInside) && <div className="analysis-more">{folded.map(part)}</div>}
        </>
      )}
      <button type="submit" className="primary analysis-go" disabled={isAsking}>
        <Icon name="analyses" size={18} />
        {say("analyses.go")}
      </button>
    </form>
  );
}

interface PartProps {
  readonly field: Field;
  readonly value: Value;
  readonly wrong: Wrong;
  readonly drawn: Drawn;
  readonly count: LiveCount | null;
  readonly onValue: (value: Value) => void;
}

function Part({ field, value, wrong, drawn, count, onValue }: PartProps) {
  const say = useSay();
  const { control, isMany, isRequired } = field;
  const title = spoken(say, field.title);
  const text = typeof value === "string" ? value : "";
  const several = typeof value === "string" ? itemsOf(value) : value;
  const one = { title, wrong, isRequired };
  switch (control.kind) {
    case "flag":
      return (
        <label className="part part-flag">
          <input
            type="checkbox"
            checked={value === "yes"}
            onChange={(event) => onValue(event.target.checked ? "yes" : "no")}
          />
          {title}
        </label>
      );
    case "number":
      return (
        <Labelled {...one}>
          <NumberField
            name={field.name}
            value={text}
            isWhole={control.isWhole}
            min={control.min}
            max={control.max}
            onChange={onValue}
          />
        </Labelled>
      );
    case "choice":
      return (
        <Labelled {...one} isGroup>
          <ChoiceField
            group={control.group}
            words={control.words}
            value={value}
            isMany={isMany}
            isFixed={isRequired || field.fallback !== ""}
            onChange={onValue}
          />
        </Labelled>
      );
    case "text":
      break;
  }
  switch (control.format) {
    case "plate":
      return isMany ? (
        <Labelled {...one} isGroup>
          <PlatesField title={title} value={several} most={field.most} onChange={onValue} />
        </Labelled>
      ) : (
        <Labelled {...one}>
          <PlateField value={text} onChange={onValue} />
        </Labelled>
      );
    case "span":
      return text === "" ? (
        <button type="button" className="field part-unset" onClick={() => onValue("now-24h~now")}>
          <Icon name="clock" size={18} />
          <span className="field-label">{title}</span>
          <span className="field-value">{say("analyses.any_time")}</span>
        </button>
      ) : (
        <div className="part">
          <SpanField label={title} value={parseTyped(text)} onChange={(span) => onValue(typedText(span))} />
        </div>
      );
    case "place":
    case "visit":
      return (
        <Labelled {...one} isGroup>
          <PlacesField
            title={title}
            items={several}
            isVisit={control.format === "visit"}
            isMany={isMany}
            isRequired={isRequired}
            count={count}
            labelOf={(index) => placeLabel(drawn.fields, field, index)}
            editing={drawn.aim.field === field.name ? drawn.aim.index : -1}
            onChange={(items) => {
              if (items.length !== several.length) drawn.setAim({ field: field.name, index: -1 });
              onValue(isMany ? items : (items[0] ?? ""));
            }}
            onEdit={(index) => drawn.setAim({ field: field.name, index })}
            onAim={() => drawn.setAim({ field: field.name, index: -1 })}
          />
        </Labelled>
      );
    case "band":
      return (
        <Labelled {...one} isGroup>
          <BandField title={title} value={value} isMany={isMany} onChange={onValue} />
        </Labelled>
      );
    case "moment":
      return (
        <Labelled {...one}>
          <MomentField value={text} onChange={onValue} />
        </Labelled>
      );
    default:
      return (
        <Labelled {...one}>
          <input
            value={isMany ? several.join(" ") : text}
            autoComplete="off"
            spellCheck={false}
            {...(control.format === "pattern"
              ? { className: "plate-input", placeholder: say("analyses.pattern_hint") }
              : {})}
            onChange={(event) => onValue(isMany ? event.target.value.split(/\s+/) : event.target.value)}
          />
        </Labelled>
      );
  }
}
