/** How long ago and how much longer, in words. */
import type { Say } from "../app/settings";
import { dateText, MINUTE_MS, shortText, startOfDay } from "../time/taipei";

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

/** The largest whole unit: 3 days, 5 hours, 12 minutes. */
export function ageWords(say: Say, seconds: number): string {
  if (seconds >= 2 * DAY_S) return say("lists.days", { n: Math.floor(seconds / DAY_S) });
  if (seconds >= 2 * HOUR_S) return say("lists.hours", { n: Math.floor(seconds / HOUR_S) });
  return say("lists.minutes", { n: Math.max(0, Math.floor(seconds / MINUTE_S)) });
}

/** Until when something holds: the last day where it ends with one, else day and time. */
export function untilText(end: string): string {
  const ms = Date.parse(end);
  return startOfDay(ms) === ms
    ? dateText(ms - MINUTE_MS)
    : `${dateText(ms).slice(0, 5)}${shortText(ms).replace("/", "-")}`;
}
