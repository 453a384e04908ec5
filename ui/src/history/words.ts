/** What searches of old footage say of times, clocks and gaps. */
import type { HistoryClock, HistoryMissing } from "../api/types";
import type { Say } from "../app/settings";
import { isTextKey } from "../texts";
import { duration } from "../trail/words";

/** `12 分鐘 / 1 小時` */
export function shareText(say: Say, done_s: number, of_s: number): string {
  return `${duration(say, done_s)} / ${duration(say, of_s)}`;
}

/** `快 61 分鐘 ±1.5 秒` */
export function clockWords(say: Say, clock: HistoryClock): string {
  const off = Math.abs(clock.offset_s);
  const doubt =
    clock.error_s === null
      ? say("history.clock_unknown")
      : say("history.clock_doubt", { s: clock.error_s.toFixed(1) });
  if (off < 1) return `${say("history.clock_right")} ${doubt}`;
  const took = off < 60 ? say("duration.seconds", { n: off.toFixed(1) }) : duration(say, off);
  return `${say(clock.offset_s > 0 ? "history.clock_fast" : "history.clock_slow", { took })} ${doubt}`;
}

/** Why there is no footage, each cause with how long in all, the longest first. */
export function missingWords(say: Say, missing: readonly HistoryMissing[]): string[] {
  const seconds = new Map<string, number>();
  for (const { cause, from, to } of missing) {
    seconds.set(cause, (seconds.get(cause) ?? 0) + (Date.parse(to) - Date.parse(from)) / 1000);
  }
  return [...seconds]
    .filter(([, lasts]) => lasts >= 1)
    .sort(([, one], [, other]) => other - one)
    .map(([cause, lasts]) => say("history.missing", { took: duration(say, lasts), why: why(say, cause) }));
}

function why(say: Say, cause: string): string {
  const key = `cause.${cause}`;
  return isTextKey(key) ? say(key) : say.word("history_cause", cause);
}

export function bytesText(bytes: number): string {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
