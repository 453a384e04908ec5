/** Where the passages that were found were seen: one disc per camera with its count, and the one pointed at. */
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
    for (const source of ["found", "pointed"]) {
      map.addSource(source, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    }
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
    const grows = ["interpolate", ["linear"], ["sqrt", ["get", "count"]], 1, 9, 5, 13, 20, 24];
    return [
      {
        id: "found",
        type: "circle",
        source: "found",
        paint: {
          "circle-color": p.chosen,
          "circle-radius": grows as never,
          "circle-stroke-color": p.chosenOutline,
          "circle-stroke-width": 1.2,
          "circle-opacity": 0.92,
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
