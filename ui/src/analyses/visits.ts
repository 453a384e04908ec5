/** Places and visits as a form writes them: `circle:121.6,23.98,1500`, `camera:HL-0001`, and with a time `…@FROM~TO`. */
import { type Area, areaText, parseArea } from "../geo/area";
import { parseMoment } from "../time/moment";
import type { TypedSpan } from "../time/span";

const CAMERA = "camera:";

export type Place = { readonly area: Area } | { readonly camera: string };

export interface Visit {
  readonly place: string;
  readonly span: TypedSpan;
}

/** The place that a text names, `null` when it names none. */
export function parsePlace(text: string): Place | null {
  if (text.startsWith(CAMERA)) {
    const camera = text.slice(CAMERA.length).trim();
    return camera === "" ? null : { camera };
  }
  const area = parseArea(text);
  return area && { area };
}

export function placeText(place: Place): string {
  return "camera" in place ? CAMERA + place.camera : areaText(place.area);
}

/**
 * `now-7d~now`; a moment may hold a slash of its own (`now/d`), so a tilde stands between. The centre's own
 * form, `2026-11-16T00:00:00+08:00/now`, is taken too: there the slash counts that has a moment on both sides.
 */
export function parseTyped(text: string): TypedSpan {
  if (!text.includes("~")) {
    const moments = slashed(text);
    if (moments) return moments;
  }
  const [from = "", to = ""] = text.split("~", 2);
  return { from, to: to === "" ? "now" : to };
}

function slashed(text: string): TypedSpan | null {
  if (isMoment(text)) return null;
  for (let at = text.indexOf("/"); at >= 0; at = text.indexOf("/", at + 1)) {
    const [from, to] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    if (isMoment(from) && isMoment(to)) return { from, to };
  }
  return null;
}

/** Whether it is one at all; which one it is does not hang on the present here. */
function isMoment(text: string): boolean {
  return parseMoment(text, Date.now(), "from").ok;
}

export function typedText({ from, to }: TypedSpan): string {
  return `${from}~${to}`;
}

export function parseVisit(text: string): Visit {
  const at = text.indexOf("@");
  if (at < 0) return { place: text, span: parseTyped("now-24h~now") };
  return { place: text.slice(0, at).trim(), span: parseTyped(text.slice(at + 1)) };
}

export function visitText({ place, span }: Visit): string {
  return `${place}@${typedText(span)}`;
}

/** ①②③: the name of a place by its order. */
export function circled(index: number): string {
  return index < 20 ? String.fromCodePoint(0x2460 + index) : `(${index + 1})`;
}
