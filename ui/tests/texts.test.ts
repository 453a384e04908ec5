import { describe, expect, it } from "vitest";
import { textOf } from "../src/texts";
import en from "../src/texts/en.json";
import zh from "../src/texts/zh-TW.json";

const SOURCES = Object.values(
  import.meta.glob<string>("../src/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }),
).join("\n");
/** Groups whose keys are made from words the server sends. */
const GROUPS = [
  "failed",
  ...[...SOURCES.matchAll(/say\.word\("(\w+)"|say\(`([\w.]+?)[._]?\$\{/g)].map(
    (made) => made[1] ?? made[2] ?? "",
  ),
];

function holes(text: string): string[] {
  return [...text.matchAll(/\{(\w+)/g)].map((found) => found[1] ?? "").sort();
}

describe("the catalogue", () => {
  it("has every key in both languages, in the same order", () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh));
  });

  it.each(Object.entries(zh))("fills in the same things for %s", (key, text) => {
    expect(holes(en[key as keyof typeof en])).toEqual(holes(text));
    expect(text.trim()).not.toBe("");
    expect(en[key as keyof typeof en].trim()).not.toBe("");
  });

  it("keeps no text that nothing says", () => {
    const isMade = (key: string) =>
      GROUPS.some((group) => key.startsWith(`${group}.`) || key.startsWith(`${group}_`));
    const unused = Object.keys(zh).filter((key) => !SOURCES.includes(`"${key}"`) && !isMade(key));
    expect(unused).toEqual([]);
  });
});

describe("a text", () => {
  it("writes one thing and many", () => {
    expect(textOf("en", "draw.count", { n: 1 })).toBe("1 camera");
    expect(textOf("en", "draw.count", { n: 5240 })).toBe("5,240 cameras");
    expect(textOf("zh-TW", "draw.count", { n: 5240 })).toBe("5,240 支鏡頭");
  });

  it("leaves a hole that nothing fills, so that it is seen", () => {
    expect(textOf("zh-TW", "draw.count")).toBe("{n} 支鏡頭");
  });
});
