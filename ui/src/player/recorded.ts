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
  // Gaps are told by the time bar; as cues they would need text tracks that the page's policy forbids.
  enableDateRangeMetadataCues: false,
  enableID3MetadataCues: false,
  enableEmsgMetadataCues: false,
  // The clock leads; the library must not jump over holes by itself more than a frame.
  maxBufferHole: 0.1,
};

/** A viewing copy waits up to 20 s for its turn, then some seconds are coded. */
const COPY_MS = 30_000;

/** Footage in a video; `isCopy` says that it is a viewing copy, not the original. */
export interface Recorded extends Source {
  readonly isCopy: boolean;
}

/** Whether this browser takes footage piece by piece at all; the iPhone's does not. */
export function canPlayAny(): boolean {
  return "MediaSource" in globalThis;
}

/** Opens one camera's footage; `onFailed` is told once when it cannot be had. `null`: not in this browser. */
export async function openRecorded(
  video: HTMLVideoElement,
  shelf: FootageShelf,
  at: number,
  onFailed: (status: number) => void,
): Promise<Recorded | null> {
  if (!canPlayAny()) return null;
  const { default: Hls } = await import("hls.js/light");
  const canPlay = (codecs: string) => MediaSource.isTypeSupported(`video/mp4; codecs="${codecs}"`);
  if (!Hls.isSupported()) return null;
  const isCopy = !shelf.codecs.every(canPlay);
  const reel = new Reel(
    shelf.pieces.map(({ from_us, to_us, at_s, to_s, frames }) => ({
      start: from_us / 1000,
      end: to_us / 1000,
      at_s,
      to_s,
      frames,
    })),
  );
  const { fragLoadPolicy } = Hls.DefaultConfig;
  const patient = { default: { ...fragLoadPolicy.default, maxTimeToFirstByteMs: COPY_MS } };
  const hls = new Hls({
    ...SETTINGS,
    fragLoadPolicy: isCopy ? patient : fragLoadPolicy,
    startPosition: reel.secondOf(at) ?? 0,
  });
  hls.on(Hls.Events.ERROR, (_, { fatal, response }) => {
    if (!fatal) return;
    hls.destroy();
    onFailed(response?.code ?? 0);
  });
  hls.loadSource(isCopy ? shelf.copies : shelf.playlist);
  hls.attachMedia(video);
  return {
    isCopy,
    secondOf: (moment) => reel.secondOf(moment),
    momentOf: (second) => reel.momentOf(second),
    frameAt: (second) => reel.frameAt(second),
    close: () => hls.destroy(),
  };
}
