/** Timelines: what there is of each camera's footage, and how a stretch of time lies on the screen. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, startOfDay } from "../time/taipei";

/** A stretch of time, milliseconds since 1970, its start included and its end not. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A stretch without footage, and why. */
export interface Gap extends Stretch {
  readonly cause: string;
  readonly says: string;
}

/** What there is of one camera between two moments; what is neither is not known yet. */
export interface Timeline extends Stretch {
  readonly stretches: readonly Stretch[];
  readonly gaps: readonly Gap[];
}

/** The last of those in order of time that starts at or before `at`. */
function lastBefore<Item extends Stretch>(items: readonly Item[], at: number): Item | undefined {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle] as Item).start <= at) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}

function within<Item extends Stretch>(items: readonly Item[], at: number): Item | null {
  const found = lastBefore(items, at);
  return found && at < found.end ? found : null;
}

export function footageAt(timeline: Timeline, at: number): Stretch | null {
  return within(timeline.stretches, at);
}

export function gapAt(timeline: Timeline, at: number): Gap | null {
  return within(timeline.gaps, at);
}

/** Where the next footage after `at` begins in any of them; `null` when there is none as far as is known. */
export function nextFootage(timelines: readonly Timeline[], at: number): number | null {
  const starts = timelines.flatMap(({ stretches }) => stretches.map(({ start }) => start));
  const later = starts.filter((start) => start > at);
  return later.length === 0 ? null : Math.min(...later);
}

/** A jump back counts from a little earlier, or it would never leave the place it has just gone to. */
const STEP_BACK_MS = 1_500;

/** Where the footage before `at` begins in any of them: the end of the gap before. */
export function previousFootage(timelines: readonly Timeline[], at: number): number | null {
  const starts = timelines.flatMap(({ stretches }) => stretches.map(({ start }) => start));
  const earlier = starts.filter((start) => start < at - STEP_BACK_MS);
  return earlier.length === 0 ? null : Math.max(...earlier);
}

/** Two timelines of one camera that follow on, as one. */
export function joined(parts: readonly Timeline[]): Timeline | null {
  const [first] = parts;
  const last = parts.at(-1);
  if (!first || !last) return null;
  return {
    start: first.start,
    end: last.end,
    stretches: chained(parts.flatMap(({ stretches }) => stretches)),
    gaps: parts.flatMap(({ gaps }) => gaps),
  };
}

/** Stretches that touch become one, so that midnight is no place to stop at. */
function chained(stretches: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = [];
  for (const one of stretches) {
    const before = found.at(-1);
    if (before && one.start <= before.end) {
      found[found.length - 1] = { start: before.start, end: Math.max(before.end, one.end) };
    } else found.push(one);
  }
  return found;
}

const SHORTEST_MS = 30 * SECOND_MS;

/** What the time bar shows after zooming by `factor` (below 1: closer) around `at`; from half a minute to a day. */
export function zoomed(view: Stretch, at: number, factor: number): Stretch {
  const length = view.end - view.start;
  const wanted = Math.max(SHORTEST_MS, Math.min(DAY_MS, length * factor));
  const part = Math.max(0, Math.min(1, (at - view.start) / length));
  const start = Math.round(at - part * wanted);
  return { start, end: start + Math.round(wanted) };
}

/** The same length with `at` in the middle; a whole day stays the day of the calendar. */
export function around(at: number, length: number): Stretch {
  if (length >= DAY_MS) {
    const start = startOfDay(at);
    return { start, end: start + DAY_MS };
  }
  return { start: Math.round(at - length / 2), end: Math.round(at + length / 2) };
}

/** The view moved so that `at` is in it: by whole pages, as a reader turns them. */
export function following(view: Stretch, at: number): Stretch {
  if (at >= view.start && at < view.end) return view;
  const length = view.end - view.start;
  if (length >= DAY_MS) return around(at, DAY_MS);
  const start = at >= view.end && at < view.end + length ? view.end - length * 0.1 : at - length * 0.1;
  return { start, end: start + length };
}

/** A brush over the bar: its ends in order, and no shorter than can be shown. */
export function brushed(a: number, b: number): Stretch | null {
  const [start, end] = a < b ? [a, b] : [b, a];
  return end - start < SECOND_MS ? null : { start, end: Math.max(end, start + SHORTEST_MS) };
}

const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR_MS),
];

/** Round times to write under the bar, no more than `most` of them. */
export function ticks({ start, end }: Stretch, most: number): number[] {
  const step = STEPS_MS.find((one) => (end - start) / one <= most) ?? DAY_MS;
  const midnight = startOfDay(start);
  const found: number[] = [];
  for (let at = midnight + Math.ceil((start - midnight) / step) * step; at < end; at += step) found.push(at);
  return found;
}

/** The days of the calendar, by their midnights, that a stretch touches. */
export function daysOf({ start, end }: Stretch): number[] {
  const found: number[] = [];
  for (let day = startOfDay(start); day < end; day += DAY_MS) found.push(day);
  return found;
}
