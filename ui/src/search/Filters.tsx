/** Colours, kind, heading and plate as chips; those that are set stand outside and can be taken off. */
import { useId, useState } from "react";
import type { Colour, Heading, PlateColours, VehicleKind } from "../api/types";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { PlateSample } from "../parts/Plate";
import { flip as flipped, HoursField } from "./HoursField";
import { COLOURS, KINDS, LANES, PLATE_COLOURS, type Terms } from "./terms";

interface Props {
  readonly terms: Terms;
  readonly onChange: (terms: Terms) => void;
}

const COMPASS = ["nw", "n", "ne", "w", "", "e", "sw", "s", "se"] as const;

export function Filters({ terms, onChange }: Props) {
  const say = useSay();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const flip = {
    colours: (value: Colour) => onChange({ ...terms, colours: flipped(terms.colours, value) }),
    plateColours: (value: PlateColours) =>
      onChange({ ...terms, plateColours: flipped(terms.plateColours, value) }),
    kinds: (value: VehicleKind) => onChange({ ...terms, kinds: flipped(terms.kinds, value) }),
    headings: (value: Heading) => onChange({ ...terms, headings: flipped(terms.headings, value) }),
  };
  const set = [
    ...terms.colours.map((value) => ({ group: "colour", value, remove: () => flip.colours(value) })),
    ...terms.plateColours.map((value) => ({
      group: "plate_colours",
      value,
      remove: () => flip.plateColours(value),
    })),
    ...terms.kinds.map((value) => ({ group: "kind", value, remove: () => flip.kinds(value) })),
    ...terms.headings.map((value) => ({ group: "heading", value, remove: () => flip.headings(value) })),
  ];
  return (
    <div className="filters">
      <div className="chips">
        <button
          type="button"
          className="chip chip-more"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="chevron" size={14} />
          {say("filter.more")}
        </button>
        {set.map(({ group, value, remove }) => (
          <button
            key={group + value}
            type="button"
            className="chip chip-set"
            aria-label={say("filter.remove", { what: say.word(group, value) })}
            onClick={remove}
          >
            {group === "colour" && <Swatch colour={value} />}
            {group === "plate_colours" && <PlateSample colours={value as PlateColours} />}
            {group === "heading"
              ? say("filter.heading_to", { way: say.word(group, value) })
              : say.word(group, value)}
            <Icon name="close" size={12} />
          </button>
        ))}
        {[
          ...terms.bands.map((band) => ({
            text: band,
            rest: { ...terms, bands: flipped(terms.bands, band) },
          })),
          ...(terms.weekdays.length > 0
            ? [
                {
                  text: terms.weekdays.map((day) => say(`day.${day}`)).join("、"),
                  rest: { ...terms, weekdays: [] },
                },
              ]
            : []),
          ...(terms.lanes.length > 0
            ? [{ text: say("filter.lane_set", { n: terms.lanes.join("、") }), rest: { ...terms, lanes: [] } }]
            : []),
          ...(terms.speedFrom !== "" || terms.speedTo !== ""
            ? [
                {
                  text: `${terms.speedFrom || "0"}–${terms.speedTo || "∞"} km/h`,
                  rest: { ...terms, speedFrom: "", speedTo: "" },
                },
              ]
            : []),
        ].map(({ text, rest }) => (
          <button
            key={text}
            type="button"
            className="chip chip-set"
            aria-label={say("filter.remove", { what: text })}
            onClick={() => onChange(rest)}
          >
            {text}
            <Icon name="close" size={12} />
          </button>
        ))}
        {terms.hasPlate !== "" && (
          <button
            type="button"
            className="chip chip-set"
            onClick={() => onChange({ ...terms, hasPlate: "" })}
          >
            {say(`filter.plate_${terms.hasPlate}`)}
            <Icon name="close" size={12} />
          </button>
        )}
      </div>
      {isOpen && (
        <div className="filters-open" id={id}>
          <fieldset>
            <legend>{say("filter.colour")}</legend>
            <div className="chips">
              {COLOURS.map((colour) => (
                <Chip key={colour} isOn={terms.colours.includes(colour)} onClick={() => flip.colours(colour)}>
                  <Swatch colour={colour} />
                  {say(`colour.${colour}`)}
                </Chip>
              ))}
            </div>
          </fieldset>
          <fieldset>
            <legend>{say("filter.kind")}</legend>
            <div className="chips">
              {KINDS.map((kind) => (
                <Chip key={kind} isOn={terms.kinds.includes(kind)} onClick={() => flip.kinds(kind)}>
                  {say(`kind.${kind}`)}
                </Chip>
              ))}
            </div>
          </fieldset>
          <fieldset>
            <legend>{say("filter.plate_colours")}</legend>
            <div className="chips">
              {PLATE_COLOURS.map((colours) => (
                <Chip
                  key={colours}
                  isOn={terms.plateColours.includes(colours)}
                  onClick={() => flip.plateColours(colours)}
                >
                  <PlateSample colours={colours} />
                  {say(`plate_colours.${colours}`)}
                </Chip>
              ))}
            </div>
          </fieldset>
          <HoursField terms={terms} onChange={(hours) => onChange({ ...terms, ...hours })} />
          <div className="filters-pair">
            <fieldset>
              <legend>{say("filter.heading")}</legend>
              <div className="compass">
                {COMPASS.map((heading) =>
                  heading === "" ? (
                    <span key="middle" aria-hidden="true" />
                  ) : (
                    <Chip
                      key={heading}
                      isOn={terms.headings.includes(heading)}
                      onClick={() => flip.headings(heading)}
                    >
                      <span className="arrow" data-heading={heading} aria-hidden="true">
                        ↑
                      </span>
                      <span className="visually-hidden">{say(`heading.${heading}`)}</span>
                    </Chip>
                  ),
                )}
              </div>
              <small>
                {terms.headings.map((heading) => say.word("heading", heading)).join("、") ||
                  say("filter.any")}
              </small>
            </fieldset>
            <fieldset>
              <legend>{say("filter.plate")}</legend>
              <div className="chips">
                {(["", "yes", "no"] as const).map((value) => (
                  <Chip
                    key={value}
                    isOn={terms.hasPlate === value}
                    onClick={() => onChange({ ...terms, hasPlate: value })}
                  >
                    {say(value === "" ? "filter.plate_any" : `filter.plate_${value}`)}
                  </Chip>
                ))}
              </div>
              <div className="filters-road">
                <span>{say("filter.lane")}</span>
                <div className="chips">
                  {LANES.map((lane) => (
                    <Chip
                      key={lane}
                      isOn={terms.lanes.includes(lane)}
                      onClick={() => onChange({ ...terms, lanes: flipped(terms.lanes, lane) })}
                    >
                      <span className="visually-hidden">{say("filter.lane")}</span>
                      {lane}
                    </Chip>
                  ))}
                </div>
                <span>{say("filter.speed")}</span>
                <div className="speeds">
                  <Speed
                    label={say("filter.speed_from")}
                    value={terms.speedFrom}
                    onChange={(speedFrom) => onChange({ ...terms, speedFrom })}
                  />
                  –
                  <Speed
                    label={say("filter.speed_to")}
                    value={terms.speedTo}
                    onChange={(speedTo) => onChange({ ...terms, speedTo })}
                  />
                  km/h
                </div>
              </div>
            </fieldset>
          </div>
        </div>
      )}
    </div>
  );
}

export function Swatch({ colour }: { colour: string }) {
  return <i className={`swatch swatch-${colour}`} aria-hidden="true" />;
}

function Chip({
  isOn,
  onClick,
  children,
}: {
  isOn: boolean;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <button type="button" className="chip" aria-pressed={isOn} onClick={onClick}>
      {children}
    </button>
  );
}

function Speed(props: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <input
      aria-label={props.label}
      inputMode="numeric"
      autoComplete="off"
      maxLength={3}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value.replace(/\D/g, ""))}
    />
  );
}
