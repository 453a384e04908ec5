/**
 * An analysis on the map: the places it asked about, marks with numbers, and chords between them.
 *
 *     areas   outlined, named ①②③           marks   discs with what stands on them, words beside
 *     lines   straight chords, never roads   tones   a, b: two lives; next: where it may come
 */
import type { ExpressionSpecification, GeoJSONSource, Map as GlMap, LayerSpecification } from "maplibre-gl";
import { type Area, boundsOf, ringOf } from "../geo/area";
import { BOLD } from "./base_style";
import type { Palette } from "./palette";

export type Tone = "a" | "b" | "both" | "next" | "count" | "camera" | "asked";

export interface Mark {
  readonly lon: number;
  readonly lat: number;
  /** What stands on it. */
  readonly label: string;
  readonly tone: Tone;
  /** What is written beside it. */
  readonly says: string;
}

export interface MarkLine {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly tone: Tone;
}

export interface Overlay {
  /** An area whose corners are out is drawn by the drawing tool; its name is drawn here. */
  readonly areas: readonly { readonly area: Area; readonly label: string; readonly isEdited: boolean }[];
  /** The area that something can be in by now, as a ring; `null` when nobody asked. */
  readonly reach: [number, number][] | null;
  readonly marks: readonly Mark[];
  readonly lines: readonly MarkLine[];
}

const SOURCES = [
  "analysis-reach",
  "analysis-areas",
  "analysis-names",
  "analysis-lines",
  "analysis-marks",
] as const;
const TONE: ExpressionSpecification = ["get", "tone"];

export class AnalysisLayer {
  constructor(private readonly map: GlMap) {
    for (const source of SOURCES) map.addSource(source, { type: "geojson", data: collection([]) });
  }

  /** Shows this and nothing else; `null` shows nothing. */
  show(overlay: Overlay | null): void {
    const { areas = [], reach = null, marks = [], lines = [] } = overlay ?? {};
    this.#set(
      "analysis-reach",
      reach ? [{ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [reach] } }] : [],
    );
    this.#set(
      "analysis-areas",
      areas
        .filter(({ isEdited }) => !isEdited)
        .map(({ area }) => ({
          type: "Feature",
          properties: {},
          geometry: { type: "Polygon", coordinates: [ringOf(area)] },
        })),
    );
    this.#set(
      "analysis-names",
      areas.map(({ area, label }) => {
        const { west, east, north } = boundsOf(area);
        return point((west + east) / 2, north, { label });
      }),
    );
    this.#set(
      "analysis-lines",
      lines.map(({ from, to, tone }) => ({
        type: "Feature",
        properties: { tone },
        geometry: { type: "LineString", coordinates: [[...from], [...to]] },
      })),
    );
    this.#set(
      "analysis-marks",
      marks.map(({ lon, lat, label, tone, says }) => point(lon, lat, { label, tone, says })),
    );
  }

  layers(p: Palette): LayerSpecification[] {
    const fill: ExpressionSpecification = [
      "match",
      TONE,
      ["b", "both"],
      p.other,
      "next",
      p.chosen,
      "count",
      p.chosen,
      "asked",
      p.area,
      "camera",
      p.plate,
      p.trail,
    ];
    return [
      {
        id: "analysis-reach",
        type: "fill",
        source: "analysis-reach",
        paint: { "fill-color": p.chosen, "fill-opacity": 0.13 },
      },
      {
        id: "analysis-reach-rim",
        type: "line",
        source: "analysis-reach",
        paint: { "line-color": p.chosen, "line-width": 1.6, "line-dasharray": [2, 2] },
      },
      {
        id: "analysis-area",
        type: "fill",
        source: "analysis-areas",
        paint: { "fill-color": p.area, "fill-opacity": 0.08 },
      },
      {
        id: "analysis-outline",
        type: "line",
        source: "analysis-areas",
        paint: { "line-color": p.area, "line-width": 2.2 },
      },
      {
        id: "analysis-line-casing",
        type: "line",
        source: "analysis-lines",
        layout: { "line-cap": "round" },
        paint: { "line-color": p.trailCasing, "line-width": 5.5, "line-opacity": 0.7 },
      },
      {
        id: "analysis-line",
        type: "line",
        source: "analysis-lines",
        layout: { "line-cap": "round" },
        paint: { "line-color": fill, "line-width": 2.6, "line-dasharray": [1.6, 1.5] },
      },
      {
        id: "analysis-mark",
        type: "circle",
        source: "analysis-marks",
        paint: {
          "circle-radius": [
            "case",
            ["==", TONE, "camera"],
            7,
            [">", ["length", ["get", "label"]], 2],
            13.5,
            11,
          ],
          "circle-color": fill,
          "circle-stroke-color": [
            "match",
            TONE,
            ["next", "count"],
            p.chosenOutline,
            "both",
            p.trail,
            p.trailCasing,
          ],
          "circle-stroke-width": ["match", TONE, "both", 3.5, 1.8],
        },
      },
      {
        id: "analysis-number",
        type: "symbol",
        source: "analysis-marks",
        layout: {
          "text-field": ["get", "label"],
          "text-font": BOLD,
          "text-size": 11,
          "text-allow-overlap": true,
          "text-ignore-placement": true,
        },
        paint: { "text-color": ["match", TONE, ["next", "count"], "#2b1c00", p.trailCasing] },
      },
      {
        id: "analysis-says",
        type: "symbol",
        source: "analysis-marks",
        layout: {
          "text-field": ["get", "says"],
          "text-font": BOLD,
          "text-size": 12,
          "text-variable-anchor": ["left", "right", "bottom", "top"],
          "text-radial-offset": 1.1,
          "text-justify": "auto",
        },
        paint: { "text-color": p.ink, "text-halo-color": p.halo, "text-halo-width": 2.2 },
      },
      {
        id: "analysis-name",
        type: "symbol",
        source: "analysis-names",
        layout: {
          "text-field": ["get", "label"],
          "text-font": BOLD,
          "text-size": 22,
          "text-anchor": "bottom",
          "text-allow-overlap": true,
          "text-ignore-placement": true,
        },
        paint: { "text-color": p.area, "text-halo-color": p.halo, "text-halo-width": 2.5 },
      },
    ];
  }

  #set(source: (typeof SOURCES)[number], features: GeoJSON.Feature[]): void {
    this.map.getSource<GeoJSONSource>(source)?.setData(collection(features));
  }
}

function point(lon: number, lat: number, properties: Record<string, unknown>): GeoJSON.Feature {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: [lon, lat] } };
}

function collection(features: GeoJSON.Feature[]): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features };
}
