/** The local week in minutes from Monday 00:00, as stretches that a grid of hours is clicked into. */

export type Stretch = readonly [number, number];
export const DAY_MINUTES = 1440;

/** How much of an hour the stretches cover. */
export function covered(stretches: readonly Stretch[], day: number, hour: number): "on" | "part" | "off" {
  const first = day * DAY_MINUTES + hour * 60;
  const minutes = stretches.reduce(
    (sum, [a, b]) => sum + Math.max(0, Math.min(b, first + 60) - Math.max(a, first)),
    0,
  );
  return minutes >= 60 ? "on" : minutes > 0 ? "part" : "off";
}

/** The stretches with these minutes in them, or taken out of them; in order and without overlap. */
export function painted(stretches: readonly Stretch[], [first, end]: Stretch, isOn: boolean): Stretch[] {
  const rest = stretches.flatMap(([a, b]): Stretch[] => {
    const before: Stretch = [a, Math.min(b, first)];
    const after: Stretch = [Math.max(a, end), b];
    return [before, after].filter(([from, to]) => from < to);
  });
  const all = isOn ? [...rest, [first, end] as const] : rest;
  const merged: [number, number][] = [];
  for (const [a, b] of all.sort((one, other) => one[0] - other[0])) {
    const last = merged.at(-1);
    if (last && a <= last[1]) last[1] = Math.max(last[1], b);
    else merged.push([a, b]);
  }
  return merged;
}

/** The same hours on several days (0 is Monday); a night belongs to the day on which it begins. */
export function everyDay(days: readonly number[], fromHour: number, toHour: number): Stretch[] {
  const minutes = ((toHour - fromHour + 24) % 24 || 24) * 60;
  return days.reduce<Stretch[]>((all, day) => {
    const first = day * DAY_MINUTES + fromHour * 60;
    const end = first + minutes;
    const within = painted(all, [first, Math.min(end, 7 * DAY_MINUTES)], true);
    return end > 7 * DAY_MINUTES ? painted(within, [0, end - 7 * DAY_MINUTES], true) : within;
  }, []);
}

/** Hours of the week that are covered, with parts of hours as decimals. */
export function hoursOf(stretches: readonly Stretch[]): number {
  return Math.round((stretches.reduce((sum, [a, b]) => sum + b - a, 0) / 60) * 10) / 10;
}
