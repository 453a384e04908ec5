/**
 * Live: what a camera sends now, as durable fragments over a WebSocket into a video (Media Source Extensions).
 *
 *     {"what": "tracks", …} + bytes ─► {"what": "fragment", "from_us", "to_us", …} + bytes ─► … {"what": "gap", …}
 *
 * Each message of text stands before the bytes it speaks of. A second of the video is a second of wall time since
 * the first fragment, so that live and recorded pictures follow the same clock.
 */
import { clockOf, decodeTimeOf } from "./boxes";
import type { Source } from "./screen";

type Message =
  | { readonly what: "tracks"; readonly codecs: string; readonly now_us: number }
  | {
      readonly what: "fragment";
      readonly from_us: number;
      readonly to_us: number;
      readonly now_us: number;
    }
  | { readonly what: "gap"; readonly from_us: number; readonly cause: string; readonly now_us: number }
  | { readonly what: "end"; readonly kind: string; readonly message: string; readonly now_us: number };

export interface LiveTold {
  /** The centre's clock minus this browser's `performance.now()`, milliseconds. */
  readonly onClock: (offset: number) => void;
  /** A fragment has come: from when to when it was taken. */
  /** `isFirst`: it was durable before anybody watched, and says nothing of how late they come. */
  readonly onFragment: (start: number, end: number, isFirst: boolean) => void;
  readonly onGap: (start: number, cause: string) => void;
  /** It is over: `kind` says why in a word of the catalogue of failures. */
  readonly onEnd: (kind: string, message: string) => void;
}

/** The video begins here, so that nothing has to stand before its zero. */
const ORIGIN_S = 60;
/** About a picture: live ones are not stepped through, so nobody has to know it better. */
const FRAME_S = 0.04;
const KEPT_S = 40;
/** A run whose ticks and wall time part by more than this is set anew. */
const DRIFT_S = 0.05;

export class LiveFeed implements Source {
  readonly #media = new MediaSource();
  readonly #address: string;
  readonly #socket: WebSocket;
  readonly #queue: (() => void)[] = [];
  #buffer: SourceBuffer | null = null;
  #next: Message | null = null;
  #origin: number | null = null;
  #clock = 0;
  #end: number | null = null;
  #isOver = false;

  constructor(
    private readonly video: HTMLVideoElement,
    url: string,
    private readonly told: LiveTold,
  ) {
    this.#address = URL.createObjectURL(this.#media);
    video.src = this.#address;
    this.#socket = new WebSocket(url);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.#take(data);
    this.#socket.onclose = () => this.#over("unreachable", "");
  }

  /** Until when there are pictures; `null` before the first. */
  get end(): number | null {
    return this.#end;
  }

  secondOf(at: number): number | null {
    if (this.#origin === null) return null;
    const second = ORIGIN_S + (at - this.#origin) / 1000;
    const { buffered } = this.video;
    for (let i = 0; i < buffered.length; i++) {
      if (second >= buffered.start(i) - FRAME_S && second < buffered.end(i)) {
        return Math.max(second, buffered.start(i));
      }
    }
    return null;
  }

  momentOf(second: number): number | null {
    return this.#origin === null ? null : this.#origin + (second - ORIGIN_S) * 1000;
  }

  frameAt(): number {
    return FRAME_S;
  }

  close(): void {
    this.#isOver = true;
    this.#socket.onclose = null;
    this.#socket.close();
    if (this.video.src === this.#address) {
      this.video.removeAttribute("src");
      this.video.load();
    }
    URL.revokeObjectURL(this.#address);
  }

  #take(data: string | ArrayBuffer): void {
    if (this.#isOver) return;
    if (typeof data !== "string") {
      const about = this.#next;
      this.#next = null;
      if (about?.what === "tracks") this.#open(about.codecs, data);
      else if (about?.what === "fragment") this.#add(about.from_us / 1000, about.to_us / 1000, data);
      return;
    }
    const message = JSON.parse(data) as Message;
    this.told.onClock(message.now_us / 1000 - performance.now());
    if (message.what === "gap") this.told.onGap(message.from_us / 1000, message.cause);
    else if (message.what === "end") this.#over(message.kind, message.message);
    else this.#next = message;
  }

  #open(codecs: string, init: ArrayBuffer): void {
    const type = `video/mp4; codecs="${codecs}"`;
    if (!MediaSource.isTypeSupported(type)) {
      this.#over("unplayable", codecs);
      return;
    }
    this.#clock = clockOf(init);
    this.#do(() => {
      if (this.#buffer) this.#buffer.changeType(type);
      else {
        this.#buffer = this.#media.addSourceBuffer(type);
        this.#buffer.addEventListener("updateend", () => this.#go());
      }
      this.#buffer.appendBuffer(init);
    });
  }

  #add(start: number, end: number, bytes: ArrayBuffer): void {
    const ticks = decodeTimeOf(bytes);
    if (ticks === null || this.#clock === 0) {
      this.#over("unreadable", "");
      return;
    }
    this.#origin ??= start;
    const offset = ORIGIN_S + (start - this.#origin) / 1000 - ticks / this.#clock;
    this.#do(() => {
      const buffer = this.#buffer;
      if (!buffer) return;
      if (Math.abs(buffer.timestampOffset - offset) > DRIFT_S) buffer.timestampOffset = offset;
      buffer.appendBuffer(bytes);
    });
    this.#do(() => {
      const keep = this.video.currentTime - KEPT_S;
      if (keep > 0 && this.#buffer?.buffered.length && this.#buffer.buffered.start(0) < keep) {
        this.#buffer.remove(0, keep);
      }
    });
    const isFirst = this.#end === null;
    this.#end = end;
    this.told.onFragment(start, end, isFirst);
  }

  /** Work on the buffer is done one piece after the other. */
  #do(work: () => void): void {
    this.#queue.push(work);
    this.#go();
  }

  #go(): void {
    if (this.#media.readyState !== "open") {
      this.#media.addEventListener("sourceopen", () => this.#go(), { once: true });
      return;
    }
    while (this.#queue.length > 0 && !this.#buffer?.updating) {
      try {
        this.#queue.shift()?.();
      } catch (error) {
        this.#over("unplayable", String(error));
        return;
      }
    }
  }

  #over(kind: string, message: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#queue.length = 0;
    this.#socket.onclose = null;
    this.#socket.close();
    this.told.onEnd(kind, message);
  }
}

/** Where a camera's live pictures are had. */
export function liveAddress(camera: number, query: Readonly<Record<string, string>>): string {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}/api/v1/footage/${camera}/live?${new URLSearchParams(query)}`;
}
