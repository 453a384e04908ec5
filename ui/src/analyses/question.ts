/**
 * The question of an analysis as a form holds it: read from and written to the address, and made into what
 * the centre is asked.
 *
 *     address  q.plate=ABC1234&q.span=now-7d~now ─► values ─► body {"plate": "ABC1234", "span": "…/…"}
 *
 * Times stay as typed in the address (`now-7d`), so that a link asks about its own present; the answer
 * carries the absolute ones. The centre's own text forms (`FROM/TO`, `PLACE @ FROM / TO`) are taken as well,
 * for people put links together by hand.
 */
import { parseMoment, readable } from "../time/moment";
import { spanAt } from "../time/span";
import { isoText } from "../time/taipei";
import type { Field, Value } from "./fields";
import { parseTyped, parseVisit, typedText, visitText } from "./visits";

export type Values = Readonly<Record<string, Value>>;

const PREFIX = "q.";
const BETWEEN = "|";

/** What the form holds at first, or what the address says. */
export function valuesOf(fields: readonly Field[], params: Readonly<Record<string, string>>): Values {
  return Object.fromEntries(
    fields.map(({ name, isMany, fallback }) => {
      const text = params[PREFIX + name];
      if (text === undefined) return [name, fallback];
      const parts = text.split(BETWEEN).filter((part) => part !== "");
      return [name, isMany ? parts : parts.join(BETWEEN)];
    }),
  );
}

/** Whether an address carries a question at all: then it is a link, and runs by itself. */
export function isAsked(params: Readonly<Record<string, string>>): boolean {
  return Object.keys(params).some((name) => name.startsWith(PREFIX));
}

/** Those parts of an address that are the question. */
export function questionParams(params: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => name.startsWith(PREFIX)));
}

/** The address of what the form holds; what is as it was at first is left out, a part emptied is a bare bar. */
export function paramsOf(fields: readonly Field[], values: Values): Record<string, string> {
  const params: Record<string, string> = {};
  for (const { name, fallback, isRequired } of fields) {
    const value = values[name] ?? fallback;
    if (isRequired || !isSame(value, fallback)) params[PREFIX + name] = textOf(value) || BETWEEN;
  }
  return params;
}

export function isSame(one: Value, other: Value): boolean {
  return textOf(one) === textOf(other);
}

/** Whether two forms ask the same. */
export function isSameQuestion(fields: readonly Field[], one: Values, other: Values): boolean {
  return fields.every(({ name, fallback }) => isSame(one[name] ?? fallback, other[name] ?? fallback));
}

function textOf(value: Value): string {
  return typeof value === "string" ? value : value.join(BETWEEN);
}

/** A question that can be asked, or the names of the fields that are missing or make no sense. */
export type Made =
  | { readonly ok: true; readonly question: Record<string, unknown> }
  | { readonly ok: false; readonly wrong: Readonly<Record<string, "missing" | "unreadable">> };

/** What the centre is asked at the time `now`. */
export function questionAt(fields: readonly Field[], values: Values, now: number): Made {
  const question: Record<string, unknown> = {};
  const wrong: Record<string, "missing" | "unreadable"> = {};
  for (const field of fields) {
    const value = values[field.name] ?? field.fallback;
    const given = (typeof value === "string" ? [value] : value).filter((part) => part.trim() !== "");
    if (given.length < field.least) {
      wrong[field.name] = "missing";
      continue;
    }
    const sent = given.map((part) => partAt(field, part, now));
    if (sent.some((part) => part === null)) wrong[field.name] = "unreadable";
    else if (field.isMany) question[field.name] = sent;
    else if (sent.length > 0) question[field.name] = sent[0];
  }
  return Object.keys(wrong).length === 0 ? { ok: true, question } : { ok: false, wrong };
}

/** One part as the centre takes it; `null` when nobody can tell what it means. */
function partAt({ control }: Field, text: string, now: number): unknown {
  switch (control.kind) {
    case "flag":
      return text === "yes";
    case "number": {
      const number = Number(text);
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, isWhole } = control;
      const fits = number >= min && number <= max && (!isWhole || Number.isInteger(number));
      return fits ? number : null;
    }
    case "choice":
      return control.words.includes(text) ? text : null;
    case "text":
      break;
  }
  switch (control.format) {
    case "span":
      return spanSent(text, now, "/");
    case "visit": {
      const { place, span } = parseVisit(text);
      const times = spanSent(typedText(span), now, " / ");
      return times === null ? null : `${place} @ ${times}`;
    }
    case "moment": {
      const moment = parseMoment(text, now, "from");
      return moment.ok ? isoText(moment.ms) : null;
    }
    default:
      return text.trim();
  }
}

function spanSent(text: string, now: number, between: string): string | null {
  const span = spanAt(parseTyped(text), now);
  return span.ok ? `${isoText(span.from)}${between}${isoText(span.to)}` : null;
}

/** A question that the centre keeps, as a form holds it. */
export function valuesFrom(fields: readonly Field[], question: Readonly<Record<string, unknown>>): Values {
  return Object.fromEntries(
    fields.map((field) => {
      const kept = question[field.name];
      if (kept === undefined || kept === null) return [field.name, field.fallback];
      const parts = (Array.isArray(kept) ? kept : [kept]).map((part) => heldPart(field, part));
      return [field.name, field.isMany ? parts : (parts[0] ?? "")];
    }),
  );
}

function heldPart({ control }: Field, part: unknown): string {
  if (control.kind === "flag") return part === true ? "yes" : "no";
  const text = String(part);
  if (control.kind !== "text") return text;
  if (control.format === "moment") return readable(text);
  if (control.format === "span") return typedText(parseTyped(text));
  if (control.format === "visit") {
    return visitText(parseVisit(text));
  }
  return text;
}
