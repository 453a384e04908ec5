import { describe, expect, it } from "vitest";
import { inOrder } from "../src/alerts/news";
import { soundOf } from "../src/alerts/sounds";
import { ageText } from "../src/alerts/words";
import type { AlertLine } from "../src/api/types";

const line = (id: number, state: string, priority: number, opened: string) =>
  ({ id, state, priority, opened }) as AlertLine;

describe("alerts", () => {
  it("come by what nobody has taken, then by priority and age", () => {
    const alerts = [
      line(1, "shown", 1, "2026-11-20T04:00:00Z"),
      line(2, "new", 3, "2026-11-20T04:00:00Z"),
      line(3, "new", 1, "2026-11-20T04:02:00Z"),
      line(4, "new", 1, "2026-11-20T04:01:00Z"),
    ];
    expect(inOrder(alerts).map(({ id }) => id)).toEqual([4, 3, 2, 1]);
  });

  it.each([
    [0, "0:00"],
    [-5_000, "0:00"],
    [187_000, "3:07"],
    [3_787_999, "1:03:07"],
    [100 * 3_600_000, "100:00:00"],
  ])("is %i ms old: %s", (ms, text) => expect(ageText(ms)).toBe(text));

  it("sound as their list says, else by their kind", () => {
    expect(soundOf({ sound: "twin", category: "stolen_vehicle" })).toBe("twin");
    expect(soundOf({ sound: "trumpet", category: "stolen_vehicle" })).toBe("double");
    expect(soundOf({ sound: "", category: "investigation" })).toBe("chime");
  });
});
