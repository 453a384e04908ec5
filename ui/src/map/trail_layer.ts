/**
 * A trail on the map: numbered points and the legs between them.
 *
 * A leg is a straight chord, never a road: solid where the time it took is the usual one, dashed where the
 * way is unknown, dotted where no vehicle is that fast. Gaps carry their name.
 */
import type { GeoJSONSource, Map as GlMap, LayerSpecification } from "maplibre-gl";
import type { LegStatus } from "../api/types";
import { BOLD } from "./base_style";
import type { Palette } from "./palette";

export interface TrailPoint {
  readonly lon: number;
  readonly lat: number;
  /** Its first passage's place in the trail, from 0. */
  readonly index: number;
  /** What stands on the point: its number, or several for one place passed again. */
  readonly label: string;
}
export interface TrailLeg {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly status: LegStatus;
  /** What is written beside it; empty for a usual leg. */
  readonly says: string;
}
export interface TrailHere {
  readonly lon: number;
  readonly lat: number;
  /** At a camera, or somewhere between two. */
  readonly isSeen: boolean;
}

export const TRAIL_POINTS = "trail-point";

export class TrailLayer {
  constructor(private readonly map: GlMap) {
    for (const source of ["trail-legs", "trail-notes", "trail-points", "trail-here"]) {
      map.addSource(source, { type: "geojson", data: collection([]) });
    }
  }

  show(points: readonly TrailPoint[], legs: readonly TrailLeg[]): void {
    this.#set(
      "trail-points",
      points.map((point) => dot(point.lon, point.lat, { i: point.index, label: point.label })),
    );
    this.#set(
      "trail-notes",
      legs
        .filter((leg) => leg.says !== "")
        .map((leg) => dot((leg.from[0] + leg.to[0]) / 2, (leg.from[1] + leg.to[1]) / 2, { says: leg.says })),
    );
    this.#set(
      "trail-legs",
      legs.map((leg) => ({
        type: "Feature",
        properties: { status: leg.status },
        geometry: { type: "LineString", coordinates: [[...leg.from], [...leg.to]] },
      })),
    );
  }

  /** Where the replay is now; `null` takes the mark away. */
  mark(here: TrailHere | null): void {
    this.#set("trail-here", here ? [dot(here.lon, here.lat, { seen: here.isSeen })] : []);
  }

  #set(source: string, features: GeoJSON.Feature[]): void {
    this.map.getSource<GeoJSONSource>(source)?.setData(collection(features));
  }

  layers(p: Palette): LayerSpecification[] {
    return [
      {
        id: "trail-casing",
        type: "line",
        source: "trail-legs",
        filter: ["!=", ["get", "status"], "impossible"],
        layout: { "line-cap": "round" },
        paint: { "line-color": p.trailCasing, "line-width": 7, "line-opacity": 0.75 },
      },
      leg("trail-usual", ["usual"], p.trail, 3.6),
      leg("trail-unknown", ["unknown", "gap"], p.trail, 3, [1.6, 1.5]),
      leg("trail-impossible", ["impossible"], p.doubt, 2.8, [0.1, 2.2]),
      {
        id: TRAIL_POINTS,
        type: "circle",
        source: "trail-points",
        paint: {
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 7, 5, 11, 9.5],
          "circle-color": p.trail,
          "circle-stroke-color": p.trailCasing,
          "circle-stroke-width": 2,
        },
      },
      {
        id: "trail-number",
        type: "symbol",
        source: "trail-points",
        minzoom: 9,
        layout: {
          "text-field": ["get", "label"],
          "text-font": BOLD,
          "text-size": ["interpolate", ["linear"], ["zoom"], 9, 9, 11, 10.5],
          "text-allow-overlap": true,
          "text-ignore-placement": true,
        },
        paint: { "text-color": p.trailCasing },
      },
      {
        id: "trail-says",
        type: "symbol",
        source: "trail-notes",
        layout: {
          "text-field": ["get", "says"],
          "text-font": BOLD,
          "text-size": 12,
          "text-variable-anchor": ["left", "right", "bottom", "top"],
          "text-radial-offset": 1.3,
          "text-justify": "auto",
          "text-max-width": 12,
          "text-padding": 4,
        },
        paint: { "text-color": p.doubt, "text-halo-color": p.halo, "text-halo-width": 2.2 },
      },
      {
        id: "trail-here",
        type: "symbol",
        source: "trail-here",
        layout: {
          "icon-image": ["case", ["get", "seen"], "trail-here", "trail-between"],
          "icon-allow-overlap": true,
          "icon-ignore-placement": true,
        },
      },
    ];
  }
}

function leg(
  id: string,
  statuses: LegStatus[],
  color: string,
  width: number,
  dashes?: number[],
): LayerSpecification {
  return {
    id,
    type: "line",
    source: "trail-legs",
    filter: ["in", ["get", "status"], ["literal", statuses]],
    layout: { "line-cap": "round" },
    paint: { "line-color": color, "line-width": width, ...(dashes ? { "line-dasharray": dashes } : {}) },
  };
}

function dot(lon: number, lat: number, properties: Record<string, unknown>): GeoJSON.Feature {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: [lon, lat] } };
}

function collection(features: GeoJSON.Feature[]): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features };
}
