/** Pictures the map needs, drawn on a canvas in the palette's colours: no sprite to ship, sharp on any screen. */
import type { Map as GlMap } from "maplibre-gl";
import type { Palette } from "./palette";

const RATIO = 2;
const SHIELD_BLUE = "#2457a6";

/** Horizontal fields of view a cone is drawn for; a camera takes the nearest. */
export const CONE_ANGLES = [30, 60, 90, 120] as const;
/** Pixels from a cone's tip to its rim at icon-size 1. */
export const CONE_LENGTH = 64;

/** Adds every picture, or redraws them after the palette changed. */
export function drawIcons(map: GlMap, palette: Palette): void {
  put(map, "camera-plate", 26, 26, (ink) =>
    plateCamera(ink, palette.plate, palette.outline, palette.outline),
  );
  put(map, "camera-plate-chosen", 30, 30, (ink) =>
    plateCamera(ink, palette.chosen, palette.chosenOutline, palette.chosenOutline),
  );
  put(map, "station", 24, 26, (ink) => shieldMark(ink, palette.station, palette.outline));
  for (const angle of CONE_ANGLES) {
    put(map, `cone-plate-${angle}`, 2 * CONE_LENGTH, 2 * CONE_LENGTH, (ink) =>
      cone(ink, angle, palette.plate, 1),
    );
    put(map, `cone-ordinary-${angle}`, 2 * CONE_LENGTH, 2 * CONE_LENGTH, (ink) =>
      cone(ink, angle, palette.ordinary, 0.55),
    );
  }
  putShield(map, "shield-highway", SHIELD_BLUE, "#ffffff");
  putShield(map, "shield-county", "#ffffff", "#5a6672");
  put(map, "trail-here", 34, 34, (ink) => {
    disc(ink, 17, 17, 15, `${palette.trail}40`);
    disc(ink, 17, 17, 9, palette.trailCasing);
    disc(ink, 17, 17, 6.5, palette.trail);
  });
  put(map, "trail-between", 34, 34, (ink) => {
    disc(ink, 17, 17, 9, palette.trailCasing);
    ink.beginPath();
    ink.arc(17, 17, 6.5, 0, 2 * Math.PI);
    ink.setLineDash([3, 2.2]);
    ink.lineWidth = 2.4;
    ink.strokeStyle = palette.trail;
    ink.stroke();
  });
}

type Draw = (ink: CanvasRenderingContext2D) => void;

function picture(width: number, height: number, draw: Draw): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = width * RATIO;
  canvas.height = height * RATIO;
  const ink = canvas.getContext("2d");
  if (!ink) throw new Error("This browser draws no pictures: its canvas gives no 2D context.");
  ink.scale(RATIO, RATIO);
  draw(ink);
  return ink.getImageData(0, 0, canvas.width, canvas.height);
}

function put(map: GlMap, name: string, width: number, height: number, draw: Draw): void {
  const image = picture(width, height, draw);
  if (map.hasImage(name)) map.updateImage(name, image);
  else map.addImage(name, image, { pixelRatio: RATIO });
}

function putShield(map: GlMap, name: string, fill: string, rim: string): void {
  if (map.hasImage(name)) return;
  const image = picture(20, 16, (ink) => {
    ink.beginPath();
    ink.roundRect(1, 1, 18, 14, 3.5);
    ink.fillStyle = fill;
    ink.fill();
    ink.lineWidth = 1.2;
    ink.strokeStyle = rim;
    ink.stroke();
  });
  map.addImage(name, image, {
    pixelRatio: RATIO,
    stretchX: [[5 * RATIO, 15 * RATIO]],
    stretchY: [[5 * RATIO, 11 * RATIO]],
    content: [4 * RATIO, 3 * RATIO, 16 * RATIO, 13 * RATIO],
  });
}

/** A square for plate cameras, so that shape tells them from the round ordinary ones. */
function plateCamera(ink: CanvasRenderingContext2D, fill: string, rim: string, mark: string): void {
  const size = ink.canvas.width / RATIO;
  const edge = 3;
  ink.beginPath();
  ink.roundRect(edge, edge, size - 2 * edge, size - 2 * edge, 5);
  ink.fillStyle = fill;
  ink.fill();
  ink.lineWidth = 2;
  ink.strokeStyle = rim;
  ink.stroke();
  const [middle, half] = [size / 2, size / 2 - edge - 3.5];
  ink.beginPath();
  ink.roundRect(middle - half, middle - 3.6, 2 * half, 7.2, 1.6);
  ink.lineWidth = 1.5;
  ink.strokeStyle = mark;
  ink.stroke();
  ink.fillStyle = mark;
  for (const at of [-3.2, 0, 3.2]) ink.fillRect(middle + at - 0.8, middle - 1.4, 1.6, 2.8);
}

function shieldMark(ink: CanvasRenderingContext2D, fill: string, rim: string): void {
  ink.beginPath();
  ink.moveTo(12, 2.5);
  ink.lineTo(21, 6);
  ink.bezierCurveTo(21, 15, 18, 20.5, 12, 23.5);
  ink.bezierCurveTo(6, 20.5, 3, 15, 3, 6);
  ink.closePath();
  ink.fillStyle = fill;
  ink.fill();
  ink.lineWidth = 1.8;
  ink.strokeStyle = rim;
  ink.stroke();
  disc(ink, 12, 12, 3, rim);
}

/** A wedge that fades away from the lens; its tip is the middle of the picture, it looks north. */
function cone(ink: CanvasRenderingContext2D, angle: number, color: string, strength: number): void {
  const half = ((angle / 2) * Math.PI) / 180;
  const fade = ink.createRadialGradient(CONE_LENGTH, CONE_LENGTH, 4, CONE_LENGTH, CONE_LENGTH, CONE_LENGTH);
  fade.addColorStop(0, `${color}a6`);
  fade.addColorStop(1, `${color}0d`);
  ink.beginPath();
  ink.moveTo(CONE_LENGTH, CONE_LENGTH);
  ink.arc(CONE_LENGTH, CONE_LENGTH, CONE_LENGTH - 1, -Math.PI / 2 - half, -Math.PI / 2 + half);
  ink.closePath();
  ink.globalAlpha = strength;
  ink.fillStyle = fade;
  ink.fill();
  ink.lineWidth = 0.8;
  ink.strokeStyle = `${color}59`;
  ink.stroke();
}

function disc(ink: CanvasRenderingContext2D, x: number, y: number, radius: number, fill: string): void {
  ink.beginPath();
  ink.arc(x, y, radius, 0, 2 * Math.PI);
  ink.fillStyle = fill;
  ink.fill();
}
