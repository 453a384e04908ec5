/** The player's wall clock: one time for all pictures. Videos follow it; it never follows a video. */

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const;

export class WallClock {
  #at: number;
  #since: number;
  #speed = 1;
  #isPlaying = false;
  #isHeld = false;

  /** Stands at `at` (milliseconds since 1970). `now` counts milliseconds and never jumps. */
  constructor(
    at: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#at = at;
    this.#since = now();
  }

  /** The time that is shown now. */
  get at(): number {
    if (!this.#isPlaying || this.#isHeld) return this.#at;
    return this.#at + (this.now() - this.#since) * this.#speed;
  }

  get speed(): number {
    return this.#speed;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** Whether it waits for a picture that is on its way. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  play(): void {
    this.#anchor(this.at);
    this.#isPlaying = true;
  }

  pause(): void {
    this.#anchor(this.at);
    this.#isPlaying = false;
  }

  hold(isHeld: boolean): void {
    if (isHeld === this.#isHeld) return;
    this.#anchor(this.at);
    this.#isHeld = isHeld;
  }

  seek(at: number): void {
    this.#anchor(at);
  }

  setSpeed(speed: number): void {
    this.#anchor(this.at);
    this.#speed = speed;
  }

  #anchor(at: number): void {
    this.#at = at;
    this.#since = this.now();
  }
}

/** The next speed up (`by` 1) or down (−1). */
export function nextSpeed(speed: number, by: 1 | -1): number {
  const at = SPEEDS.indexOf(speed as (typeof SPEEDS)[number]);
  const from = at < 0 ? SPEEDS.indexOf(1) : at;
  return SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, from + by))] ?? 1;
}

export type Correction =
  | { readonly how: "none" }
  | { readonly how: "nudge"; readonly rate: number }
  | { readonly how: "seek" };

/** Further off than this at normal speed, a video is set anew instead of being led back. */
export const SEEK_S = 0.35;
/** Closer than this counts as together: half a frame at 25 a second. */
const TOGETHER_S = 0.02;
/** Led back faster than this it would be heard and seen. */
const MOST_NUDGE = 0.06;
/** How much of the offset is made up in a second; more would swing. */
const GAIN = 0.8;

/** What brings a playing video back to the clock that is `behind_s` seconds ahead of it (negative: behind it). */
export function correction(behind_s: number, speed: number): Correction {
  const offset = Math.abs(behind_s);
  if (offset > SEEK_S * Math.max(1, speed)) return { how: "seek" };
  if (offset < TOGETHER_S) return { how: "none" };
  const nudge = Math.max(-MOST_NUDGE, Math.min(MOST_NUDGE, (behind_s * GAIN) / Math.max(1, speed)));
  return { how: "nudge", rate: speed * (1 + nudge) };
}
