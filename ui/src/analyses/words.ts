/** What the centre says in both languages, in this person's; and a question put into words. */
import type { Said } from "../api/types";
import type { Say } from "../app/settings";
import { parseArea } from "../geo/area";
import { percent } from "../parts/confidence_words";
import { areaWords, distance } from "../search/area_words";
import { isTextKey } from "../texts";
import { parseMoment } from "../time/moment";
import { spanAt, spanText } from "../time/span";
import { clockText, fullText } from "../time/taipei";
import { duration } from "../trail/words";
import type { Control, Field, Value } from "./fields";
import { isSame, type Values } from "./question";
import { circled, parsePlace, parseTyped, parseVisit } from "./visits";

/** An area as the centre writes it, in the middle of a sentence. */
const AREA = /(?:circle|rectangle|polygon):-?[\d.]+(?:[ ,]-?[\d.]+)*/g;

/** A sentence of the centre in the language of the page, areas put into words. */
export function spoken(say: Say, said: Said): string {
  const sentence = say.language === "en" ? said.en : said.zh;
  return sentence.replace(AREA, (text) => {
    const area = parseArea(text);
    return area ? areaWords(say, area) : text;
  });
}

/** A word of an enumeration. */
export function choiceWord(say: Say, group: string, word: string): string {
  switch (group) {
    case "weekday":
      return say.word("weekday", word);
    case "order":
      return say.word("order", word);
    default: {
      const key = `${group}.${word}`;
      return isTextKey(key) ? say(key) : word.replaceAll("_", " ");
    }
  }
}

/** `圓形，半徑 1.50 公里`, or the camera's name. */
export function placeWords(say: Say, text: string, nameOf: (camera: string) => string): string {
  const place = parsePlace(text);
  if (!place) return text;
  return "camera" in place ? nameOf(place.camera) : areaWords(say, place.area);
}

/** The unit a number's name ends in. */
export function unitOf(say: Say, name: string): string {
  const unit = UNITS.find(([ending]) => name.endsWith(ending))?.[1];
  return unit === undefined ? "" : say.word("unit", unit);
}

const UNITS: readonly (readonly [string, string])[] = [
  ["_kmh", "kmh"],
  ["_km", "km"],
  ["_min", "minutes"],
  ["minutes", "minutes"],
  ["_m", "m"],
  ["_s", "s"],
  ["seconds", "s"],
  ["hours", "hours"],
  ["_h", "hours"],
  ["days", "days"],
  ["_d", "days"],
  ["nights", "nights"],
];

/** The parts of a question that were chosen, each as its title and what it says. */
export function questionWords(
  say: Say,
  fields: readonly Field[],
  values: Values,
  nameOf: (camera: string) => string,
): { name: string; title: string; says: readonly string[] }[] {
  return fields.flatMap((field) => {
    const value = values[field.name] ?? field.fallback;
    if (!field.isRequired && isSame(value, field.fallback)) return [];
    const says = partsOf(value).map((part, i) => partWords(say, field, part, i, nameOf));
    return says.length === 0 ? [] : [{ name: field.name, title: spoken(say, field.title), says }];
  });
}

function partsOf(value: Value): readonly string[] {
  return (typeof value === "string" ? [value] : value).filter((part) => part !== "");
}

function partWords(
  say: Say,
  field: Field,
  part: string,
  index: number,
  nameOf: (camera: string) => string,
): string {
  const { control } = field;
  if (control.kind === "choice") return choiceWord(say, control.group, part);
  if (control.kind === "flag") return say(part === "yes" ? "yes" : "no");
  if (control.kind === "number") return [part, unitOf(say, field.name)].filter(Boolean).join(" ");
  switch (control.format) {
    case "span":
      return spanWords(part);
    case "moment": {
      const moment = parseMoment(part, Date.now(), "from");
      return moment.ok ? fullText(moment.ms) : part;
    }
    case "place":
      return `${field.isMany ? `${circled(index)} ` : ""}${placeWords(say, part, nameOf)}`;
    case "visit": {
      const { place, span } = parseVisit(part);
      return `${circled(index)} ${placeWords(say, place, nameOf)} · ${spanWords(`${span.from}~${span.to}`)}`;
    }
    default:
      return part;
  }
}

function spanWords(text: string): string {
  const span = spanAt(parseTyped(text), Date.now());
  return span.ok ? spanText(span.from, span.to) : text;
}

/** Whether a control is filled in by drawing on the map. */
export function isDrawn(control: Control): boolean {
  return control.kind === "text" && (control.format === "place" || control.format === "visit");
}

/** Figures that are parts of one. */
const SHARES = /(^|_)(share|probability|chance|nowhere|not_seen|not_recorded|seen_once|seen_everywhere)(_|$)/;
/** Smaller than this a figure says no more than that it is small. */
const LEAST = 0.001;

/** A figure with the unit that its name ends in: `gap_s` is a duration, `distance_m` a distance. */
export function figure(say: Say, name: string, value: string | number | boolean): string {
  if (typeof value === "boolean") return say(value ? "yes" : "no");
  if (typeof value === "string") {
    const area = parseArea(value);
    return area ? areaWords(say, area) : timeOr(say.word("figure", value));
  }
  if (name.endsWith("_kmh")) return say("unit.value", { n: rounded(value), unit: say("unit.kmh") });
  if (name.endsWith("_m")) return distance(say, value);
  if (name.endsWith("_s")) return value < 0 ? `−${duration(say, -value)}` : duration(say, value);
  if (SHARES.test(name)) return percent(value);
  return value > 0 && value < LEAST ? `< ${LEAST}` : rounded(value).toLocaleString("en-US");
}

const ISO = /^\d{4}-\d\d-\d\dT/;

function timeOr(text: string): string {
  const ms = ISO.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? text : fullText(ms);
}

/** Three figures that matter, none of noise. */
export function rounded(value: number): number {
  if (Number.isInteger(value)) return value;
  const size = Math.abs(value);
  const places = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return Number(value.toFixed(places));
}

/** `08:15` */
export function shortClock(ms: number): string {
  return clockText(ms).slice(0, 5);
}
