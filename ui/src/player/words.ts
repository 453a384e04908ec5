/** The player's times in words. */
import type { Say } from "../app/settings";
import { parseMoment } from "../time/moment";
import { clockText, dateText, fullText, HOUR_MS, MINUTE_MS, SECOND_MS } from "../time/taipei";
import type { Stretch } from "./timeline";

/** `08:15:30.120` */
export function preciseText(ms: number): string {
  const whole = Math.floor(ms);
  const part = ((whole % SECOND_MS) + SECOND_MS) % SECOND_MS;
  return `${clockText(whole)}.${String(part).padStart(3, "0")}`;
}

/** `2026-11-01 08:15:30 – 08:20:00`, the second date only when it is another. */
export function stretchText({ start, end }: Stretch): string {
  const later = dateText(start) === dateText(end) ? clockText(end) : fullText(end);
  return `${fullText(start)} – ${later}`;
}

/** How long, in at most two units. */
export function lengthText(say: Say, ms: number): string {
  if (ms < MINUTE_MS)
    return say("footage.seconds", { n: ms < 10_000 ? (ms / 1000).toFixed(1) : Math.round(ms / 1000) });
  const minutes = Math.floor(ms / MINUTE_MS);
  if (ms < HOUR_MS) {
    return say("footage.minutes", { m: minutes, s: Math.round((ms % MINUTE_MS) / 1000) });
  }
  return say("footage.hours", { h: Math.floor(minutes / 60), m: minutes % 60 });
}

/** A time alone is one of the day that is looked at; parts of a second may follow any. */
export function momentOf(typed: string, at: number, now: number): number | null {
  const text = typed.trim().normalize("NFKC");
  const [, clock = text, part = ""] = /^(.*\d:\d\d:\d\d)[.,](\d{1,3})$/.exec(text) ?? [];
  const isBare = /^\d{1,2}:\d{2}(:\d{2})?$/.test(clock);
  const found = parseMoment(isBare ? `${dateText(at)} ${clock}` : clock, now, "from");
  return found.ok ? found.ms + Number(part.padEnd(3, "0")) : null;
}
