/**
 * The map as one object that knows nothing of the page around it: the page tells it what to show and
 * listens to what people do on it.
 *
 *     base map ─ background ─ zones ─ cameras ─ found ─ analysis ─ trail ─ drawing
 */
import {
  Map as GlMap,
  type LayerSpecification,
  type LngLatBoundsLike,
  type MapGeoJSONFeature,
  type MapMouseEvent,
  type PointLike,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import type { Register } from "../api/types";
import type { Position } from "../app/address";
import { type Area, type Bounds, boundsOf, type Shape } from "../geo/area";
import type { Language } from "../texts";
import { AnalysisLayer } from "./analysis_layer";
import { Background } from "./background";
import { baseLayers, baseStyle, FIRST_NAME, OVERLAY_SLOT } from "./base_style";
import { BELOW_NAMES, CameraLayer, CLICKABLE } from "./camera_layer";
import { Drawing } from "./drawing";
import { FoundLayer } from "./found_layer";
import { drawIcons } from "./icons";
import { paletteOf, type Theme } from "./palette";
import { TRAIL_POINTS, TrailLayer } from "./trail_layer";
import { ZoneLayer } from "./zone_layer";

setWorkerUrl(workerUrl);

/** The county with some sea and mountains around it. */
export const COUNTY_BOUNDS: Bounds = { west: 120.98, south: 23.08, east: 121.8, north: 24.4 };
const TOUCH_REACH_PX = 8;
/** Nearer than this the map goes along with what it follows; farther, it glides there first. */
const FAR_PX = 60;

export interface MapListener {
  onPosition(position: Position): void;
  /** Cameras under a click, by number; none when the click met no camera. */
  onPick(numbers: number[], at: { lon: number; lat: number }): void;
  onHover(number: number | null, at: { x: number; y: number }): void;
  onTrailPoint(index: number): void;
  onAreaMove(area: Area): void;
  onAreaDone(area: Area): void;
  onDrawing(shape: Shape | null): void;
  /** Whether everything that is to be seen has been drawn. */
  onBusy(isBusy: boolean): void;
}

export interface MapSettings {
  readonly theme: Theme;
  readonly language: Language;
  readonly position: Position | null;
}

export class MapView {
  readonly zones: ZoneLayer;
  readonly cameras: CameraLayer;
  readonly found: FoundLayer;
  readonly analysis: AnalysisLayer;
  readonly trail: TrailLayer;
  readonly drawing: Drawing;
  readonly background: Background;
  readonly #map: GlMap;
  #language: Language;
  #theme: Theme;
  #reserved = 0;

  /** Resolves once the base map can take overlays. */
  static async open(container: HTMLElement, settings: MapSettings, listener: MapListener): Promise<MapView> {
    const { position } = settings;
    const map = new GlMap({
      container,
      style: baseStyle(paletteOf(settings.theme), settings.language),
      ...(position
        ? { center: [position.lon, position.lat], zoom: position.zoom, bearing: position.bearing }
        : { bounds: glBounds(COUNTY_BOUNDS) }),
      minZoom: 5,
      maxZoom: 19,
      maxBounds: [
        [115, 18],
        [128, 29],
      ],
      attributionControl: false,
      dragRotate: true,
      pitchWithRotate: false,
      fadeDuration: 150,
      refreshExpiredTiles: false,
    });
    map.touchZoomRotate.enable();
    await map.once("style.load");
    return new MapView(map, settings, listener);
  }

  private constructor(map: GlMap, settings: MapSettings, listener: MapListener) {
    this.#map = map;
    this.#language = settings.language;
    this.#theme = settings.theme;
    const palette = paletteOf(settings.theme);
    map.addControl(new ScaleControl({ maxWidth: 110, unit: "metric" }), "bottom-left");
    drawIcons(map, palette);
    this.zones = new ZoneLayer(map);
    this.cameras = new CameraLayer(map);
    this.found = new FoundLayer(map);
    this.analysis = new AnalysisLayer(map);
    this.trail = new TrailLayer(map);
    for (const layer of this.#overlays()) {
      map.addLayer(layer, BELOW_NAMES.includes(layer.id) ? FIRST_NAME : OVERLAY_SLOT);
    }
    this.drawing = new Drawing(map, palette, {
      onMove: (area) => listener.onAreaMove(area),
      onDone: (area) => listener.onAreaDone(area),
      onMode: (shape) => listener.onDrawing(shape),
    });
    this.background = new Background(map, palette);
    this.#listen(listener);
    if (!settings.position) map.fitBounds(glBounds(COUNTY_BOUNDS), { padding: this.#padding(), duration: 0 });
  }

  /** Gives back the graphics memory. */
  close(): void {
    this.#map.remove();
  }

  repaint(theme: Theme, language: Language): void {
    if (theme === this.#theme && language === this.#language) return;
    this.#theme = theme;
    this.#language = language;
    const palette = paletteOf(theme);
    drawIcons(this.#map, palette);
    for (const layer of [...baseLayers(palette, language), ...this.#overlays()]) {
      const paint = "paint" in layer ? layer.paint : {};
      for (const [key, value] of Object.entries(paint ?? {})) {
        this.#map.setPaintProperty(layer.id, key as never, value as never);
      }
      const text = layer.type === "symbol" ? layer.layout?.["text-field"] : undefined;
      if (text !== undefined) this.#map.setLayoutProperty(layer.id, "text-field", text);
    }
    this.drawing.repaint(palette);
    this.background.repaint(palette);
  }

  showCameras(register: Register): void {
    this.cameras.show(register);
  }

  zoomBy(step: number): void {
    this.#map.easeTo({ zoom: this.#map.getZoom() + step, duration: 250 });
  }

  turnNorth(): void {
    this.#map.easeTo({ bearing: 0, pitch: 0, duration: 300 });
  }

  showCounty(): void {
    this.fit(COUNTY_BOUNDS);
  }

  showArea(area: Area): void {
    this.fit(boundsOf(area));
  }

  fit(bounds: Bounds, maxZoom = 15.5): void {
    this.#map.fitBounds(glBounds(bounds), { padding: this.#padding(), maxZoom, duration: 700 });
  }

  /** Keeps so many pixels at the foot of the map free of what must be seen. */
  reserve(pixels: number): void {
    this.#reserved = pixels;
  }

  /** Brings a place into view, near enough to tell cameras apart. */
  goTo(lon: number, lat: number, zoom?: number): void {
    const wanted = zoom ?? Math.max(this.#map.getZoom(), 13.5);
    const { top, bottom } = this.#padding();
    this.#map.easeTo({ center: [lon, lat], zoom: wanted, duration: 600, offset: [0, (top - bottom) / 2] });
  }

  /** Keeps a moving place in view without a jump. */
  follow(lon: number, lat: number): void {
    if (this.#map.isMoving()) return;
    const { top, bottom } = this.#padding();
    const wanted = this.#map.project([lon, lat]);
    const center = this.#map.unproject([wanted.x, wanted.y - (top - bottom) / 2]);
    const { clientWidth: width, clientHeight: height } = this.#map.getContainer();
    const far = Math.hypot(wanted.x - width / 2, wanted.y - height / 2 - (top - bottom) / 2);
    if (far > FAR_PX) this.#map.easeTo({ center, duration: 350 });
    else this.#map.jumpTo({ center });
  }

  jumpTo(position: Position): void {
    this.#map.jumpTo({
      center: [position.lon, position.lat],
      zoom: position.zoom,
      bearing: position.bearing,
    });
  }

  /** What the map shows, as a rectangle between meridians and parallels. */
  get bounds(): Bounds {
    const seen = this.#map.getBounds();
    return { west: seen.getWest(), south: seen.getSouth(), east: seen.getEast(), north: seen.getNorth() };
  }

  get position(): Position {
    const { lng, lat } = this.#map.getCenter();
    return { lon: lng, lat, zoom: this.#map.getZoom(), bearing: this.#map.getBearing() };
  }

  /** Where a place is on the map's own element, in pixels. */
  pixelOf(lon: number, lat: number): { x: number; y: number } {
    return this.#map.project([lon, lat]);
  }

  /** Calls back at every move of the map until the returned function is called. */
  onMove(callback: () => void): () => void {
    this.#map.on("move", callback);
    return () => {
      this.#map.off("move", callback);
    };
  }

  /** Room kept free of what must be seen: on a phone the lower half belongs to the sheet. */
  #padding(): { top: number; bottom: number; left: number; right: number } {
    const { clientWidth: width, clientHeight: height } = this.#map.getContainer();
    const edge = Math.min(56, width / 8, height / 8);
    const isPhone = matchMedia("(max-width: 760px)").matches;
    return isPhone
      ? { top: 24 + this.#reserved, bottom: height * 0.5 + 12, left: 24, right: 64 }
      : { top: edge, bottom: edge + this.#reserved, left: edge, right: edge };
  }

  #overlays(): LayerSpecification[] {
    const palette = paletteOf(this.#theme);
    const parts = [this.zones, this.cameras, this.found, this.analysis, this.trail];
    return parts.flatMap((part) => part.layers(palette));
  }

  #listen(listener: MapListener): void {
    const map = this.#map;
    map.on("moveend", () => listener.onPosition(this.position));
    map.on("dataloading", () => listener.onBusy(true));
    map.on("movestart", () => listener.onBusy(true));
    map.on("idle", () => listener.onBusy(false));
    map.on("click", (event) => {
      if (this.drawing.shape !== null || this.drawing.isEndedBy(event.originalEvent.timeStamp)) return;
      const point = this.#at(event, [TRAIL_POINTS])[0];
      if (point) listener.onTrailPoint(Number(point.properties.i));
      else listener.onPick(this.#camerasAt(event), { lon: event.lngLat.lng, lat: event.lngLat.lat });
    });
    map.on("mousemove", (event) => {
      if (this.drawing.shape !== null) return;
      const over = this.#at(event, [...CLICKABLE, TRAIL_POINTS])[0];
      map.getCanvas().classList.toggle("is-over", over !== undefined);
      const isCamera = over !== undefined && over.layer.id !== TRAIL_POINTS;
      listener.onHover(isCamera ? Number(over.id) : null, event.point);
    });
    map.on("mouseout", () => listener.onHover(null, { x: 0, y: 0 }));
  }

  #at({ point }: MapMouseEvent, layers: string[]): MapGeoJSONFeature[] {
    const box: [PointLike, PointLike] = [
      [point.x - TOUCH_REACH_PX, point.y - TOUCH_REACH_PX],
      [point.x + TOUCH_REACH_PX, point.y + TOUCH_REACH_PX],
    ];
    return this.#map.queryRenderedFeatures(box, { layers });
  }

  /** The camera nearest to the click, and those that stand at the same place. */
  #camerasAt(event: MapMouseEvent): number[] {
    const near = this.#at(event, CLICKABLE)
      .map((feature) => {
        const [lon, lat] = (feature.geometry as GeoJSON.Point).coordinates as [number, number];
        const { x, y } = this.#map.project([lon, lat]);
        return { number: Number(feature.id), x, y, far: Math.hypot(x - event.point.x, y - event.point.y) };
      })
      .sort((a, b) => a.far - b.far);
    const first = near[0];
    if (!first) return [];
    const together = near.filter(({ x, y }) => Math.hypot(x - first.x, y - first.y) < 3);
    return [...new Set(together.map(({ number }) => number))];
  }
}

function glBounds({ west, south, east, north }: Bounds): LngLatBoundsLike {
  return [
    [west, south],
    [east, north],
  ];
}
