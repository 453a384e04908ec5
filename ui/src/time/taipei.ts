/** Instants on a Taipei clock. Taiwan keeps UTC+8 all year, so an offset is all it takes. */

const OFFSET_MS = 8 * 3_600_000;
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** What a clock in Taipei shows at an instant (milliseconds since 1970). */
export function wallTime(ms: number): WallTime {
  const shifted = new Date(ms + OFFSET_MS);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
    weekday: shifted.getUTCDay(),
  };
}

/** The instant at which a clock in Taipei shows this; months and days may overflow into the next. */
export function instantOf(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): number {
  return Date.UTC(year, month - 1, day, hour, minute, second) - OFFSET_MS;
}

export function startOfDay(ms: number): number {
  return Math.floor((ms + OFFSET_MS) / DAY_MS) * DAY_MS - OFFSET_MS;
}

/** `2026-11-01` */
export function dateText(ms: number): string {
  const { year, month, day } = wallTime(ms);
  return `${year}-${two(month)}-${two(day)}`;
}

/** `08:15:30` */
export function clockText(ms: number): string {
  const { hour, minute, second } = wallTime(ms);
  return `${two(hour)}:${two(minute)}:${two(second)}`;
}

/** `2026-11-01 08:15:30` */
export function fullText(ms: number): string {
  return `${dateText(ms)} ${clockText(ms)}`;
}

/** `11/01`, with the year when it is not the present one. */
export function dayText(ms: number, now: number): string {
  const { year, month, day } = wallTime(ms);
  return `${year === wallTime(now).year ? "" : `${year}/`}${two(month)}/${two(day)}`;
}

/** `11/01 08:15` for places with little room. */
export function shortText(ms: number): string {
  const { month, day, hour, minute } = wallTime(ms);
  return `${two(month)}/${two(day)} ${two(hour)}:${two(minute)}`;
}

/** ISO 8601 with Taipei's offset, as the API takes it, to the millisecond where there are any. */
export function isoText(ms: number): string {
  const part = ms % SECOND_MS;
  return `${dateText(ms)}T${clockText(ms)}${part === 0 ? "" : `.${String(part).padStart(3, "0")}`}+08:00`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
