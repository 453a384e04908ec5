import { describe, expect, it } from "vitest";
import type { OpenedPassage, PassagePicture } from "../src/api/types";
import type { Say } from "../src/app/settings";
import { cornersIn, outlineOf } from "../src/passage/corners";
import { speedText } from "../src/passage/words";
import { textOf } from "../src/texts";

type Reading = OpenedPassage["readings"][number];

const BOX = [10, 20, 90, 50] as const;
const SQUARE = [
  [0, 0],
  [100, 0],
  [100, 100],
  [0, 100],
] as const;

function look(at_s: number, corners: readonly (readonly [number, number])[], box: readonly number[] = BOX) {
  return { at_s, corners, box } as unknown as Reading;
}

describe("the plate's corners in a picture", () => {
  const picture = { url: "", at_s: 1.2, plate_box: BOX } as unknown as PassagePicture;

  it("are those of the look that the picture shows", () => {
    const other = look(1.2, SQUARE, [0, 0, 5, 5]);
    const far = look(0.5, [[9, 9], ...SQUARE.slice(1)]);
    expect(cornersIn(picture, [other, far, look(1.16, SQUARE)])).toEqual(SQUARE);
  });

  it("are none where no look has them", () => {
    expect(cornersIn(picture, [look(1.2, []), look(1.2, SQUARE, [0, 0, 5, 5])])).toEqual([]);
    expect(cornersIn({ ...picture, plate_box: null }, [look(1.2, SQUARE)])).toEqual([]);
  });

  it("are drawn a little outside of the plate", () => {
    expect(outlineOf(SQUARE)).toBe("-3.5,-3.5 103.5,-3.5 103.5,103.5 -3.5,103.5");
  });
});

describe("a speed", () => {
  const say = ((key, fillings) => textOf("en", key, fillings)) as Say;

  it.each([
    [53.5, 2.4, "about 54 ± 2 km/h"],
    [53.4, 0.1, "about 53 ± 1 km/h"],
    [53.4, null, "about 53 km/h (error unknown)"],
  ])("of %d with %d is said with its doubt", (kmh, error, expected) => {
    expect(speedText(say, kmh, error)).toBe(expected);
  });
});
