/**
 * Moments as people type them, on a Taipei clock:
 *
 *     now  now-6h  now-1d/d  now/w          relative, `/` goes back to the start of the unit
 *     昨天  前天 08:15  上週五  今天 18:00      words
 *     2026-11-01 08:15:30  11/01 08:15  115/11/01  08:15
 *     2026-11-01T00:15:30Z                  ISO 8601 with a zone, as the API takes it and links carry it
 *     2026-11-01 09:15:30.250+0900          any zone, with parts of a second, with or without its marks
 *
 * A year of two or three digits is a ROC year 民國. A day without a time is its start at the beginning of
 * a span and its end at the end of one.
 */
import { DAY_MS, fullText, HOUR_MS, instantOf, MINUTE_MS, SECOND_MS, startOfDay, wallTime } from "./taipei";

export type Edge = "from" | "to";
export type Moment = { ok: true; ms: number } | { ok: false };

const UNKNOWN: Moment = { ok: false };
/** Date, time and zone; a bare plus in an address arrives as a space. */
const ZONED =
  /^(\d{4})-?(\d{2})-?(\d{2})[t ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?(?:z|([+ -])(\d{2}):?(\d{2})?)$/;
const FIXED_MS: Record<string, number> = {
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
};
const DAY_WORDS: Record<string, number> = {
  今天: 0,
  今日: 0,
  today: 0,
  昨天: -1,
  昨日: -1,
  yesterday: -1,
  前天: -2,
  大前天: -3,
};
const WEEKDAYS = "日一二三四五六";
const ENGLISH_WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** The instant a text means at the time `now`. */
export function parseMoment(text: string, now: number, edge: Edge): Moment {
  const typed = text.trim().normalize("NFKC").toLowerCase();
  const iso = ZONED.exec(typed);
  if (iso) return zoned(iso);
  if (typed.startsWith("now")) return relative(typed, now);
  const [, day = "", clock = ""] = /^(.*?)[ t]*((?:\d{1,2}:\d{2}(?::\d{2})?)?)$/.exec(typed) ?? [];
  const start = day === "" && clock !== "" ? startOfDay(now) : dayStart(day.trim(), now);
  if (start === null) return UNKNOWN;
  if (clock === "") return { ok: true, ms: edge === "to" ? start + DAY_MS : start };
  const [hour = 0, minute = 0, second = 0] = clock.split(":").map(Number);
  if (hour > 24 || minute > 59 || second > 59 || (hour === 24 && minute + second > 0)) return UNKNOWN;
  return { ok: true, ms: start + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS };
}

/** A moment for people to read and change: one that carries a zone is written on Taipei's clock. */
export function readable(text: string): string {
  const iso = ZONED.exec(text.trim().normalize("NFKC").toLowerCase());
  const moment = iso ? zoned(iso) : UNKNOWN;
  return moment.ok ? fullText(moment.ms) : text;
}

/** What the parts of `ZONED` name; a day or an hour that no clock shows is not understood. */
function zoned([, ...parts]: RegExpExecArray): Moment {
  const [year, month, day, hour, minute, second, fraction, sign, ahead, over] = parts;
  const clock = `${year}-${month}-${day}T${hour}:${minute}:${second ?? "00"}`;
  const ms = Date.parse(`${clock}Z`);
  // Other days are rolled over by some readers: the 30th of February is not the 2nd of March.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, clock.length) !== clock) return UNKNOWN;
  const offset_ms = Number(ahead ?? 0) * HOUR_MS + Number(over ?? 0) * MINUTE_MS;
  if (offset_ms >= DAY_MS || Number(over ?? 0) > 59) return UNKNOWN;
  const part_ms = Math.floor(Number(`0.${fraction ?? 0}`) * SECOND_MS);
  return { ok: true, ms: ms + part_ms - (sign === "-" ? -offset_ms : offset_ms) };
}

function relative(typed: string, now: number): Moment {
  const found = /^now((?:[+-]\d{1,9}[smhdwy])*)(?:\/([hdwmy]))?$/.exec(typed);
  if (!found) return UNKNOWN;
  let ms = now;
  for (const [, sign, count, unit] of (found[1] ?? "").matchAll(/([+-])(\d+)([smhdwy])/g)) {
    const amount = Number(count) * (sign === "-" ? -1 : 1);
    ms = unit === "y" ? shiftYears(ms, amount) : ms + amount * (FIXED_MS[unit ?? ""] ?? 0);
  }
  return { ok: true, ms: found[2] ? startOf(found[2], ms) : ms };
}

function startOf(unit: string, ms: number): number {
  const { year, month, hour, weekday } = wallTime(ms);
  const midnight = startOfDay(ms);
  switch (unit) {
    case "h":
      return midnight + hour * HOUR_MS;
    case "w":
      return midnight - ((weekday + 6) % 7) * DAY_MS;
    case "m":
      return instantOf(year, month, 1);
    case "y":
      return instantOf(year, 1, 1);
    default:
      return midnight;
  }
}

function shiftYears(ms: number, years: number): number {
  const { year, month, day, hour, minute, second } = wallTime(ms);
  return instantOf(year + years, month, day, hour, minute, second);
}

function dayStart(day: string, now: number): number | null {
  const midnight = startOfDay(now);
  const word = DAY_WORDS[day];
  if (word !== undefined) return midnight + word * DAY_MS;
  return weekdayStart(day, midnight) ?? dateStart(day, now);
}

/** 上週五 is the Friday of the calendar week before; 週五 and `fri` the latest one, today included. */
function weekdayStart(day: string, midnight: number): number | null {
  const today = wallTime(midnight).weekday;
  const chinese = /^(上)?(?:週|周|星期|禮拜)([日天一二三四五六])$/.exec(day);
  if (chinese) {
    const wanted = WEEKDAYS.indexOf(chinese[2] === "天" ? "日" : (chinese[2] ?? ""));
    if (chinese[1]) return midnight - (((today + 6) % 7) + 7 - ((wanted + 6) % 7)) * DAY_MS;
    return midnight - ((today - wanted + 7) % 7) * DAY_MS;
  }
  const wanted = ENGLISH_WEEKDAYS.indexOf(day.slice(0, 3));
  return wanted >= 0 && /^[a-z]{3,9}$/.test(day) ? midnight - ((today - wanted + 7) % 7) * DAY_MS : null;
}

function dateStart(day: string, now: number): number | null {
  const found = /^(?:(?:民國)?(\d{2,4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?$/.exec(day);
  if (!found) return null;
  const month = Number(found[2]);
  const date = Number(found[3]);
  let year = found[1] === undefined ? wallTime(now).year : Number(found[1]);
  if (year < 1000) year += 1911;
  const ms = instantOf(year, month, date);
  const back = wallTime(ms);
  if (back.month !== month || back.day !== date) return null;
  // Without a year the latest such day is meant, never one that has not come yet.
  return found[1] === undefined && ms > now ? instantOf(year - 1, month, date) : ms;
}
