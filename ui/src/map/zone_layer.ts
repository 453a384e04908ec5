/** Restricted areas on the map: hatched where they hold, dashed where they wait; the open one stronger. */
import type { GeoJSONSource, Map as GlMap, LayerSpecification } from "maplibre-gl";
import { type Area, boundsOf, ringOf } from "../geo/area";
import { BOLD } from "./base_style";
import type { Palette } from "./palette";

export interface ShownZone {
  readonly area: Area;
  readonly name: string;
  readonly holds: boolean;
  readonly isOpen: boolean;
}

const LAYERS = ["zone-fill", "zone-line", "zone-waiting", "zone-name"] as const;
const NOTHING: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

export class ZoneLayer {
  constructor(private readonly map: GlMap) {
    map.addSource("zones", { type: "geojson", data: NOTHING });
    map.addSource("zone-names", { type: "geojson", data: NOTHING });
  }

  show(zones: readonly ShownZone[]): void {
    this.#set(
      "zones",
      zones.map(({ area, holds, isOpen }) => ({
        type: "Feature",
        properties: { holds, isOpen },
        geometry: { type: "Polygon", coordinates: [ringOf(area)] },
      })),
    );
    this.#set(
      "zone-names",
      zones.map(({ area, name }) => {
        const { west, east, south } = boundsOf(area);
        return {
          type: "Feature",
          properties: { name },
          geometry: { type: "Point", coordinates: [(west + east) / 2, south] },
        };
      }),
    );
  }

  toggle(isShown: boolean): void {
    for (const layer of LAYERS) {
      this.map.setLayoutProperty(layer, "visibility", isShown ? "visible" : "none");
    }
  }

  layers(p: Palette): LayerSpecification[] {
    return [
      {
        id: "zone-fill",
        type: "fill",
        source: "zones",
        paint: {
          "fill-color": p.trail,
          "fill-opacity": ["case", ["get", "isOpen"], 0.16, ["get", "holds"], 0.09, 0.03],
        },
      },
      {
        id: "zone-line",
        type: "line",
        source: "zones",
        filter: ["get", "holds"],
        paint: { "line-color": p.trail, "line-width": ["case", ["get", "isOpen"], 3.2, 1.8] },
      },
      {
        id: "zone-waiting",
        type: "line",
        source: "zones",
        filter: ["!", ["get", "holds"]],
        paint: {
          "line-color": p.trail,
          "line-width": ["case", ["get", "isOpen"], 3.2, 1.8],
          "line-dasharray": [2.5, 2],
        },
      },
      {
        id: "zone-name",
        type: "symbol",
        source: "zone-names",
        layout: {
          "text-field": ["get", "name"],
          "text-font": BOLD,
          "text-size": 13,
          "text-anchor": "top",
          "text-offset": [0, 0.35],
        },
        paint: { "text-color": p.trail, "text-halo-color": p.halo, "text-halo-width": 2 },
      },
    ];
  }

  #set(source: "zones" | "zone-names", features: GeoJSON.Feature[]): void {
    this.map.getSource<GeoJSONSource>(source)?.setData({ type: "FeatureCollection", features });
  }
}
