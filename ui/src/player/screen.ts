/** Screen: one camera's picture, made to show what the wall clock says. */
import { correction, SEEK_S } from "./clock";

/** What fills a video element: recorded footage through HLS, or a live feed. */
export interface Source {
  /** The second of the video at which that moment stands; `null` where there is no footage. */
  secondOf(at: number): number | null;
  momentOf(second: number): number | null;
  /** How long the picture at that second lasts. */
  frameAt(second: number): number;
  /** Takes its hands off the video. */
  close(): void;
}

export type Showing = "empty" | "loading" | "shown" | "gap";

/** Into the picture that is meant: a seek to its very first moment may show the one before. */
const INSIDE_S = 0.002;
/** A picture that stays away longer than this no longer stops the clock for the others. */
const WAITED_FOR_MS = 6_000;
/** Further off by the clock than any correction: on the other side of a gap. */
const OTHER_SIDE_MS = SEEK_S * 1000 + 50;
/** A browser that tells nothing of the picture it painted has painted it after this long. */
const PAINTED_MS = 400;
/** Cameras that send a picture every second there are; none sends less. */
const LONGEST_PICTURE_S = 1;
const HAVE_CURRENT_DATA = 2;
const HAVE_FUTURE_DATA = 3;

export class Screen {
  #source: Source | null = null;
  #showing: Showing = "empty";
  /** The second of the video whose picture is on the screen. */
  #shown: number | null = null;
  /** That of the picture the browser painted last, whatever it was asked for since. */
  #painted: number | null = null;
  #target: number | null = null;
  #soughtAt = 0;
  #waitsSince: number | null = null;
  #handle = 0;

  constructor(
    readonly camera: number,
    readonly video: HTMLVideoElement,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#watch();
  }

  get source(): Source | null {
    return this.#source;
  }

  get showing(): Showing {
    return this.#showing;
  }

  /** When the picture on the screen was taken; `null` while there is none. */
  get shownAt(): number | null {
    if (this.#showing !== "shown" || this.#shown === null) return null;
    return this.#source?.momentOf(this.#shown) ?? null;
  }

  /** Whether the clock should wait for it. */
  get isAwaited(): boolean {
    return this.#waitsSince !== null && this.now() - this.#waitsSince < WAITED_FOR_MS;
  }

  show(source: Source | null): void {
    this.#source?.close();
    this.#source = source;
    this.#shown = null;
    this.#painted = null;
    this.#target = null;
    this.#waitsSince = null;
    this.#showing = "empty";
  }

  close(): void {
    this.show(null);
    this.video.cancelVideoFrameCallback?.(this.#handle);
  }

  /** Brings the video to that moment at that speed; called as often as the screen is painted. */
  follow(at: number, speed: number, isPlaying: boolean): void {
    const { video } = this;
    if (!this.#source) {
      this.#become("empty");
      return;
    }
    const second = this.#source.secondOf(at);
    if (second === null) {
      video.pause();
      this.#become("gap");
      return;
    }
    if (isPlaying) this.#lead(second, at, speed);
    else this.#still(second);
    const needed = isPlaying ? HAVE_FUTURE_DATA : HAVE_CURRENT_DATA;
    const isHere = !video.seeking && video.readyState >= needed;
    if (isHere && this.#shown === null && this.now() - this.#soughtAt > PAINTED_MS) {
      this.#shown = this.#likelyShown();
    }
    this.#become(isHere && this.#shown !== null ? "shown" : "loading");
  }

  /** Where the picture after (`by` 1) or before (−1) the one on the screen is; `null` when nothing is shown. */
  neighbour(by: 1 | -1): number | null {
    if (!this.#source || this.#shown === null) return null;
    const frame = this.#source.frameAt(this.#shown);
    return this.#source.momentOf(this.#shown + (by === 1 ? 1.5 : -0.5) * frame);
  }

  #lead(second: number, at: number, speed: number): void {
    const { video } = this;
    if (video.seeking || video.readyState === 0) {
      if (video.readyState === 0) this.#seek(second);
      return;
    }
    const needed = correction(second - video.currentTime, speed);
    // Two pictures on both sides of a gap are neighbours in the video and hours apart on the clock.
    const stands = this.#source?.momentOf(video.currentTime) ?? at;
    if (needed.how === "seek" || Math.abs(stands - at) > OTHER_SIDE_MS * Math.max(1, speed))
      this.#seek(second);
    else {
      this.#target = null;
      const rate = needed.how === "nudge" ? needed.rate : speed;
      if (Math.abs(video.playbackRate - rate) > 0.001) video.playbackRate = rate;
    }
    if (video.paused) void video.play().catch(() => undefined); // cut off by a pause: that is no failure
  }

  #still(second: number): void {
    const { video } = this;
    if (!video.paused) video.pause();
    if (video.seeking) return; // the newest wish is heard when this one is done
    const frame = this.#source?.frameAt(second) ?? 0;
    const inside = second + INSIDE_S;
    if (this.#shown !== null && inside >= this.#shown && inside < this.#shown + frame) return;
    this.#seek(second);
  }

  #seek(second: number): void {
    const target = second + INSIDE_S;
    // Asked for already: where pictures come unevenly the one shown may begin well before what was asked.
    if (this.#target !== null && Math.abs(this.#target - target) < INSIDE_S / 2) return;
    this.#target = target;
    this.#shown = null;
    this.#soughtAt = this.now();
    this.video.currentTime = target;
  }

  #become(showing: Showing): void {
    if (showing !== "loading") this.#waitsSince = null;
    else this.#waitsSince ??= this.now();
    this.#showing = showing;
  }

  #isTarget(mediaTime: number): boolean {
    const frame = this.#source?.frameAt(mediaTime) ?? 0;
    return this.#target !== null && this.#target >= mediaTime && this.#target < mediaTime + frame;
  }

  /** What is on the screen where the browser did not tell in time: the last it told of, if that can be. */
  #likelyShown(): number {
    const { currentTime } = this.video;
    const painted = this.#painted ?? currentTime;
    return painted <= currentTime && currentTime - painted < LONGEST_PICTURE_S ? painted : currentTime;
  }

  /** Notes the time of every picture that the browser puts on the screen. */
  #watch(): void {
    if (!("requestVideoFrameCallback" in this.video)) return;
    const note = (_: number, { mediaTime }: VideoFrameCallbackMetadata) => {
      this.#painted = mediaTime;
      // While it seeks, a picture from before may still be told of.
      if (!this.video.seeking || this.#isTarget(mediaTime)) this.#shown = mediaTime;
      this.#handle = this.video.requestVideoFrameCallback(note);
    };
    this.#handle = this.video.requestVideoFrameCallback(note);
  }
}
