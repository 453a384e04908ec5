/** Words of duty: names of people and channels, and moments as a duty desk reads them. */
import type { Duty } from "../api/types";
import { wallTime } from "../time/taipei";

export function nameOf(duty: Duty, username: string): string {
  return duty.people.find((one) => one.username === username)?.name || username;
}

export function channelName(duty: Duty, id: number): string {
  return duty.channels.find((one) => one.id === id)?.name ?? `#${id}`;
}

const two = (n: number) => String(n).padStart(2, "0");

/** 11-23 20:00, the clock of Taipei. */
export function moment(at: string): string {
  const { month, day, hour, minute } = wallTime(Date.parse(at));
  return `${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}

/** 20:00, the clock of Taipei. */
export function clock(at: string): string {
  return moment(at).slice(6);
}

/** Values by a name each has, in the order in which the names first come. */
export function grouped<Value>(
  values: readonly Value[],
  by: (value: Value) => string,
): ReadonlyMap<string, readonly Value[]> {
  const found = new Map<string, Value[]>();
  for (const value of values) {
    const kept = found.get(by(value));
    if (kept) kept.push(value);
    else found.set(by(value), [value]);
  }
  return found;
}
