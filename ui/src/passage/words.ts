/** What was seen of a vehicle, in words. */
import type { Say } from "../app/settings";

/** The speed and its standard deviation; that nobody knows it is said too. */
export function speedText(say: Say, kmh: number, errorKmh: number | null): string {
  const n = Math.round(kmh);
  if (errorKmh === null) return `${say("facts.speed", { n })} (${say("facts.speed_unsure")})`;
  return say("facts.speed_error", { n, error: Math.max(1, Math.round(errorKmh)) });
}

/** Classes of plates, one or another. */
export function classNames(say: Say, classes: readonly string[]): string {
  return classes.map((one) => say.word("class", one)).join(say("facts.or"));
}
