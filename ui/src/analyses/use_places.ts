/** Places of a question on the desk: what is in them, and drawing on the map into them. */
import { useCallback, useEffect, useMemo, useState } from "react";
import { useDesk } from "../app/desk";
import { withParams } from "../app/route";
import { type Area, inside, parseArea } from "../geo/area";
import type { Field, Value } from "./fields";
import type { Values } from "./question";
import { circled, parsePlace, parseVisit, placeText, visitText } from "./visits";
import { isDrawn } from "./words";

export interface PlaceFacts {
  /** How many cameras are in it, and how many of them read plates. */
  readonly cameras: number;
  readonly plates: number;
  readonly nameOf: (camera: string) => string;
  /** Where a single camera stands. */
  readonly at: { readonly lon: number; readonly lat: number } | null;
}

export function usePlaceFacts(text: string): PlaceFacts {
  const { register } = useDesk();
  const nameOf = useCameraName();
  return useMemo(() => {
    const place = parsePlace(text);
    const all = register?.cameras ?? [];
    const found =
      place === null
        ? []
        : "camera" in place
          ? all.filter(({ id }) => id === place.camera)
          : inside(place.area, all);
    const plates = found.filter(({ kind }) => kind === "plate").length;
    const [first] = found;
    const at = place && "camera" in place && first ? { lon: first.lon, lat: first.lat } : null;
    return { cameras: found.length, plates, nameOf, at };
  }, [text, register, nameOf]);
}

/** The name of a camera by its id; the id where the register does not know it. */
export function useCameraName(): (camera: string) => string {
  const { register } = useDesk();
  const names = useMemo(() => new Map(register?.cameras.map(({ id, name }) => [id, name])), [register]);
  return useCallback((camera: string) => names.get(camera) ?? camera, [names]);
}

/** Where the next thing drawn goes, and which shape has its corners out. */
export interface Aim {
  readonly field: string;
  /** The item being changed; -1 adds one. */
  readonly index: number;
}

/** A place of the question as the map shows it. */
export interface AskedPlace {
  readonly area: Area | null;
  readonly camera: string | null;
  readonly label: string;
  readonly isEdited: boolean;
}

/**
 * What a place is called: ①②③ in the order in which fields ask for one place each, or for several; letters
 * for a field after one that takes several, so that ① is one place only.
 */
export function placeLabel(drawn: readonly Field[], field: Field, index: number): string {
  const before = drawn.indexOf(field);
  const isCounted = drawn.slice(0, Math.max(before, 0)).every(({ isMany }) => !isMany);
  return isCounted ? circled(Math.max(before, 0) + index) : String.fromCodePoint(0x24b6 + (index % 26));
}

export interface Drawn {
  /** The fields that are drawn. */
  readonly fields: readonly Field[];
  readonly aim: Aim;
  readonly setAim: (aim: Aim) => void;
  readonly asked: readonly AskedPlace[];
  /** The question as it would be if the pencil were lifted now. */
  readonly live: Values;
}

/** While a form is open, what is drawn on the map becomes part of its question. */
export function useDrawnPlaces(
  fields: readonly Field[],
  values: Values,
  setValue: (name: string, value: Value) => void,
): Drawn {
  const { view, drawing, takeAreas, isLive, area: live } = useDesk();
  const drawn = useMemo(() => fields.filter(({ control }) => isDrawn(control)), [fields]);
  const [aim, setAim] = useState<Aim>({ field: drawn[0]?.name ?? "", index: -1 });
  const target = drawn.find(({ name }) => name === aim.field) ?? drawn[0];

  useEffect(() => {
    if (!target) return;
    takeAreas((area) => {
      setValue(target.name, withPlace(target, itemsOf(values[target.name]), aim.index, area));
    });
    return () => takeAreas(null);
  }, [target, aim, values, setValue, takeAreas]);

  const edited = target && aim.index >= 0 ? (itemsOf(values[target.name])[aim.index] ?? null) : null;
  const editedArea = edited === null ? "" : parseVisit(edited).place;
  useEffect(() => {
    if (!view || drawing !== null) return;
    view.drawing.show(parseArea(editedArea));
  }, [view, drawing, editedArea]);
  useEffect(() => () => view?.drawing.show(null), [view]);

  const asked = useMemo(
    () =>
      drawn.flatMap((field) =>
        itemsOf(values[field.name]).map((item, i): AskedPlace => {
          const place = parsePlace(parseVisit(item).place);
          const isEdited = field === target && i === aim.index;
          const area = place && "area" in place ? place.area : null;
          return {
            area: isEdited && isLive && live ? live : area,
            camera: place && "camera" in place ? place.camera : null,
            label: placeLabel(drawn, field, i),
            isEdited,
          };
        }),
      ),
    [drawn, values, target, aim, isLive, live],
  );
  const liveValues = useMemo(() => {
    if (!isLive || !live || !target) return values;
    const items = itemsOf(values[target.name]);
    return { ...values, [target.name]: withPlace(target, items, aim.index, live) };
  }, [values, isLive, live, target, aim]);
  return { fields: drawn, aim, setAim, asked, live: liveValues };
}

/** The items of a field with an area put in: in place of one, or as a new one. */
function withPlace(field: Field, items: readonly string[], index: number, area: Area): Value {
  const before = items[index];
  const place = placeText({ area });
  const isVisit = field.control.kind === "text" && field.control.format === "visit";
  const item = isVisit ? visitText({ ...parseVisit(before ?? items.at(-1) ?? ""), place }) : place;
  if (!field.isMany) return item;
  return before === undefined ? [...items, item] : items.map((other, i) => (i === index ? item : other));
}

export function itemsOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined || value === "") return [];
  return typeof value === "string" ? [value] : value;
}

/** An area that was drawn on another page becomes the question's first place. */
export function useAreaOfTheView(
  fields: readonly Field[],
  values: Values,
  setValue: (name: string, value: Value) => void,
): void {
  const { area } = useDesk();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => {
    const field = fields.find(({ control }) => isDrawn(control));
    if (!area || !field) return;
    if (itemsOf(values[field.name]).length === 0) setValue(field.name, withPlace(field, [], -1, area));
    withParams({ area: "" }, "replace");
  }, []);
}
