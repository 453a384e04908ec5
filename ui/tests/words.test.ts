import { describe, expect, it } from "vitest";
import type { Leg } from "../src/api/types";
import { percent, wordOf } from "../src/parts/confidence_words";
import { bandText } from "../src/search/hours";
import { keyOf, paramsOf, termsOf } from "../src/search/terms";
import { textOf } from "../src/texts";
import { duration, legMark, legSentence } from "../src/trail/words";

const zh = (key: Parameters<typeof textOf>[1], fillings?: Parameters<typeof textOf>[2]) =>
  textOf("zh-TW", key, fillings);

function leg(status: Leg["status"], seconds: number, usual_s: number | null): Leg {
  return { status, seconds, usual_s, distance_m: 20_000, error_s: null, says: "" };
}

describe("a leg", () => {
  it.each([
    [leg("usual", 18 * 60, 18 * 60), "18 分鐘，通常 18 分鐘", ""],
    [leg("gap", 42 * 60, 18 * 60), "未見 42 分鐘；通常 18 分鐘", "未見 42 分鐘；通常 18 分鐘"],
    [leg("unknown", 42 * 60, null), "未見 42 分鐘；通常時間不明", "未見 42 分鐘"],
    [leg("impossible", 60, 18 * 60), "1 分鐘，直線時速 1200 公里：不可能", "不可能"],
  ])("is named", (given, sentence, mark) => {
    expect(legSentence(zh, given, false)).toBe(sentence);
    expect(legMark(zh, given)).toBe(mark);
  });

  it("at one place is no journey", () => {
    const short = { ...leg("usual", 8, null), distance_m: 12 };
    expect(legSentence(zh, short, false)).toBe("8 秒後在同一處");
    expect(legSentence(zh, leg("unknown", 3_600, null), true)).toBe("1 小時後再經過同一支鏡頭");
  });

  it.each([
    [50, "50 秒"],
    [59.7, "1 分鐘"],
    [3_600, "1 小時"],
    [3 * 3_600 + 5 * 60, "3 小時 5 分"],
    [86_400, "1 天"],
    [30 * 3_600, "1 天 6 小時"],
  ])("of %d s lasts %s", (seconds, expected) => {
    expect(duration(zh, seconds)).toBe(expected);
  });
});

describe("confidence", () => {
  it.each([
    [0.999, "confidence.certain", 4],
    [0.97, "confidence.certain", 4],
    [0.9699, "confidence.likely", 3],
    [0.7, "confidence.possible", 2],
    [0, "confidence.doubtful", 1],
  ])("of %d is %s", (value, word, bars) => {
    expect(wordOf(value)).toEqual([word, bars]);
  });

  it("never rounds a doubt away", () => {
    expect(percent(0.99999)).toBe("99.9%");
    expect(percent(1)).toBe("100%");
    expect(percent(0.0004)).toBe("< 0.1%");
    expect(percent(0)).toBe("0%");
  });
});

describe("a time of the day", () => {
  it.each([
    ["22:00-05:00", "22:00-05:00"],
    ["2200-0500", "22:00-05:00"],
    ["22-5", "22:00-05:00"],
    ["２２：００～０５：００", "22:00-05:00"],
    ["18:30至0:00", "18:30-24:00"],
    ["22:00-22:00", null],
    ["24:00-05:00", null],
    ["22:60-23:00", null],
    ["晚上", null],
  ])("%s is %s", (typed, expected) => {
    expect(bandText(typed)).toBe(expected);
  });
});

describe("terms in a link", () => {
  it("come back", () => {
    const params = {
      q: "AB*",
      from: "昨天",
      to: "now",
      colour: "white,red",
      plate_colours: "white_red,yellow_black",
      heading: "ne",
      has: "yes",
      exact: "yes",
      band: "22:00-05:00,07:00-09:00",
      weekday: "sat,sun",
      lane: "1,2",
      speed: "60-",
      order: "oldest",
    };
    const terms = termsOf(params);
    expect(termsOf(paramsOf(terms))).toEqual(terms);
    expect(terms.colours).toEqual(["white", "red"]);
    expect(terms.plateColours).toEqual(["white_red", "yellow_black"]);
    expect([terms.bands, terms.weekdays, terms.lanes]).toEqual([
      ["22:00-05:00", "07:00-09:00"],
      ["sat", "sun"],
      [1, 2],
    ]);
    expect([terms.speedFrom, terms.speedTo, terms.isExact]).toEqual(["60", "", true]);
  });

  it("make another search when the area is another", () => {
    const terms = termsOf({});
    expect(keyOf(terms, null)).not.toBe(keyOf(terms, { shape: "circle", lon: 121, lat: 23, radius_m: 5 }));
  });

  it("fall back on what is usual where they make no sense", () => {
    expect(
      termsOf({ limit: "-3", has: "maybe", order: "sideways", band: "x", lane: "0", speed: "fast" }),
    ).toEqual(termsOf({}));
  });
});
