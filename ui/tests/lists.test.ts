import { describe, expect, it } from "vitest";
import type { WatchEntry } from "../src/api/types";
import type { Say } from "../src/app/settings";
import { ANY, areaSaid, type Conditions, conditionWords, isAny } from "../src/lists/conditions";
import { basisOf, PRESETS } from "../src/lists/presets";
import { type TextKey, textOf } from "../src/texts";

const say: Say = Object.assign(
  (key: TextKey, fillings?: Parameters<typeof textOf>[2]) => textOf("zh-TW", key, fillings),
  {
    language: "zh-TW" as const,
    word: (group: string, word: string) => textOf("zh-TW", `${group}.${word}` as TextKey),
  },
);

const terms: WatchEntry["terms"] = {
  category: "stolen_vehicle",
  priority: 2,
  act: "notify",
  covert: false,
  recipients: [],
  danger: "",
};
const told = { terms, retro_days: 0, asked: "", approver: "" };

describe("the conditions of an entry", () => {
  it("are none when nothing is chosen", () => {
    expect(conditionWords(say, { ...ANY, ...told })).toEqual([]);
    expect(isAny(ANY)).toBe(true);
  });

  it("are said in words, days and ways in their order", () => {
    const narrow: Conditions = {
      bands: ["22:00-05:00", "12:00-13:00"],
      weekdays: ["sun", "fri"],
      area: "circle:121.6,23.98,1500",
      headings: ["w", "n"],
    };
    const entry = {
      ...narrow,
      ...told,
      terms: { ...terms, recipients: ["勤務中心"], covert: true },
      asked: "chen",
      retro_days: 14,
    };
    expect(conditionWords(say, entry)).toEqual([
      "只在 星期五、日 22:00-05:00、12:00-13:00",
      "只在區域內：圓形，半徑 1.50 公里",
      "只有往北、西",
      "通知：勤務中心",
      "隱密",
      "請 chen 核准",
      "核准後往回找 14 天",
    ]);
    expect(conditionWords(say, { ...entry, approver: "chen" })).not.toContain("請 chen 核准");
  });

  it.each([{ bands: ["22:00-05:00"] }, { weekdays: ["mon"] }, { area: "circle:1,2,3" }, { headings: ["n"] }])(
    "narrow with %o",
    (some) => {
      expect(isAny({ ...ANY, ...(some as Partial<Conditions>) })).toBe(false);
    },
  );

  it("show an area that cannot be read as it is", () => {
    expect(areaSaid(say, "星形:1,2")).toBe("星形:1,2");
  });
});

describe("usual lists", () => {
  it("are one for a category, each within bounds and with a legal basis", () => {
    expect(new Set(PRESETS.map(({ category }) => category)).size).toBe(PRESETS.length);
    for (const { category, name, priority, hours, basis } of PRESETS) {
      expect(name).not.toBe("");
      expect(priority).toBeGreaterThanOrEqual(1);
      expect(priority).toBeLessThanOrEqual(5);
      expect(hours).toBeLessThanOrEqual(8784);
      expect(basisOf(category)).toBe(basis);
      expect(basis).toMatch(/第\d+條/);
    }
    expect(basisOf("other")).toBe("");
  });
});
