import { describe, expect, it } from "vitest";
import { instantText, listed, localText } from "../src/zones/draft";
import { covered, everyDay, hoursOf, painted, type Stretch } from "../src/zones/week";

describe("a week of hours", () => {
  it("is painted and rubbed out", () => {
    const night = painted([], [22 * 60, 29 * 60], true);
    expect(night).toEqual([[1320, 1740]]);
    expect(covered(night, 0, 23)).toBe("on");
    expect(covered(night, 1, 4)).toBe("on");
    expect(covered(night, 1, 5)).toBe("off");
    const cut = painted(night, [23 * 60, 24 * 60], false);
    expect(cut).toEqual([
      [1320, 1380],
      [1440, 1740],
    ]);
    expect(painted(cut, [1380, 1440], true)).toEqual(night);
    expect(covered([[30, 60]], 0, 0)).toBe("part");
    expect(painted([[30, 60]], [0, 60], true)).toEqual([[0, 60]]);
  });

  it("brings the night of Sunday round to Monday", () => {
    const nights = everyDay([6], 22, 5);
    expect(nights).toEqual([
      [0, 300],
      [6 * 1440 + 1320, 10080],
    ]);
    expect(hoursOf(nights)).toBe(7);
    expect(hoursOf(everyDay([5, 6], 0, 0))).toBe(48);
    expect(hoursOf(everyDay([0, 1, 2, 3, 4, 5, 6], 22, 5))).toBe(49);
  });

  it("stays whole however it is painted", () => {
    let stretches: Stretch[] = [];
    const hours = new Set<number>();
    for (let step = 0; step < 500; step++) {
      const hour = (step * 37) % 168;
      const isOn = step % 3 !== 0;
      stretches = painted(stretches, [hour * 60, hour * 60 + 60], isOn);
      if (isOn) hours.add(hour);
      else hours.delete(hour);
      expect(hoursOf(stretches)).toBe(hours.size);
    }
    for (let hour = 0; hour < 168; hour++) {
      const state = covered(stretches, Math.floor(hour / 24), hour % 24);
      expect(state).toBe(hours.has(hour) ? "on" : "off");
    }
  });
});

describe("what is typed of a zone", () => {
  it("is on Taipei's clock", () => {
    expect(instantText("2026-12-31T23:00")).toBe("2026-12-31T23:00:00+08:00");
    expect(instantText("")).toBeNull();
    expect(localText(Date.parse("2026-12-31T16:30:00Z"))).toBe("2027-01-01T00:30");
    expect(listed(" 交通隊、 刑大,, 三組 ")).toEqual(["交通隊", "刑大", "三組"]);
  });
});
