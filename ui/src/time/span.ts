/** Span: from one moment to another, as typed; turned into instants when it is asked. */
import { parseMoment } from "./moment";
import { clockText, dateText } from "./taipei";

export interface TypedSpan {
  readonly from: string;
  readonly to: string;
}

export type Span = { ok: true; from: number; to: number } | { ok: false; wrong: "from" | "to" | "order" };

/** The ready-made spans, by the key of their name in the catalogue. */
export const PRESETS = [
  { name: "span.hour", from: "now-1h", to: "now" },
  { name: "span.six_hours", from: "now-6h", to: "now" },
  { name: "span.day", from: "now-24h", to: "now" },
  { name: "span.today", from: "now/d", to: "now" },
  { name: "span.yesterday", from: "now-1d/d", to: "now/d" },
  { name: "span.last_friday", from: "上週五", to: "上週五" },
  { name: "span.week", from: "now-7d", to: "now" },
  { name: "span.month", from: "now-30d", to: "now" },
  { name: "span.year", from: "now-1y", to: "now" },
] as const;

/** What a typed span means at the time `now`. */
export function spanAt(typed: TypedSpan, now: number): Span {
  const from = parseMoment(typed.from, now, "from");
  if (!from.ok) return { ok: false, wrong: "from" };
  const to = parseMoment(typed.to, now, "to");
  if (!to.ok) return { ok: false, wrong: "to" };
  return from.ms < to.ms ? { ok: true, from: from.ms, to: to.ms } : { ok: false, wrong: "order" };
}

/** `2026-11-18 08:30 – 14:30`, the second date only when it is another. */
export function spanText(from: number, to: number): string {
  const clock = (ms: number) => clockText(ms).slice(0, 5);
  const later = dateText(from) === dateText(to) ? "" : `${dateText(to)} `;
  return `${dateText(from)} ${clock(from)} – ${later}${clock(to)}`;
}
