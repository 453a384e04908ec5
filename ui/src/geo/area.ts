/**
 * Area 區域: what is drawn on the map to choose cameras by, in the API's own form.
 *
 * A circle is geodesic, a rectangle follows meridians and parallels, a polygon's edges are straight in
 * longitude and latitude: the same meanings as on the server, so that the live count is its answer.
 */
import { type LonLat, metresBetween, placeAt } from "./geodesic";

export type Circle = { shape: "circle"; lon: number; lat: number; radius_m: number };
export type Rectangle = { shape: "rectangle"; west: number; south: number; east: number; north: number };
export type Polygon = { shape: "polygon"; ring: [number, number][] };
export type Area = Circle | Rectangle | Polygon;
export type Shape = Area["shape"];

export interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Corners of the ring that draws a circle. */
export const CIRCLE_CORNERS = 96;

/** A test for places, made once per area: quick for far places, exact near the border. */
export function containment(area: Area): (place: LonLat) => boolean {
  const { west, south, east, north } = boundsOf(area);
  const within = exactly(area);
  return (place) =>
    place.lon >= west && place.lon <= east && place.lat >= south && place.lat <= north && within(place);
}

function exactly(area: Area): (place: LonLat) => boolean {
  switch (area.shape) {
    case "circle":
      return (place) => metresBetween(area, place) <= area.radius_m;
    case "rectangle":
      return () => true;
    case "polygon":
      return (place) => isInRing(area.ring, place.lon, place.lat);
  }
}

/** Those of the places that lie in the area, in their order. */
export function inside<T extends LonLat>(area: Area, places: readonly T[]): T[] {
  return places.filter(containment(area));
}

/** The smallest rectangle around an area; a circle's is a hand's breadth wider, never narrower. */
export function boundsOf(area: Area): Bounds {
  switch (area.shape) {
    case "rectangle":
      return area;
    case "circle": {
      const reach = area.radius_m * 1.0001;
      const [north, east, south] = [0, 90, 180].map((bearing) => placeAt(area, bearing, reach)) as [
        LonLat,
        LonLat,
        LonLat,
      ];
      const half = (east.lon - area.lon) * 1.01; // the widest parallel is not the centre's
      return { west: area.lon - half, east: area.lon + half, south: south.lat, north: north.lat };
    }
    case "polygon": {
      const lons = area.ring.map((corner) => corner[0]);
      const lats = area.ring.map((corner) => corner[1]);
      return {
        west: Math.min(...lons),
        south: Math.min(...lats),
        east: Math.max(...lons),
        north: Math.max(...lats),
      };
    }
  }
}

/** The closed ring that draws an area, counter-clockwise, last corner equal to the first. */
export function ringOf(area: Area): [number, number][] {
  switch (area.shape) {
    case "circle": {
      const corners = Array.from({ length: CIRCLE_CORNERS }, (_, i): [number, number] => {
        const place = placeAt(area, 90 - (i * 360) / CIRCLE_CORNERS, area.radius_m);
        return [place.lon, place.lat];
      });
      return [...corners, corners[0] as [number, number]];
    }
    case "rectangle":
      return [
        [area.west, area.south],
        [area.east, area.south],
        [area.east, area.north],
        [area.west, area.north],
        [area.west, area.south],
      ];
    case "polygon":
      return [...area.ring, area.ring[0] as [number, number]];
  }
}

/** The circle that a drawn ring stands for: the middle of its corners and their mean distance. */
export function circleOf(ring: readonly (readonly [number, number])[]): Circle {
  const corners = ring.slice(0, -1);
  const lon = mean(corners.map((corner) => corner[0]));
  const lat = mean(corners.map((corner) => corner[1]));
  const radius = mean(
    corners.map((corner) => metresBetween({ lon, lat }, { lon: corner[0], lat: corner[1] })),
  );
  return { shape: "circle", lon, lat, radius_m: radius };
}

/** The area as a link and the command line write it: `circle:121.6,23.98,1500`. */
export function areaText(area: Area): string {
  switch (area.shape) {
    case "circle":
      return `circle:${degrees(area.lon)},${degrees(area.lat)},${Math.round(area.radius_m * 10) / 10}`;
    case "rectangle":
      return `rectangle:${[area.west, area.south, area.east, area.north].map(degrees).join(",")}`;
    case "polygon":
      return `polygon:${area.ring.map((corner) => corner.map(degrees).join(",")).join(" ")}`;
  }
}

/** The area a link names, or `null` when it names none. */
export function parseArea(text: string): Area | null {
  const [shape, rest = ""] = text.split(":", 2);
  const corners = rest
    .trim()
    .split(/[ ;]+/)
    .map((corner) => corner.split(",").map(Number));
  const first = corners[0] ?? [];
  if (corners.flat().some((value) => !Number.isFinite(value))) return null;
  if (shape === "circle" && corners.length === 1 && first.length === 3) {
    const [lon, lat, radius_m] = first as [number, number, number];
    return radius_m > 0 ? { shape, lon, lat, radius_m } : null;
  }
  if (shape === "rectangle" && corners.length === 1 && first.length === 4) {
    const [west, south, east, north] = first as [number, number, number, number];
    return west < east && south < north ? { shape, west, south, east, north } : null;
  }
  if (shape === "polygon" && corners.length >= 3 && corners.every((corner) => corner.length === 2)) {
    return { shape, ring: corners as [number, number][] };
  }
  return null;
}

function isInRing(ring: readonly (readonly [number, number])[], lon: number, lat: number): boolean {
  let isInside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i] as [number, number];
    const [bx, by] = ring[j] as [number, number];
    if (ay > lat !== by > lat && lon < ((bx - ax) * (lat - ay)) / (by - ay) + ax) isInside = !isInside;
  }
  return isInside;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function degrees(value: number): string {
  return String(Math.round(value * 1e6) / 1e6);
}
