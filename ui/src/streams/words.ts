/** Streams in words: sizes, rates, and how wrong a clock is. */
import type { DeviceProfile, OpenedStream } from "../api/types";
import type { Say } from "../app/settings";

const CODECS: Readonly<Record<string, string>> = { h264: "H.264", h265: "H.265", vp9: "VP9" };

/** Below this a clock is right for all that is done with it. */
const RIGHT_S = 1;

/** "慢 4.2 秒": how wrong a device's clock is, as far as that can be told. */
export function clockWords(say: Say, offset: number, error: number): string {
  if (Math.abs(offset) <= error) return say("streams.clock_right", { error: error.toFixed(1) });
  const key = offset < 0 ? "streams.clock_slow" : "streams.clock_fast";
  return say(key, { much: duration(say, Math.abs(offset)), error: error.toFixed(1) });
}

export function isClockWrong(offset: number, error: number): boolean {
  return Math.abs(offset) - error > RIGHT_S;
}

function duration(say: Say, seconds: number): string {
  if (seconds < 90) return say("streams.seconds", { n: seconds.toFixed(1) });
  if (seconds < 5_400) return say("streams.minutes", { n: (seconds / 60).toFixed(1) });
  if (seconds < 172_800) return say("streams.hours", { n: (seconds / 3_600).toFixed(1) });
  return say("streams.days", { n: (seconds / 86_400).toFixed(1) });
}

export function profileWords(say: Say, profile: DeviceProfile): string {
  const parts = [
    profile.width > 0 ? `${profile.width}×${profile.height}` : say("streams.size_unknown"),
    profile.codec ? (CODECS[profile.codec] ?? profile.codec) : profile.encoding || "?",
  ];
  if (profile.fps > 0) parts.push(`${trimmed(profile.fps)} fps`);
  if (profile.gop_s > 0) parts.push(`GOP ${trimmed(profile.gop_s)} s`);
  return `${profile.name}：${parts.join(" · ")}`;
}

/** "1080p25 H.264": what a stream turned out to be. */
export function openedWords({ codec, width, height, fps }: OpenedStream): string {
  const rate = fps > 0 ? ` ${trimmed(Math.round(fps * 10) / 10)} fps` : "";
  return `${width}×${height}${rate} ${CODECS[codec] ?? codec}`;
}

function trimmed(number: number): string {
  return String(Math.round(number * 100) / 100);
}
