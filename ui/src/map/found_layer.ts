/** Where the passages that were found were seen: discs with counts, joined when near, and the one pointed at. */
import type { GeoJSONSource, Map as GlMap, LayerSpecification } from "maplibre-gl";
import { BOLD } from "./base_style";
import type { Palette } from "./palette";

export interface FoundAt {
  readonly lon: number;
  readonly lat: number;
  readonly count: number;
}

export class FoundLayer {
  constructor(private readonly map: GlMap) {
    const data: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
    map.addSource("found", {
      type: "geojson",
      data,
      cluster: true,
      clusterRadius: 34,
      clusterMaxZoom: 14,
      clusterProperties: { count: ["+", ["get", "count"]] },
    });
    map.addSource("pointed", { type: "geojson", data });
  }

  show(found: readonly FoundAt[]): void {
    this.#set(
      "found",
      found.map((at) => point(at.lon, at.lat, { count: at.count })),
    );
  }

  /** Rings one place, `null` none. */
  point(at: { lon: number; lat: number } | null): void {
    this.#set("pointed", at ? [point(at.lon, at.lat, {})] : []);
  }

  layers(p: Palette): LayerSpecification[] {
    return [
      {
        id: "found",
        type: "circle",
        source: "found",
        paint: {
          "circle-color": p.chosen,
          "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "count"]], 1, 9, 5, 13, 20, 22],
          "circle-stroke-color": p.chosenOutline,
          "circle-stroke-width": 1,
          "circle-opacity": 0.9,
        },
      },
      {
        id: "found-count",
        type: "symbol",
        source: "found",
        layout: {
          "text-field": ["to-string", ["get", "count"]],
          "text-font": BOLD,
          "text-size": 10.5,
          "text-allow-overlap": true,
          "text-ignore-placement": true,
        },
        paint: { "text-color": "#2b1c00" },
      },
      {
        id: "pointed",
        type: "circle",
        source: "pointed",
        paint: {
          "circle-radius": 18,
          "circle-color": "rgba(0,0,0,0)",
          "circle-stroke-color": p.trail,
          "circle-stroke-width": 3,
        },
      },
    ];
  }

  #set(source: string, features: GeoJSON.Feature[]): void {
    this.map.getSource<GeoJSONSource>(source)?.setData({ type: "FeatureCollection", features });
  }
}

function point(lon: number, lat: number, properties: Record<string, unknown>): GeoJSON.Feature {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: [lon, lat] } };
}
