import { describe, expect, it } from "vitest";
import { momentAt, Replay, type Stop } from "../src/trail/replay";

const MINUTE = 60_000;
const STOPS: Stop[] = [
  { at: 0, lon: 121.6, lat: 24 },
  { at: 10 * MINUTE, lon: 121.5, lat: 23.8 },
  { at: 50 * MINUTE, lon: 121.4, lat: 23.6 },
];

/** A screen whose pictures are shown when the test says so. */
function screen() {
  let waiting: ((now: number) => void) | null = null;
  let now = 0;
  return {
    request(callback: (now: number) => void) {
      waiting = callback;
      return 1;
    },
    cancel() {
      waiting = null;
    },
    show(ms: number) {
      now += ms;
      const callback = waiting;
      waiting = null;
      callback?.(now);
    },
    get isAsked() {
      return waiting !== null;
    },
  };
}

describe("a moment of a trail", () => {
  it.each([
    [-5, 0, true, 121.6],
    [0, 0, true, 121.6],
    [5 * MINUTE, 0, false, 121.55],
    [10 * MINUTE, 1, true, 121.5],
    [30 * MINUTE, 1, false, 121.45],
    [50 * MINUTE, 2, true, 121.4],
    [99 * MINUTE, 2, true, 121.4],
  ])("at %d ms is after passage %d, seen %s", (at, index, isSeen, lon) => {
    const moment = momentAt(STOPS, at);
    expect(moment?.index).toBe(index);
    expect(moment?.isSeen).toBe(isSeen);
    expect(moment?.lon).toBeCloseTo(lon, 2);
  });

  it("is none without passages", () => {
    expect(momentAt([], 5)).toBeNull();
  });
});

describe("a replay", () => {
  it("runs as many times faster as it is told and stops at the end", () => {
    const frames = screen();
    const replay = new Replay(STOPS, 0, frames);
    replay.setSpeed(600);
    replay.play();
    frames.show(16);
    frames.show(1_000);
    expect(replay.state).toEqual({ at: 600_000, isPlaying: true, speed: 600 });
    frames.show(10_000);
    expect(replay.state.at).toBe(50 * MINUTE);
    expect(replay.state.isPlaying).toBe(false);
    expect(frames.isAsked).toBe(false);
    replay.play();
    expect(replay.state.at).toBe(0);
  });

  it("stands still while paused", () => {
    const frames = screen();
    const replay = new Replay(STOPS, 0, frames);
    replay.play();
    frames.show(16);
    frames.show(100);
    replay.toggle();
    const { at } = replay.state;
    frames.show(1_000);
    expect(replay.state).toEqual({ at, isPlaying: false, speed: 60 });
  });

  it("steps from passage to passage, and back to the one just passed", () => {
    const replay = new Replay(STOPS, undefined, screen());
    replay.step(1);
    expect(replay.state.at).toBe(10 * MINUTE);
    replay.seek(30 * MINUTE);
    replay.step(-1);
    expect(replay.state.at).toBe(10 * MINUTE);
    replay.step(-1);
    replay.step(-1);
    expect(replay.state.at).toBe(0);
    replay.seek(49 * MINUTE);
    replay.step(1);
    replay.step(1);
    expect(replay.state.at).toBe(50 * MINUTE);
  });

  it("tells those who listen, and no longer those who left", () => {
    const replay = new Replay(STOPS, undefined, screen());
    const heard: number[] = [];
    const leave = replay.subscribe(({ at }) => heard.push(at));
    replay.seek(MINUTE);
    leave();
    replay.seek(2 * MINUTE);
    expect(heard).toEqual([MINUTE]);
  });
});
