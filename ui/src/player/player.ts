/**
 * Player: up to nine screens and the one clock they follow.
 *
 *     clock ──► tick, once per painted frame ──► every screen shows that moment, or says why it cannot
 *                  └── footage for the time ahead is asked for by the hour, each time a row in the audit
 */
import type { Result } from "../api/client";
import type { FootageShelf, FootageView } from "../api/types";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../time/taipei";
import { WallClock } from "./clock";
import { LiveFeed } from "./live";
import { canPlayAny, openRecorded } from "./recorded";
import { Screen } from "./screen";
import {
  footageAt,
  type Gap,
  gapAt,
  nextFootage,
  previousFootage,
  type Stretch,
  type Timeline,
} from "./timeline";

export type Role = "main" | "sub";

/** Why a picture cannot be had: a word of the catalogue of failures, and the sentence the centre gave. */
export interface Failure {
  readonly kind: string;
  readonly message: string;
}

export interface CellState {
  readonly showing: "asking" | "loading" | "shown" | "gap" | "unknown" | "failed";
  readonly gap: Gap | null;
  readonly failure: Failure | null;
  /** When the picture on the screen was taken. */
  readonly shownAt: number | null;
  readonly role: Role;
  readonly isCopy: boolean;
}

export interface PlayerState {
  readonly at: number;
  readonly isPlaying: boolean;
  /** Whether the clock waits for pictures. */
  readonly isHeld: boolean;
  readonly speed: number;
  readonly isLive: boolean;
  /** How far live pictures lie behind the present; `null` while nobody knows. */
  readonly delay_ms: number | null;
  readonly cells: ReadonlyMap<number, CellState>;
}

/** What the player asks of its page. */
export interface Around {
  readonly ask: (cameras: readonly number[], role: Role, span: Stretch) => Promise<Result<FootageView>>;
  /** The address of a camera's live pictures; `null` when the officer would not say what for. */
  readonly liveAddress: (camera: number, role: Role) => Promise<string | null>;
  readonly timeline: (camera: number) => Timeline | null;
  /** Whether there is a recorder that can show what comes in now. */
  readonly hasLive: boolean;
}

interface Cell {
  readonly screen: Screen;
  role: Role;
  shelf: FootageShelf | null;
  isCopy: boolean;
  window: Stretch | null;
  isAsking: boolean;
  failure: Failure | null;
  live: LiveFeed | null;
  liveGap: Gap | null;
  askedAt: number;
  brokenAt: number;
}

/** Asked for at once: from a little before, so that a step back needs no second question. */
const BEFORE_MS = 5 * MINUTE_MS;
const WINDOW_MS = HOUR_MS;
/** Nearer to the present than this nothing recorded is durable yet. */
const EDGE_MS = 4 * SECOND_MS;
/** Where footage may have come meanwhile it is asked for again no sooner than this. */
const AGAIN_MS = 10 * SECOND_MS;
/** What broke twice within this time is not asked for a third time by itself. */
const BROKE_AGAIN_MS = 15 * SECOND_MS;
/** On top of the longest fragment: the disk's answer and the way here. */
const LIVE_MARGIN_MS = 900;
/** What a late one costs more than its lateness. */
const LATE_MARGIN_MS = 300;
const MOST_DELAY_MS = 15 * SECOND_MS;
/** So long after a pause pictures may still come. */
const STOPPING_MS = 150;
const TELL_MS = 90;

export class Player {
  readonly clock: WallClock;
  readonly #cells = new Map<number, Cell>();
  readonly #listeners = new Set<() => void>();
  #isLive = false;
  #delay_ms: number | null = null;
  #snapTo: number | null = null;
  #stopping: { readonly reference: number; readonly until: number } | null = null;
  #offset = Number.NEGATIVE_INFINITY;
  #frame = 0;
  #toldAt = 0;
  #state: PlayerState;

  constructor(
    at: number,
    /** Milliseconds since 1970 by the centre's clock. */
    private present: () => number,
    private around: Around,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.clock = new WallClock(at, now);
    this.#state = this.#look();
  }

  /** What the page knows changes; the newest is asked. */
  know(around: Around): void {
    this.around = around;
  }

  get state(): PlayerState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    const paint = () => {
      this.tick();
      this.#frame = requestAnimationFrame(paint);
    };
    this.#frame = requestAnimationFrame(paint);
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    for (const { screen } of this.#cells.values()) screen.close();
    this.#cells.clear();
  }

  attach(camera: number, video: HTMLVideoElement, role: Role): () => void {
    const cell: Cell = {
      screen: new Screen(camera, video),
      role,
      shelf: null,
      isCopy: false,
      window: null,
      isAsking: false,
      failure: null,
      live: null,
      liveGap: null,
      askedAt: Number.NEGATIVE_INFINITY,
      brokenAt: Number.NEGATIVE_INFINITY,
    };
    this.#cells.set(camera, cell);
    if (this.#isLive) void this.#openLive(camera, cell);
    return () => {
      cell.screen.close();
      if (this.#cells.get(camera) === cell) this.#cells.delete(camera);
    };
  }

  /** The large or the small picture of one camera. */
  setRole(camera: number, role: Role): void {
    const cell = this.#cells.get(camera);
    if (!cell || cell.role === role) return;
    cell.role = role;
    this.#empty(cell);
    if (this.#isLive) void this.#openLive(camera, cell);
  }

  play(): void {
    this.#snapTo = null;
    this.#stopping = null;
    this.clock.play();
    this.#tell();
  }

  /** Stands still at the picture that is seen last of one camera, not a fraction of it before or after. */
  pause(reference: number | null = null): void {
    this.#leaveLive();
    this.clock.pause();
    for (const { screen } of this.#cells.values()) screen.video.pause();
    this.#stopping = reference === null ? null : { reference, until: this.now() + STOPPING_MS };
    this.#tell();
  }

  toggle(reference: number | null): void {
    if (this.clock.isPlaying) this.pause(reference);
    else this.play();
  }

  seek(at: number): void {
    this.#leaveLive();
    this.#snapTo = null;
    this.#stopping = null;
    this.clock.seek(Math.min(at, this.present() - EDGE_MS));
    for (const cell of this.#cells.values()) cell.failure = null;
    this.tick();
    this.#tell();
  }

  jump(by_ms: number): void {
    this.seek(this.clock.at + by_ms);
  }

  setSpeed(speed: number): void {
    if (this.#isLive) return;
    this.clock.setSpeed(speed);
    this.#tell();
  }

  /** To the next or previous picture of one camera; the others go along. */
  step(camera: number, by: 1 | -1): void {
    if (this.clock.isPlaying) this.pause(camera);
    const wanted = this.#cells.get(camera)?.screen.neighbour(by);
    if (wanted === null || wanted === undefined) return;
    this.#stopping = null;
    this.clock.seek(wanted);
    this.#snapTo = camera;
    this.tick();
    this.#tell();
  }

  /** To where footage begins again (`by` 1), or began before. */
  toGapEnd(by: 1 | -1): boolean {
    const timelines = this.#timelines();
    const at = by === 1 ? nextFootage(timelines, this.clock.at) : previousFootage(timelines, this.clock.at);
    if (at === null) return false;
    this.seek(at);
    return true;
  }

  /** What comes in now, or `ago_ms` before. */
  live(ago_ms = 0): void {
    if (ago_ms > 0) {
      this.seek(this.present() - ago_ms);
      this.clock.setSpeed(1);
      this.play();
      return;
    }
    if (this.#isLive) return;
    this.#isLive = true;
    this.#delay_ms = null;
    this.clock.setSpeed(1);
    this.clock.seek(this.present());
    this.clock.play();
    for (const [camera, cell] of this.#cells) {
      this.#empty(cell);
      void this.#openLive(camera, cell);
    }
    this.#tell();
  }

  /** Asks once more for what failed. */
  again(camera: number): void {
    const cell = this.#cells.get(camera);
    if (!cell) return;
    this.#empty(cell);
    if (this.#isLive) void this.#openLive(camera, cell);
  }

  /** One painted frame. */
  tick(): void {
    const { clock } = this;
    if (this.#isLive && this.#delay_ms !== null) {
      this.#waitForLate(this.present() - this.#delay_ms);
      clock.seek(this.present() - this.#delay_ms);
    }
    if (!this.#isLive && clock.isPlaying && clock.at > this.present() - EDGE_MS) {
      if (this.around.hasLive) this.live();
      else this.pause();
    }
    this.#stop();
    const at = clock.at;
    if (!this.#isLive) this.#askFor(at);
    for (const { screen } of this.#cells.values()) {
      screen.follow(at, clock.speed, clock.isPlaying && !clock.isHeld);
    }
    const isAwaited = [...this.#cells.values()].some(
      (cell) => cell.failure === null && (cell.isAsking || cell.screen.isAwaited),
    );
    clock.hold(!this.#isLive && clock.isPlaying && isAwaited);
    this.#snap();
    if (this.now() - this.#toldAt > TELL_MS) this.#tell();
  }

  /** A video that is told to pause may still paint a picture or two; the clock goes with them. */
  #stop(): void {
    if (!this.#stopping) return;
    const shown = this.#cells.get(this.#stopping.reference)?.screen.shownAt ?? null;
    if (shown !== null && Math.abs(shown - this.clock.at) < SECOND_MS) this.clock.seek(shown);
    if (this.now() > this.#stopping.until) this.#stopping = null;
  }

  #snap(): void {
    if (this.#snapTo === null) return;
    const shown = this.#cells.get(this.#snapTo)?.screen.shownAt ?? null;
    if (shown === null) return;
    this.clock.seek(shown);
    this.#snapTo = null;
    this.#tell();
  }

  /** Asks for the hour around `at` for those screens that have none; once for all that want the same. */
  #askFor(at: number): void {
    const waiting = new Map<Role, number[]>();
    for (const [camera, cell] of this.#cells) {
      if (cell.isAsking || cell.failure || !this.#isWanted(camera, cell, at)) continue;
      waiting.set(cell.role, [...(waiting.get(cell.role) ?? []), camera]);
    }
    const start = at - BEFORE_MS;
    const span = { start, end: Math.min(start + WINDOW_MS, Math.max(this.present(), at + SECOND_MS)) };
    for (const [role, cameras] of waiting) void this.#open(cameras, role, span, at);
  }

  #isWanted(camera: number, { window, shelf, askedAt }: Cell, at: number): boolean {
    if (!window || at < window.start) return true;
    const last = shelf?.pieces.at(-1);
    if (last && at < last.to_us / 1000) return false;
    const isWhole = window.end - window.start >= WINDOW_MS;
    if (at >= window.end && isWhole) return true;
    // Past what there was when it was asked: more may have come since.
    const timeline = this.around.timeline(camera);
    const mayBe = at >= window.end || (timeline !== null && footageAt(timeline, at) !== null);
    return mayBe && this.now() - askedAt > AGAIN_MS;
  }

  async #open(cameras: readonly number[], role: Role, span: Stretch, at: number): Promise<void> {
    const cells = cameras.flatMap((camera) => this.#cells.get(camera) ?? []);
    for (const cell of cells) {
      cell.isAsking = true;
      cell.askedAt = this.now();
    }
    const answer = await this.around.ask(cameras, role, span);
    for (const cell of cells) cell.isAsking = false;
    if (this.#isLive) return;
    for (const [i, cell] of cells.entries()) {
      if (this.#cells.get(cameras[i] ?? 0) !== cell || cell.role !== role) continue;
      if (!answer.ok) {
        cell.failure = { kind: answer.kind, message: answer.message };
        continue;
      }
      const shelf = answer.value.cameras.find((one) => one.camera === cameras[i]) ?? null;
      cell.shelf = shelf;
      cell.window = span;
      if (!shelf || shelf.pieces.length === 0) cell.screen.show(null);
      else await this.#play(cell, shelf, at);
    }
  }

  async #play(cell: Cell, shelf: FootageShelf, at: number): Promise<void> {
    const broke = (status: number) => {
      const since = this.now() - cell.brokenAt;
      cell.brokenAt = this.now();
      // A ticket that ran out is one more question away; what breaks at once again is broken.
      if (since < BROKE_AGAIN_MS) cell.failure = { kind: kindOf(status), message: "" };
      cell.window = null;
      cell.screen.show(null);
    };
    const source = await openRecorded(cell.screen.video, shelf, at, broke);
    if (!source) cell.failure = { kind: "unplayable", message: "" };
    else if (this.#isLive || cell.shelf !== shelf) source.close();
    else {
      cell.screen.show(source);
      cell.isCopy = source.isCopy;
    }
  }

  async #openLive(camera: number, cell: Cell): Promise<void> {
    const { role } = cell;
    cell.isAsking = true;
    const address = await this.around.liveAddress(camera, role);
    cell.isAsking = false;
    if (!this.#isLive || this.#cells.get(camera) !== cell || cell.role !== role) return;
    if (address === null || !canPlayAny()) {
      cell.failure = { kind: address === null ? "no_purpose" : "unplayable", message: "" };
      return;
    }
    const feed = new LiveFeed(cell.screen.video, address, {
      onClock: (offset) => {
        // What was longest on its way says the least: the largest offset is nearest the truth.
        this.#offset = Math.max(this.#offset, offset);
        this.present = () => this.#offset + this.now();
      },
      onFragment: (start, end, isFirst) => {
        cell.liveGap = null;
        this.#wait(end - start + (isFirst ? 0 : Math.max(0, this.present() - end)) + LIVE_MARGIN_MS);
      },
      onGap: (start, cause) => {
        cell.liveGap = { start, end: Number.POSITIVE_INFINITY, cause, says: "" };
      },
      onEnd: (kind, message) => {
        if (cell.live === feed) cell.failure = { kind, message };
      },
    });
    cell.live = feed;
    cell.screen.show(feed);
  }

  /** Live pictures are shown so late that the next fragment has come when this one ends. */
  #wait(needed_ms: number): void {
    this.#delay_ms = Math.max(this.#delay_ms ?? 0, Math.min(needed_ms, MOST_DELAY_MS));
  }

  /** A fragment that comes late makes all wait longer, so that the next one is in time. */
  #waitForLate(at: number): void {
    for (const { live, liveGap, failure } of this.#cells.values()) {
      if (!live?.end || liveGap || failure || at <= live.end) continue;
      this.#wait(this.present() - live.end + LATE_MARGIN_MS);
    }
  }

  #leaveLive(): void {
    if (!this.#isLive) return;
    this.#isLive = false;
    this.#delay_ms = null;
    for (const cell of this.#cells.values()) this.#empty(cell);
  }

  #empty(cell: Cell): void {
    cell.screen.show(null);
    cell.shelf = null;
    cell.isCopy = false;
    cell.window = null;
    cell.failure = null;
    cell.live = null;
    cell.liveGap = null;
  }

  #timelines(): Timeline[] {
    return [...this.#cells.keys()].flatMap((camera) => this.around.timeline(camera) ?? []);
  }

  #look(): PlayerState {
    const at = this.clock.at;
    const cells = [...this.#cells].map(
      ([camera, cell]) => [camera, this.#cellState(camera, cell, at)] as const,
    );
    return {
      at,
      isPlaying: this.clock.isPlaying,
      isHeld: this.clock.isHeld,
      speed: this.clock.speed,
      isLive: this.#isLive,
      delay_ms: this.#delay_ms,
      cells: new Map(cells),
    };
  }

  #cellState(camera: number, cell: Cell, at: number): CellState {
    const timeline = this.around.timeline(camera);
    const gap = this.#isLive ? cell.liveGap : timeline && gapAt(timeline, at);
    const { showing } = cell.screen;
    const known = { gap, failure: cell.failure, role: cell.role, isCopy: cell.isCopy };
    if (cell.failure) return { ...known, showing: "failed", shownAt: null };
    if (cell.isAsking || (this.#isLive && showing !== "shown" && !gap)) {
      return { ...known, showing: "asking", shownAt: null };
    }
    if (showing === "gap" || showing === "empty") {
      return { ...known, showing: gap ? "gap" : "unknown", shownAt: null };
    }
    return { ...known, gap: null, showing, shownAt: cell.screen.shownAt };
  }

  #tell(): void {
    this.#toldAt = this.now();
    this.#state = this.#look();
    for (const listener of this.#listeners) listener();
  }
}

function kindOf(status: number): string {
  if (status === 404) return "not_found";
  return status >= 500 || status === 0 ? "unplayable" : "denied";
}
