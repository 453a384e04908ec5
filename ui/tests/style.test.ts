import {
  type LayerSpecification,
  type StyleSpecification,
  validateStyleMin,
} from "@maplibre/maplibre-gl-style-spec";
import type { Map as GlMap } from "maplibre-gl";
import { describe, expect, it } from "vitest";
import {
  BACKGROUND_SLOT,
  BORDER_LAYERS,
  baseStyle,
  FIRST_NAME,
  NAME_LAYERS,
  OVERLAY_SLOT,
  ROAD_LAYERS,
} from "../src/map/base_style";
import { BELOW_NAMES, CameraLayer, CLICKABLE } from "../src/map/camera_layer";
import { FoundLayer } from "../src/map/found_layer";
import { paletteOf } from "../src/map/palette";
import { TRAIL_POINTS, TrailLayer } from "../src/map/trail_layer";
import { roadLines, vectorLayers } from "../src/map/vector_style";
import { ZoneLayer } from "../src/map/zone_layer";

/** Remembers the sources it is given, which is all that the layers' constructors ask of a map. */
function paper() {
  const sources: StyleSpecification["sources"] = {};
  const map = {
    addSource: (id: string, source: StyleSpecification["sources"][string]) => (sources[id] = source),
  };
  return { map: map as unknown as GlMap, sources };
}

function wholeStyle(theme: "light" | "dark"): StyleSpecification {
  const { map, sources } = paper();
  const palette = paletteOf(theme);
  const parts = [new ZoneLayer(map), new CameraLayer(map), new FoundLayer(map), new TrailLayer(map)];
  const overlays = parts.flatMap((part) => part.layers(palette));
  const base = baseStyle(palette, "zh-TW") as StyleSpecification;
  return {
    ...base,
    sources: { ...base.sources, ...sources },
    layers: [...base.layers, ...(overlays as LayerSpecification[])],
  };
}

describe("the map's style", () => {
  it.each(["light", "dark"] as const)("is one that MapLibre understands, %s", (theme) => {
    expect(validateStyleMin(wholeStyle(theme)).map((problem) => problem.message)).toEqual([]);
  });

  it("has the layers that others name", () => {
    const ids = wholeStyle("light").layers.map((layer) => layer.id);
    expect(new Set(ids).size).toBe(ids.length);
    const named = [
      ...ROAD_LAYERS,
      ...BORDER_LAYERS,
      ...NAME_LAYERS,
      ...BELOW_NAMES,
      ...CLICKABLE,
      TRAIL_POINTS,
    ];
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
    expect(ids).toEqual(expect.arrayContaining([BACKGROUND_SLOT, FIRST_NAME, OVERLAY_SLOT]));
  });

  it.each([
    ["Protomaps", ["earth", "landcover", "landuse", "water", "roads", "buildings", "places"], 11],
    [
      "OpenMapTiles",
      ["water", "landcover", "transportation", "building", "transportation_name", "place"],
      10,
    ],
    ["Shortbread", ["ocean", "water_polygons", "land", "streets", "buildings", "street_labels"], 11],
    ["none it knows", ["a", "b"], 0],
  ])("draws an imported map of the schema %s", (_, present, count) => {
    const palette = paletteOf("light");
    const layers = vectorLayers("background", present, palette) as LayerSpecification[];
    expect(layers).toHaveLength(count);
    const style: StyleSpecification = {
      version: 8,
      sources: { background: { type: "vector", url: "pmtiles://x" } },
      layers,
    };
    expect(validateStyleMin(style).map((problem) => problem.message)).toEqual([]);
  });

  it("draws an imported extract's roads", () => {
    const layers = roadLines("background", paletteOf("dark")) as LayerSpecification[];
    const style: StyleSpecification = {
      version: 8,
      sources: { background: { type: "geojson", data: "x" } },
      layers,
    };
    expect(validateStyleMin(style).map((problem) => problem.message)).toEqual([]);
  });
});
