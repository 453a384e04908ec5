/**
 * News of alerts: the open ones as they are now, and every step as it is made, for all pages of the house.
 *
 *     GET /alerts/open ──► lines ──► EventSource from there on ──► lines, who is told, badge
 *
 * The browser asks again by itself when the connection breaks, from the last step it heard. That it broke is
 * said: a wall that shows nothing must not look like a quiet night.
 */
import { api } from "../api/client";
import type { AlertLine, AlertStep } from "../api/types";

/** The centre says something every 10 s; three of those missed is no chance. */
const SILENT_MS = 32_000;
const LOOK_MS = 2_000;
const AGAIN_MS = 5_000;
const OPEN = new Set(["new", "shown", "verified", "dispatched"]);

export type Link = "connecting" | "live" | "away";

export interface Told {
  readonly step: AlertStep;
  readonly alert: AlertLine;
}

export interface NewsState {
  readonly alerts: readonly AlertLine[];
  readonly link: Link;
  /** Milliseconds by which the centre's clock is ahead of this machine's. */
  readonly ahead_ms: number;
  /** Grows with every step; an opened alert looks again when its own came. */
  readonly latest: Told | null;
}

export class AlertNews {
  #state: NewsState = { alerts: [], link: "connecting", ahead_ms: 0, latest: null };
  readonly #listeners = new Set<() => void>();
  readonly #tellers = new Set<(told: Told) => void>();
  #source: EventSource | null = null;
  #heard = 0;
  #watch = 0;
  #again = 0;
  #isClosed = true;

  get state(): NewsState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Calls back with every step that is heard while it happens, not with those of before. */
  onStep(teller: (told: Told) => void): () => void {
    this.#tellers.add(teller);
    return () => this.#tellers.delete(teller);
  }

  /** Connects; one that is open stays as it is. */
  open(): void {
    if (!this.#isClosed) return;
    this.#isClosed = false;
    void this.#start();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#again);
    this.#stop();
  }

  /** Takes over an alert as an act of this page left it, before its step is heard. */
  put(alert: AlertLine): void {
    const known = this.#state.alerts.find(({ id }) => id === alert.id);
    if (known && known.version > alert.version) return;
    const others = this.#state.alerts.filter(({ id }) => id !== alert.id);
    this.#change({ alerts: inOrder(OPEN.has(alert.state) ? [...others, alert] : others) });
  }

  async #start(): Promise<void> {
    this.#stop();
    const result = await api.openAlerts();
    if (this.#isClosed) return;
    if (!result.ok) {
      this.#change({ link: "away" });
      // Signed out is said by the client itself; auditors and old centres have no alerts to ask for.
      if (result.status === 0 || result.status >= 500) {
        this.#again = window.setTimeout(() => void this.#start(), AGAIN_MS);
      }
      return;
    }
    this.#change({ alerts: inOrder(result.value.alerts) });
    this.#listen(result.value.last_step);
  }

  #listen(after: number): void {
    const source = new EventSource(`/api/v1/alerts/events?after=${after}`);
    this.#source = source;
    this.#heard = performance.now();
    const hear = (event: MessageEvent<string>) => {
      this.#heard = performance.now();
      return JSON.parse(event.data) as unknown;
    };
    const now = (event: MessageEvent<string>) => {
      const data = hear(event) as { now: string };
      this.#change({ link: "live", ahead_ms: Date.parse(data.now) - Date.now() });
    };
    source.addEventListener("hello", now);
    source.addEventListener("beat", now);
    source.addEventListener("step", (event) => {
      const told = hear(event) as Told;
      this.put(told.alert);
      this.#change({ latest: told, link: "live" });
      for (const teller of this.#tellers) teller(told);
    });
    source.addEventListener("reset", () => void this.#start());
    // The session has ended: asking says so, and leads to the door.
    source.addEventListener("end", () => void this.#start());
    source.addEventListener("error", () => {
      this.#change({ link: "away" });
      if (source.readyState === EventSource.CLOSED) {
        this.#again = window.setTimeout(() => void this.#start(), AGAIN_MS);
      }
    });
    this.#watch = window.setInterval(() => {
      if (performance.now() - this.#heard < SILENT_MS) return;
      this.#change({ link: "away" });
      void this.#start();
    }, LOOK_MS);
  }

  #stop(): void {
    clearInterval(this.#watch);
    this.#source?.close();
    this.#source = null;
  }

  #change(part: Partial<NewsState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}

/** What nobody has taken first, then by priority and age: as the centre orders them. */
export function inOrder(alerts: readonly AlertLine[]): AlertLine[] {
  return [...alerts].sort(
    (one, other) =>
      Number(one.state !== "new") - Number(other.state !== "new") ||
      one.priority - other.priority ||
      Date.parse(one.opened) - Date.parse(other.opened) ||
      one.id - other.id,
  );
}
