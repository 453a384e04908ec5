/** The plate's own four corners in a picture, where the look that the picture shows has them. */
import type { OpenedPassage, PassagePicture } from "../api/types";

export type Corners = readonly (readonly [number, number])[];

/** How far the outline stands off the plate, so that it hides none of it: a share of its own size. */
const STAND_OFF = 0.07;

/** The corners of the look that has the picture's box and is nearest to it in time; none if no look has. */
export function cornersIn(picture: PassagePicture, readings: OpenedPassage["readings"]): Corners {
  const box = String(picture.plate_box);
  const same = readings
    .filter((reading) => reading.corners.length === 4 && String(reading.box) === box)
    .sort((one, other) => Math.abs(one.at_s - picture.at_s) - Math.abs(other.at_s - picture.at_s));
  return (same[0]?.corners ?? []) as Corners;
}

/** The same outline a little larger, as an SVG polygon takes it. */
export function outlineOf(corners: Corners): string {
  const middle = [0, 1].map((axis) => corners.reduce((sum, at) => sum + (at[axis] ?? 0), 0) / corners.length);
  return corners
    .map((at) =>
      at.map((value, axis) => (value + (value - (middle[axis] ?? 0)) * STAND_OFF).toFixed(1)).join(","),
    )
    .join(" ");
}
