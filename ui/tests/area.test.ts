import { describe, expect, it } from "vitest";
import {
  type Area,
  areaText,
  boundsOf,
  circleOf,
  containment,
  inside,
  parseArea,
  ringOf,
} from "../src/geo/area";
import { metresBetween, placeAt } from "../src/geo/geodesic";

// Start, bearing, metres and end by PROJ's geodesics (pyproj 3.7, Karney's method).
const PROJ_LINES = [
  [121.134364244, 24.271150605, 274.958862832, 117.839233, 121.1332080377, 24.2712425645],
  [121.495435087, 23.674236597, 234.57347018, 20541.780052, 121.331474629, 23.5666381935],
  [121.093859587, 23.042521215, 300.875437411, 657.0852, 121.0883568366, 23.0455659496],
  [121.762280082, 23.00315908, 160.33938986, 10726.749428, 121.7974592346, 22.9119407043],
  [121.228762221, 24.417906043, 324.51388474, 13.442434, 121.2286852801, 24.418004862],
  [121.025445861, 23.812118709, 338.0936986, 399.07801, 121.0239846511, 23.8154617647],
] as const;

describe("a geodesic", () => {
  it.each(PROJ_LINES)(
    "from %d %d on %d for %d m agrees with PROJ",
    (lon, lat, bearing, metres, lon2, lat2) => {
      expect(metresBetween({ lon, lat }, { lon: lon2, lat: lat2 })).toBeCloseTo(metres, 3);
      const end = placeAt({ lon, lat }, bearing, metres);
      expect(end.lon).toBeCloseTo(lon2, 8);
      expect(end.lat).toBeCloseTo(lat2, 8);
    },
  );

  it("is nothing from a place to itself", () => {
    expect(metresBetween({ lon: 121.6, lat: 23.98 }, { lon: 121.6, lat: 23.98 })).toBe(0);
  });
});

const CENTRE = { lon: 121.6, lat: 23.98 };

describe("a circle", () => {
  it.each([1, 50, 1_500, 40_000, 120_000])("of %d m holds just what is nearer than its rim", (radius_m) => {
    const holds = containment({ shape: "circle", ...CENTRE, radius_m });
    for (let bearing = 0; bearing < 360; bearing += 15) {
      expect(holds(placeAt(CENTRE, bearing, radius_m - 0.01))).toBe(true);
      expect(holds(placeAt(CENTRE, bearing, radius_m + 0.01))).toBe(false);
    }
  });

  it("is found again in the ring that draws it", () => {
    const circle = circleOf(ringOf({ shape: "circle", ...CENTRE, radius_m: 1500 }));
    expect(circle.radius_m).toBeCloseTo(1500, 1);
    expect(metresBetween(circle, CENTRE)).toBeLessThan(0.5);
  });
});

describe("a polygon", () => {
  const hook: Area = {
    shape: "polygon",
    ring: [
      [121, 23],
      [122, 23],
      [122, 24],
      [121.5, 23.5],
      [121, 24],
    ],
  };

  it.each([
    [121.5, 23.2, true],
    [121.5, 23.6, false],
    [121.1, 23.8, true],
    [121.9, 23.8, true],
    [120.9, 23.5, false],
  ])("with a notch: %d %d inside %s", (lon, lat, expected) => {
    expect(containment(hook)({ lon, lat })).toBe(expected);
  });

  it("does not care where its ring begins or which way it runs", () => {
    const places = Array.from({ length: 400 }, (_, i) => ({
      lon: 120.8 + (i % 20) * 0.07,
      lat: 22.9 + i * 0.003,
    }));
    const expected = inside(hook, places);
    expect(expected.length).toBeGreaterThan(50);
    for (let turn = 1; turn < hook.ring.length; turn++) {
      const turned = [...hook.ring.slice(turn), ...hook.ring.slice(0, turn)];
      expect(inside({ shape: "polygon", ring: turned }, places)).toEqual(expected);
      expect(inside({ shape: "polygon", ring: turned.toReversed() }, places)).toEqual(expected);
    }
  });
});

describe("an area in a link", () => {
  it.each([
    "circle:121.6,23.98,1500",
    "rectangle:121.5,23.9,121.7,24.05",
    "polygon:121.5,23.9 121.7,23.9 121.6,24.05",
  ])("%s comes back", (text) => {
    const area = parseArea(text);
    expect(area && areaText(area)).toBe(text);
  });

  it.each([
    "",
    "circle:1,2",
    "circle:1,2,0",
    "rectangle:2,1,1,2",
    "polygon:1,2 3,4",
    "square:1,2,3",
    "circle:a,b,c",
  ])("%j is none", (text) => {
    expect(parseArea(text)).toBeNull();
  });

  it("draws a ring within its bounds", () => {
    for (const area of [
      { shape: "circle", ...CENTRE, radius_m: 30_000 },
      { shape: "rectangle", west: 121.5, south: 23.9, east: 121.7, north: 24.05 },
    ] as Area[]) {
      const { west, south, east, north } = boundsOf(area);
      for (const [lon, lat] of ringOf(area)) {
        expect(lon >= west && lon <= east && lat >= south && lat <= north).toBe(true);
      }
    }
  });
});
