/** Recorded footage in a video, through hls.js, which is fetched when the first footage is looked at. */
import type { HlsConfig } from "hls.js";
import type { FootageShelf } from "../api/types";
import { Reel } from "./reel";
import type { Source } from "./screen";

/** What is fetched ahead: some seconds even at eight times the speed, in nine pictures at once. */
const AHEAD_S = 40;
const AHEAD_BYTES = 24_000_000;
const BEHIND_S = 30;

const SETTINGS: Partial<HlsConfig> = {
  // Our files are MP4 already: there is nothing to rewrap that a worker would be worth.
  enableWorker: false,
  maxBufferLength: AHEAD_S,
  maxMaxBufferLength: AHEAD_S,
  maxBufferSize: AHEAD_BYTES,
  backBufferLength: BEHIND_S,
  // The clock leads; the library must not jump over holes by itself more than a frame.
  maxBufferHole: 0.1,
};

/** Opens one camera's footage; `onFailed` is told once when it cannot be had. */
export async function openRecorded(
  video: HTMLVideoElement,
  shelf: FootageShelf,
  at: number,
  onFailed: (status: number) => void,
): Promise<Source | null> {
  const { default: Hls } = await import("hls.js/light");
  const canPlay = (codecs: string) => MediaSource.isTypeSupported(`video/mp4; codecs="${codecs}"`);
  if (!Hls.isSupported() || !shelf.codecs.every(canPlay)) return null;
  const reel = new Reel(
    shelf.pieces.map(({ from_us, to_us, at_s, to_s, frames }) => ({
      start: from_us / 1000,
      end: to_us / 1000,
      at_s,
      to_s,
      frames,
    })),
  );
  const hls = new Hls({ ...SETTINGS, startPosition: reel.secondOf(at) ?? 0 });
  hls.on(Hls.Events.ERROR, (_, { fatal, response }) => {
    if (!fatal) return;
    hls.destroy();
    onFailed(response?.code ?? 0);
  });
  hls.loadSource(shelf.playlist);
  hls.attachMedia(video);
  return {
    secondOf: (moment) => reel.secondOf(moment),
    momentOf: (second) => reel.momentOf(second),
    frameAt: (second) => reel.frameAt(second),
    close: () => hls.destroy(),
  };
}
