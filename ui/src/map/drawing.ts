/**
 * Drawing an area by hand: terra-draw on the map, areas in the API's form out.
 *
 *     start(shape) ─► moves: onMove(area) … ─► done: onDone(area) ─► corners can still be dragged
 */
import type { Map as GlMap } from "maplibre-gl";
import {
  TerraDraw,
  TerraDrawCircleMode,
  TerraDrawPolygonMode,
  TerraDrawRectangleMode,
  TerraDrawSelectMode,
  ValidateNotSelfIntersecting,
} from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { type Area, CIRCLE_CORNERS, circleOf, ringOf, type Shape } from "../geo/area";
import type { Palette } from "./palette";

/** Decimals of a degree kept of a drawn corner: about a centimetre and a half. */
const PRECISION = 7;
const MIN_RADIUS_M = 1;
/** From the finger leaving the screen to the click that the browser makes of it. */
const SAME_EVENT_MS = 400;

export interface DrawingListener {
  /** The area as it is now, while it is still being drawn or dragged. */
  onMove(area: Area): void;
  /** The area is finished. */
  onDone(area: Area): void;
  /** Drawing began or ended, with which shape. */
  onMode(shape: Shape | null): void;
}

type Hex = `#${string}`;

export class Drawing {
  readonly #draw: TerraDraw;
  #shape: Shape | null = null;
  #shown: string | number | null = null;
  #shownShape: Shape | null = null;
  #endedAt = Number.NEGATIVE_INFINITY;
  readonly #isCircle = () => this.#shownShape === "circle";

  constructor(
    map: GlMap,
    palette: Palette,
    private readonly listener: DrawingListener,
  ) {
    this.#draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: PRECISION }),
      modes: modes(palette, this.#isCircle),
    });
    this.#draw.start();
    this.#draw.setMode("static");
    this.#draw.on("change", (ids, type, context) => {
      if (type !== "create" && type !== "update") return;
      if (context?.target !== "properties") this.#moved(ids);
    });
    this.#draw.on("finish", (id) => this.#finished(id));
  }

  /** Whether an event of this time is the one that ended a drawing: it means that and nothing else. */
  isEndedBy(timeStamp: number): boolean {
    return Math.abs(timeStamp - this.#endedAt) < SAME_EVENT_MS;
  }

  /** The shape being drawn, `null` when none is. */
  get shape(): Shape | null {
    return this.#shape;
  }

  start(shape: Shape): void {
    this.#forget();
    this.#shape = shape;
    this.#draw.setMode(shape);
    this.listener.onMode(shape);
  }

  /** Ends drawing without a result; what was there before is for the caller to show again. */
  cancel(): void {
    if (this.#shape === null) return;
    this.#forget();
    this.#stop();
  }

  /** Shows this area, with corners to drag; `null` shows none. */
  show(area: Area | null): void {
    if (this.#shape !== null) this.#stop();
    this.#forget();
    if (area === null) return;
    const [result] = this.#draw.addFeatures([
      {
        type: "Feature",
        geometry: { type: "Polygon", coordinates: [rounded(ringOf(area))] },
        properties: { mode: area.shape },
      },
    ]);
    if (!result?.valid || result.id === undefined) return;
    this.#shown = result.id;
    this.#shownShape = area.shape;
    this.#draw.selectFeature(result.id);
  }

  repaint(palette: Palette): void {
    const { area, handle, select } = styles(palette, this.#isCircle);
    this.#draw.updateModeOptions<typeof TerraDrawCircleMode>("circle", { styles: area });
    this.#draw.updateModeOptions<typeof TerraDrawRectangleMode>("rectangle", { styles: area });
    this.#draw.updateModeOptions<typeof TerraDrawPolygonMode>("polygon", { styles: { ...area, ...handle } });
    this.#draw.updateModeOptions<typeof TerraDrawSelectMode>("select", { styles: select });
  }

  #forget(): void {
    this.#draw.setMode("static");
    this.#draw.clear();
    this.#shown = null;
  }

  #stop(): void {
    this.#shape = null;
    this.#endedAt = performance.now();
    this.#draw.setMode("static");
    this.listener.onMode(null);
  }

  #moved(ids: readonly (string | number)[]): void {
    const isDragged = this.#shape === null && this.#draw.getMode() === "select";
    for (const id of ids) {
      if (this.#shape === null && !(isDragged && id === this.#shown)) continue;
      const area = this.#areaOf(id);
      if (area) this.listener.onMove(area);
    }
  }

  #finished(id: string | number): void {
    const area = this.#areaOf(id);
    if (this.#shape !== null) this.#stop();
    if (area) this.listener.onDone(area);
  }

  #areaOf(id: string | number): Area | null {
    const feature = this.#draw.getSnapshotFeature(id);
    if (feature?.geometry.type !== "Polygon") return null;
    const ring = feature.geometry.coordinates[0] as [number, number][] | undefined;
    if (!ring || ring.length < 4) return null;
    switch (feature.properties.mode) {
      case "circle": {
        const circle = circleOf(ring);
        return circle.radius_m >= MIN_RADIUS_M ? circle : null;
      }
      case "rectangle": {
        const [lons, lats] = [ring.map((c) => c[0]), ring.map((c) => c[1])];
        const [west, east] = [Math.min(...lons), Math.max(...lons)];
        const [south, north] = [Math.min(...lats), Math.max(...lats)];
        return west < east && south < north ? { shape: "rectangle", west, south, east, north } : null;
      }
      case "polygon":
        return { shape: "polygon", ring: ring.slice(0, -1) };
      default:
        return null;
    }
  }
}

function rounded(ring: readonly [number, number][]): [number, number][] {
  return ring.map(([lon, lat]) => [Number(lon.toFixed(PRECISION)), Number(lat.toFixed(PRECISION))]);
}

/** A circle can be dragged anywhere on its rim; four handles say so, not one for each of its corners. */
function handleWidth(width: number, isCircle: () => boolean) {
  return ({ properties }: { properties: Record<string, unknown> }): number =>
    isCircle() && Number(properties.index) % (CIRCLE_CORNERS / 4) !== 0 ? 0 : width;
}

function styles(palette: Palette, isCircle: () => boolean) {
  const [line, rim] = [palette.area as Hex, palette.outline as Hex];
  const area = { fillColor: line, fillOpacity: 0.08, outlineColor: line, outlineWidth: 2.5 };
  const handle = {
    closingPointColor: rim,
    closingPointWidth: 6,
    closingPointOutlineColor: line,
    closingPointOutlineWidth: 2.5,
  };
  const select = {
    selectedPolygonColor: line,
    selectedPolygonFillOpacity: 0.08,
    selectedPolygonOutlineColor: line,
    selectedPolygonOutlineWidth: 2.5,
    selectionPointColor: rim,
    selectionPointWidth: handleWidth(5, isCircle),
    selectionPointOutlineColor: line,
    selectionPointOutlineWidth: handleWidth(2, isCircle),
    midPointColor: line,
    midPointWidth: 3,
    midPointOutlineColor: rim,
    midPointOutlineWidth: 1,
  };
  return { area, handle, select };
}

function modes(palette: Palette, isCircle: () => boolean) {
  const { area, handle, select } = styles(palette, isCircle);
  const keyEvents = { cancel: null, finish: "Enter" };
  return [
    new TerraDrawCircleMode({
      projection: "globe",
      segments: CIRCLE_CORNERS,
      drawInteraction: "click-move-or-drag",
      keyEvents,
      styles: area,
    }),
    new TerraDrawRectangleMode({ drawInteraction: "click-move-or-drag", keyEvents, styles: area }),
    new TerraDrawPolygonMode({
      keyEvents,
      styles: { ...area, ...handle },
      validation: (feature, { updateType }) =>
        updateType === "finish" || updateType === "commit"
          ? ValidateNotSelfIntersecting(feature)
          : { valid: true },
    }),
    new TerraDrawSelectMode({
      allowManualDeselection: false,
      keyEvents: null,
      styles: select,
      flags: {
        // The inside is not draggable: it would be in the way of moving the map under a large area.
        circle: { feature: { coordinates: { resizable: "center-fixed" } } },
        rectangle: { feature: { coordinates: { resizable: "opposite" } } },
        polygon: { feature: { coordinates: { midpoints: true, draggable: true, deletable: true } } },
      },
    }),
  ];
}
