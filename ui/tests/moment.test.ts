import { describe, expect, it } from "vitest";
import { parseMoment, readable } from "../src/time/moment";
import { PRESETS, spanAt } from "../src/time/span";
import { fullText, instantOf, isoText } from "../src/time/taipei";

// A Wednesday in Taipei.
const NOW = instantOf(2026, 11, 18, 14, 30, 5);

function says(text: string, edge: "from" | "to" = "from"): string {
  const moment = parseMoment(text, NOW, edge);
  return moment.ok ? fullText(moment.ms) : "?";
}

describe("a typed moment", () => {
  it.each([
    ["now", "2026-11-18 14:30:05"],
    ["now-6h", "2026-11-18 08:30:05"],
    ["now-1d/d", "2026-11-17 00:00:00"],
    ["now/w", "2026-11-16 00:00:00"],
    ["now/m", "2026-11-01 00:00:00"],
    ["now-1y", "2025-11-18 14:30:05"],
    ["now-1d+2h", "2026-11-17 16:30:05"],
    ["今天", "2026-11-18 00:00:00"],
    ["昨天 08:15", "2026-11-17 08:15:00"],
    ["前天", "2026-11-16 00:00:00"],
    ["上週五", "2026-11-13 00:00:00"],
    ["上星期日", "2026-11-15 00:00:00"],
    ["週五", "2026-11-13 00:00:00"],
    ["週三 09:00", "2026-11-18 09:00:00"],
    ["friday", "2026-11-13 00:00:00"],
    ["2026-11-01 08:15:30", "2026-11-01 08:15:30"],
    ["2026-11-01T08:15", "2026-11-01 08:15:00"],
    ["2026-11-01T00:15:30.000Z", "2026-11-01 08:15:30"],
    ["2026-11-01T08:15+08:00", "2026-11-01 08:15:00"],
    ["2026/11/1", "2026-11-01 00:00:00"],
    ["115/11/01 8:15", "2026-11-01 08:15:00"],
    ["民國115年11月1日", "2026-11-01 00:00:00"],
    ["11/01 08:15", "2026-11-01 08:15:00"],
    ["12/24", "2025-12-24 00:00:00"],
    ["08:15", "2026-11-18 08:15:00"],
    ["０８：１５", "2026-11-18 08:15:00"],
    ["今天 24:00", "2026-11-19 00:00:00"],
    ["2026-11-22T07:48:43.367Z", "2026-11-22 15:48:43"],
    ["2026-11-22T15:48:43+08:00", "2026-11-22 15:48:43"],
    ["2026-11-22T15:48:43 08:00", "2026-11-22 15:48:43"],
    ["2026-11-22T07:48Z", "2026-11-22 15:48:00"],
    ["2026-11-22 03:48:43.9999-0400", "2026-11-22 15:48:43"],
    ["20261122T131843+0530", "2026-11-22 15:48:43"],
    ["2026-11-22T08:48:43,5+01", "2026-11-22 15:48:43"],
    ["now-86400s", "2026-11-17 14:30:05"],
    ["now-604800s", "2026-11-11 14:30:05"],
  ])("%s is %s", (text, expected) => {
    expect(says(text)).toBe(expected);
  });

  it.each([
    "",
    "   ",
    "soon",
    "now-",
    "now-6q",
    "2026-02-30",
    "13/45",
    "25:00",
    "08:61",
    "24:01",
    "明年",
    "🚗",
    "2026-13-01T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-11-22T25:00:00+08:00",
    "2026-11-22T15:48:43+24:00",
    "2026-11-22T15:48:43+08:60",
  ])("%j is not understood", (text) => {
    expect(says(text)).toBe("?");
  });

  it("is the end of a day at the end of a span", () => {
    expect(says("昨天", "to")).toBe("2026-11-18 00:00:00");
    expect(says("昨天 08:15", "to")).toBe("2026-11-17 08:15:00");
  });

  it("that carries a zone is shown on Taipei's clock", () => {
    expect(readable("2026-11-22T07:48:43.367Z")).toBe("2026-11-22 15:48:43");
    expect(readable("now-6h")).toBe("now-6h");
  });

  it("carries Taipei's zone to the API", () => {
    expect(isoText(NOW)).toBe("2026-11-18T14:30:05+08:00");
    expect(Date.parse(isoText(NOW))).toBe(NOW);
    expect(Date.parse(isoText(NOW + 367))).toBe(NOW + 367);
  });
});

describe("a typed span", () => {
  it.each(PRESETS.map((preset) => [preset.name, preset] as const))("%s runs forward", (_, preset) => {
    const span = spanAt(preset, NOW);
    expect(span.ok && span.from < span.to).toBe(true);
  });

  it("names what is wrong with it", () => {
    expect(spanAt({ from: "x", to: "now" }, NOW)).toEqual({ ok: false, wrong: "from" });
    expect(spanAt({ from: "now", to: "x" }, NOW)).toEqual({ ok: false, wrong: "to" });
    expect(spanAt({ from: "now", to: "昨天 08:00" }, NOW)).toEqual({ ok: false, wrong: "order" });
  });
});
