/**
 * Replay: a clock that runs along a trail, some times faster than the world.
 *
 * Between two passages nobody knows where the vehicle was; what is shown there lies on the straight line and
 * says so (`isSeen` is false).
 */

export interface Stop {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly lon: number;
  readonly lat: number;
}

export interface Moment {
  readonly at: number;
  readonly lon: number;
  readonly lat: number;
  readonly isSeen: boolean;
  /** The last passage at or before this moment. */
  readonly index: number;
}

export const SPEEDS = [1, 10, 30, 60, 120, 300, 600] as const;
/** A passage counts as seen this long, so that it can be noticed at any speed. */
const SEEN_MS = 2_000;

/** Where the vehicle is, or may be, at an instant. Before the first passage it is at the first, and so on. */
export function momentAt(stops: readonly Stop[], at: number): Moment | null {
  const [first, last] = [stops[0], stops.at(-1)];
  if (!first || !last) return null;
  const time = Math.max(first.at, Math.min(last.at, at));
  let index = 0;
  for (let low = 0, high = stops.length - 1; low <= high; ) {
    const middle = (low + high) >> 1;
    if ((stops[middle] as Stop).at <= time) {
      index = middle;
      low = middle + 1;
    } else high = middle - 1;
  }
  const here = stops[index] as Stop;
  const next = stops[index + 1];
  if (!next || time - here.at <= Math.min(SEEN_MS, (next.at - here.at) / 4)) {
    return { at: time, lon: here.lon, lat: here.lat, isSeen: true, index };
  }
  const part = (time - here.at) / (next.at - here.at);
  return {
    at: time,
    lon: here.lon + (next.lon - here.lon) * part,
    lat: here.lat + (next.lat - here.lat) * part,
    isSeen: false,
    index,
  };
}

export interface ReplayState {
  readonly at: number;
  readonly isPlaying: boolean;
  readonly speed: number;
}

type Frames = { request(callback: (now: number) => void): number; cancel(handle: number): void };

const SCREEN: Frames = {
  request: (callback) => requestAnimationFrame(callback),
  cancel: (handle) => cancelAnimationFrame(handle),
};

export class Replay {
  #at: number;
  #speed: number = 60;
  #handle: number | null = null;
  #before: number | null = null;
  readonly #listeners = new Set<(state: ReplayState) => void>();
  #state: ReplayState;

  /** Stands at `at`, or at the first stop when left out. */
  constructor(
    readonly stops: readonly Stop[],
    at?: number,
    private readonly frames: Frames = SCREEN,
  ) {
    this.#at = at ?? stops[0]?.at ?? 0;
    this.#state = { at: this.#at, isPlaying: false, speed: this.#speed };
  }

  get state(): ReplayState {
    return this.#state;
  }

  get moment(): Moment | null {
    return momentAt(this.stops, this.#at);
  }

  subscribe(listener: (state: ReplayState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  play(): void {
    if (this.#handle !== null || this.stops.length < 2) return;
    if (this.#at >= this.#end) this.#at = this.stops[0]?.at ?? 0;
    this.#before = null;
    this.#handle = this.frames.request(this.#tick);
    this.#tell();
  }

  pause(): void {
    if (this.#handle === null) return;
    this.frames.cancel(this.#handle);
    this.#handle = null;
    this.#tell();
  }

  toggle(): void {
    if (this.#handle === null) this.play();
    else this.pause();
  }

  seek(at: number): void {
    this.#at = Math.max(this.stops[0]?.at ?? 0, Math.min(this.#end, at));
    this.#tell();
  }

  /** To the next passage (`by` 1) or the one before (−1). */
  step(by: 1 | -1): void {
    const index = this.moment?.index ?? 0;
    const isBetween = this.#at > (this.stops[index]?.at ?? 0);
    const wanted = by === -1 && isBetween ? index : index + by;
    const stop = this.stops[Math.max(0, Math.min(this.stops.length - 1, wanted))];
    if (stop) this.seek(stop.at);
  }

  setSpeed(speed: number): void {
    this.#speed = speed;
    this.#tell();
  }

  get #end(): number {
    return this.stops.at(-1)?.at ?? 0;
  }

  readonly #tick = (now: number) => {
    const passed = this.#before === null ? 0 : now - this.#before;
    this.#before = now;
    this.#at = Math.min(this.#end, this.#at + passed * this.#speed);
    this.#handle = this.#at >= this.#end ? null : this.frames.request(this.#tick);
    this.#tell();
  };

  #tell(): void {
    this.#state = { at: this.#at, isPlaying: this.#handle !== null, speed: this.#speed };
    for (const listener of this.#listeners) listener(this.#state);
  }
}
