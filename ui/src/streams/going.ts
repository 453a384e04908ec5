/** How the recording of one stream goes, in words. */
import type { CameraStream, FootageHealth } from "../api/types";
import type { Say } from "../app/settings";
import { clockText, dateText, fullText } from "../time/taipei";

/** A group of pictures lasts 4 s at most and is on disk a second later; twice that and more is not well. */
const STALE_S = 15;

export interface Going {
  readonly isBad: boolean;
  readonly words: string;
  /** Why, as the recorder says it; empty where there is nothing to say. */
  readonly why: string;
}

/** How it goes; `null` for what is not to be recorded, and before the recorder has said anything. */
export function going(say: Say, stream: CameraStream, health: FootageHealth | null): Going | null {
  if (!stream.is_recorded || !health) return null;
  const { camera_id, role } = stream;
  const one = health.streams.find(({ id, role: its }) => id === camera_id && its === role);
  if (!health.is_running) return { isBad: true, words: say("streams.now_none"), why: "" };
  if (!one) return { isBad: false, words: say("streams.now_coming"), why: "" };
  const { state, says, since_us, durable_us, lag_s, lost } = one;
  if (state !== "recording") {
    const at = since(since_us / 1000, health.at_us / 1000);
    const words = say("streams.now_since", { state: say.word("recorder_state", state), at });
    return { isBad: state !== "connecting", words, why: says };
  }
  const behind_s = Math.max(0, (health.at_us - (durable_us ?? since_us)) / 1e6);
  const words = [say("streams.now_recording", { s: Math.round(behind_s) })];
  if (lag_s >= 1) words.push(say("streams.now_lag", { s: lag_s.toFixed(1) }));
  if (lost > 0) words.push(say("streams.now_lost", { n: lost }));
  return { isBad: behind_s > STALE_S, words: words.join(" · "), why: says };
}

/** The time alone, where it was today. */
function since(ms: number, now: number): string {
  return dateText(ms) === dateText(now) ? clockText(ms) : fullText(ms);
}
