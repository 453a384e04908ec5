import { describe, expect, it } from "vitest";
import { clockOf, decodeTimeOf } from "../src/player/boxes";
import { correction, nextSpeed, WallClock } from "../src/player/clock";
import { Reel } from "../src/player/reel";
import {
  around,
  brushed,
  daysOf,
  following,
  footageAt,
  gapAt,
  joined,
  nextFootage,
  previousFootage,
  type Timeline,
  ticks,
  zoomed,
} from "../src/player/timeline";
import { momentOf } from "../src/player/words";
import { DAY_MS, HOUR_MS, instantOf, MINUTE_MS, startOfDay } from "../src/time/taipei";

const NOON = instantOf(2026, 11, 20, 12);

describe("the wall clock", () => {
  function watch() {
    let now = 1000;
    const clock = new WallClock(NOON, () => now);
    return { clock, pass: (ms: number) => (now += ms) };
  }

  it("runs at its speed, and stands when it is paused or held", () => {
    const { clock, pass } = watch();
    pass(500);
    expect(clock.at).toBe(NOON);
    clock.play();
    pass(500);
    expect(clock.at).toBe(NOON + 500);
    clock.setSpeed(4);
    pass(500);
    expect(clock.at).toBe(NOON + 2_500);
    clock.hold(true);
    pass(10_000);
    expect(clock.at).toBe(NOON + 2_500);
    clock.hold(false);
    pass(100);
    clock.pause();
    pass(100);
    expect(clock.at).toBe(NOON + 2_900);
    clock.setSpeed(0.25);
    clock.play();
    clock.seek(NOON);
    pass(400);
    expect(clock.at).toBe(NOON + 100);
  });

  it.each([
    [1, 1, 2],
    [8, 1, 8],
    [0.25, -1, 0.25],
    [1, -1, 0.5],
    [3, 1, 2],
  ] as const)("from %d× by %d to %d×", (from, by, to) => expect(nextSpeed(from, by)).toBe(to));

  it.each([
    [0, 1, "none"],
    [0.015, 1, "none"],
    [0.1, 1, "nudge"],
    [-0.1, 1, "nudge"],
    [0.4, 1, "seek"],
    [-0.4, 1, "seek"],
    [0.4, 4, "nudge"],
  ])("%d s off at %d× is a %s", (behind, speed, how) => expect(correction(behind, speed).how).toBe(how));

  it("leads a video back slowly and by no more than a few per cent", () => {
    for (const speed of [0.25, 1, 2, 8]) {
      for (let behind = -0.3; behind <= 0.3; behind += 0.02) {
        const needed = correction(behind, speed);
        if (needed.how !== "nudge") continue;
        expect(Math.abs(needed.rate / speed - 1)).toBeLessThanOrEqual(0.0601);
        expect(Math.sign(needed.rate - speed)).toBe(Math.sign(behind));
      }
    }
  });

  it("brings a video together with the clock without swinging", () => {
    let behind = 0.3;
    for (let step = 0; step < 200; step++) {
      const needed = correction(behind, 1);
      const before = Math.abs(behind);
      behind -= ((needed.how === "nudge" ? needed.rate : 1) - 1) * 0.1;
      expect(Math.abs(behind)).toBeLessThanOrEqual(before + 1e-9);
    }
    expect(Math.abs(behind)).toBeLessThan(0.025);
  });
});

describe("a reel", () => {
  // Ten seconds, a gap of ten, ten seconds by a recorder's clock that was slewed by half a per cent.
  const reel = new Reel([
    { start: NOON, end: NOON + 10_000, at_s: 0, to_s: 10, frames: 250 },
    { start: NOON + 20_000, end: NOON + 30_050, at_s: 10, to_s: 20, frames: 200 },
  ]);

  it.each([
    [-1, null],
    [0, 0],
    [4_000, 4],
    [9_999, 9.999],
    [10_000, null],
    [19_999, null],
    [20_000, 10],
    [25_025, 15],
    [30_050, null],
  ])("%d ms after its start stands at second %s", (ms, second) => {
    const found = reel.secondOf(NOON + ms);
    if (second === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(second, 6);
  });

  it("comes back from every second to the moment", () => {
    for (let ms = 0; ms < 30_050; ms += 37) {
      const second = reel.secondOf(NOON + ms);
      if (second !== null) expect(reel.momentOf(second)).toBeCloseTo(NOON + ms, 2);
    }
  });

  it("knows how long a picture lasts there", () => {
    expect(reel.frameAt(3)).toBeCloseTo(0.04);
    expect(reel.frameAt(13)).toBeCloseTo(0.05);
    expect(new Reel([]).frameAt(0)).toBe(0.04);
    expect(new Reel([]).momentOf(3)).toBeNull();
  });
});

describe("a timeline", () => {
  const midnight = startOfDay(NOON);
  const day: Timeline = {
    start: midnight,
    end: midnight + DAY_MS,
    stretches: [
      { start: NOON, end: NOON + 60_000 },
      { start: NOON + 90_000, end: midnight + DAY_MS },
    ],
    gaps: [
      { start: midnight, end: NOON, cause: "not_asked", says: "" },
      { start: NOON + 60_000, end: NOON + 90_000, cause: "network_reset", says: "" },
    ],
  };

  it("is footage or a gap, its ends belonging to what begins there", () => {
    expect(footageAt(day, NOON)).not.toBeNull();
    expect(footageAt(day, NOON + 60_000)).toBeNull();
    expect(gapAt(day, NOON + 60_000)?.cause).toBe("network_reset");
    expect(gapAt(day, NOON + 90_000)).toBeNull();
    expect(gapAt(day, NOON - 1)?.cause).toBe("not_asked");
    expect(footageAt(day, midnight - 1)).toBeNull();
  });

  it("leads to where footage begins again", () => {
    expect(nextFootage([day], NOON + 5)).toBe(NOON + 90_000);
    expect(nextFootage([day], NOON + 90_000)).toBeNull();
    expect(previousFootage([day], NOON + 90_500)).toBe(NOON);
    expect(previousFootage([day], NOON + 100_000)).toBe(NOON + 90_000);
    expect(previousFootage([day], NOON)).toBeNull();
    expect(nextFootage([], NOON)).toBeNull();
  });

  it("goes on over midnight", () => {
    const next: Timeline = {
      start: midnight + DAY_MS,
      end: midnight + 2 * DAY_MS,
      stretches: [{ start: midnight + DAY_MS, end: midnight + DAY_MS + 5_000 }],
      gaps: [],
    };
    const both = joined([day, next]);
    expect(both?.stretches).toHaveLength(2);
    expect(both?.stretches[1]).toEqual({ start: NOON + 90_000, end: midnight + DAY_MS + 5_000 });
    expect(joined([])).toBeNull();
  });
});

describe("the time bar", () => {
  const hour = { start: NOON, end: NOON + HOUR_MS };

  it("keeps the place under the pointer while it zooms, from half a minute to a day", () => {
    const at = NOON + 10 * MINUTE_MS;
    const closer = zoomed(hour, at, 0.5);
    expect((at - closer.start) / (closer.end - closer.start)).toBeCloseTo(1 / 6, 3);
    let view = hour;
    for (let i = 0; i < 40; i++) view = zoomed(view, at, 0.5);
    expect(view.end - view.start).toBe(30_000);
    for (let i = 0; i < 40; i++) view = zoomed(view, at, 2);
    expect(view.end - view.start).toBe(DAY_MS);
  });

  it("follows the clock by pages", () => {
    expect(following(hour, NOON + 5)).toBe(hour);
    const next = following(hour, NOON + HOUR_MS);
    expect(next.start).toBeLessThan(NOON + HOUR_MS);
    expect(next.end).toBeGreaterThan(NOON + HOUR_MS);
    const back = following(hour, NOON - 5 * HOUR_MS);
    expect(back.start).toBeLessThan(NOON - 5 * HOUR_MS);
    expect(following(around(NOON, DAY_MS), NOON + DAY_MS).start).toBe(startOfDay(NOON) + DAY_MS);
  });

  it("takes a brush from either side, and no shorter than can be shown", () => {
    expect(brushed(NOON + HOUR_MS, NOON)).toEqual(hour);
    expect(brushed(NOON, NOON + 400)).toBeNull();
    expect(brushed(NOON, NOON + 2_000)).toEqual({ start: NOON, end: NOON + 30_000 });
  });

  it("writes round times, a few", () => {
    expect(ticks(hour, 8).map((at) => (at - NOON) / MINUTE_MS)).toEqual([0, 10, 20, 30, 40, 50]);
    for (const length of [30_000, MINUTE_MS, 7 * MINUTE_MS, HOUR_MS, DAY_MS]) {
      const found = ticks({ start: NOON + 123, end: NOON + 123 + length }, 8);
      expect(found.length).toBeGreaterThan(1);
      expect(found.length).toBeLessThanOrEqual(9);
    }
  });

  it("touches the days it touches", () => {
    expect(daysOf({ start: NOON, end: NOON + DAY_MS })).toEqual([
      startOfDay(NOON),
      startOfDay(NOON) + DAY_MS,
    ]);
    expect(daysOf({ start: startOfDay(NOON), end: startOfDay(NOON) + DAY_MS })).toHaveLength(1);
  });
});

describe("a time that is typed", () => {
  it.each([
    ["08:15:30", 8, 15, 30_000],
    ["8:15", 8, 15, 0],
    ["08:15:30.5", 8, 15, 30_500],
    ["08:15:30,120", 8, 15, 30_120],
    ["2026-11-20T08:15:30.040", 8, 15, 30_040],
    ["2026-11-20T00:15:30Z", 8, 15, 30_000],
    ["2026-11-20T08:15:30.250+08:00", 8, 15, 30_250],
  ])("%s", (typed, hour, minute, ms) => {
    expect(momentOf(typed, NOON + HOUR_MS, NOON + DAY_MS)).toBe(instantOf(2026, 11, 20, hour, minute) + ms);
  });

  it.each(["", "25:99:00", "noon", "121.6,23.98,12"])("%j is none", (typed) => {
    expect(momentOf(typed, NOON, NOON)).toBeNull();
  });
});

describe("boxes", () => {
  function box(type: string, ...parts: readonly (string | readonly number[] | Uint8Array)[]): Uint8Array {
    const body = parts.flatMap((part) =>
      typeof part === "string" ? [...part].map((letter) => letter.charCodeAt(0)) : [...part],
    );
    const size = body.length + 8;
    return new Uint8Array([
      size >> 24,
      size >> 16,
      size >> 8,
      size,
      ...[...type].map((letter) => letter.charCodeAt(0)),
      ...body,
    ]);
  }
  const buffer = (bytes: Uint8Array) => bytes.slice().buffer as ArrayBuffer;

  it("tell the clock and the time", () => {
    const mdhd = box("mdhd", [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 1, 0x5f, 0x90], [0, 0, 0, 0]);
    expect(clockOf(buffer(box("moov", box("trak", box("mdia", mdhd)))))).toBe(90_000);
    const long = box("tfdt", [1, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 2]);
    expect(decodeTimeOf(buffer(box("moof", box("traf", long))))).toBe(2 ** 32 + 2);
    const short = box("tfdt", [0, 0, 0, 0], [0, 0, 3, 0]);
    expect(decodeTimeOf(buffer(box("moof", box("traf", short))))).toBe(768);
  });

  it("that make no sense tell nothing", () => {
    for (let seed = 1; seed < 400; seed++) {
      const bytes = Uint8Array.from({ length: seed % 97 }, (_, i) => (seed * 31 + i * i * 7) & 255);
      expect(decodeTimeOf(buffer(box("moof", bytes)))).toBeNull();
      expect(clockOf(buffer(bytes))).toBe(0);
    }
    expect(decodeTimeOf(buffer(box("moof", box("traf", box("tfdt", [1, 0, 0, 0])))))).toBeNull();
    expect(decodeTimeOf(new Uint8Array([0, 0, 0, 0, 109, 111, 111, 102]).buffer)).toBeNull();
  });
});
