/**
 * How imported vector maps are drawn, whatever their schema: source layers are told by their names
 * (Protomaps, OpenMapTiles and Shortbread agree on most), and what is not known is left out.
 */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { MEDIUM } from "./base_style";
import type { Palette } from "./palette";

const WATER = ["water", "ocean", "water_polygons", "water_areas"];
const GREEN = ["landcover", "landuse", "land", "park"];
const ROADS = ["roads", "transportation", "streets", "street"];
const ROAD_NAMES = ["roads", "transportation_name", "street_labels", "streets"];
const BUILDINGS = ["buildings", "building"];

const KIND: ExpressionSpecification = [
  "coalesce",
  ["get", "rank"],
  ["get", "kind"],
  ["get", "class"],
  ["get", "highway"],
  "",
];
const HIGHWAYS = ["highway", "major_road", "motorway", "trunk", "primary"];
const COUNTY = ["county", "medium_road", "secondary", "tertiary"];

/** Roads of an imported GeoJSON extract. */
export function roadLines(source: string, p: Palette): LayerSpecification[] {
  return [
    ...lines(source, undefined, p),
    {
      id: "background-water",
      type: "line",
      source,
      filter: ["in", KIND, ["literal", ["river", "stream", "canal", "water"]]],
      paint: {
        "line-color": p.shallows[0],
        "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.6, 15, 3],
      },
    },
    names(source, undefined, p),
  ];
}

/** Layers for the source layers of a vector archive. */
export function vectorLayers(source: string, present: readonly string[], p: Palette): LayerSpecification[] {
  const found = (wanted: string[]) => wanted.filter((name) => present.includes(name));
  return [
    ...found(GREEN).map((name): LayerSpecification => fill(source, name, p.land, 0.5)),
    ...found(WATER).map((name): LayerSpecification => fill(source, name, p.sea, 1)),
    ...found(ROADS)
      .slice(0, 1)
      .flatMap((name) => lines(source, name, p)),
    ...found(BUILDINGS).map(
      (name): LayerSpecification => ({ ...fill(source, name, p.townBorder, 0.5), minzoom: 14 }),
    ),
    ...found(ROAD_NAMES)
      .slice(0, 1)
      .map((name) => names(source, name, p)),
  ];
}

function fill(source: string, name: string, color: string, opacity: number): LayerSpecification {
  return {
    id: `background-${name}`,
    type: "fill",
    source,
    "source-layer": name,
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": color, "fill-opacity": opacity },
  };
}

function lines(source: string, name: string | undefined, p: Palette): LayerSpecification[] {
  const of = (ranks: string[]): ExpressionSpecification => ["in", KIND, ["literal", ranks]];
  const isStreet: ExpressionSpecification = [
    "all",
    ["!", of([...HIGHWAYS, ...COUNTY])],
    ["!", of(["river", "stream", "canal", "water", "coastline", "rail", "ferry", "path", "other"])],
  ];
  const line = (
    id: string,
    filter: ExpressionSpecification,
    color: string,
    [w8, w12, w16]: [number, number, number],
    minzoom: number,
  ): LayerSpecification => ({
    id: `background-${id}`,
    type: "line",
    source,
    ...(name ? { "source-layer": name } : {}),
    minzoom,
    filter: ["all", ["==", ["geometry-type"], "LineString"], filter],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: {
      "line-color": color,
      "line-width": ["interpolate", ["exponential", 1.4], ["zoom"], 8, w8, 12, w12, 16, w16],
    },
  });
  return [
    line("street-casing", isStreet, p.streetCasing, [0.3, 1.8, 8], 11),
    line("county-casing", of(COUNTY), p.countyRoadCasing, [1, 3.6, 11], 8),
    line("highway-casing", of(HIGHWAYS), p.highwayCasing, [1.6, 5, 14], 5),
    line("street", isStreet, p.street, [0.2, 1.2, 6], 11),
    line("county", of(COUNTY), p.countyRoad, [0.6, 2.4, 9], 8),
    line("highway", of(HIGHWAYS), p.highway, [1, 3.6, 12], 5),
  ];
}

function names(source: string, name: string | undefined, p: Palette): LayerSpecification {
  return {
    id: "background-names",
    type: "symbol",
    source,
    ...(name ? { "source-layer": name } : {}),
    minzoom: 13,
    filter: ["==", ["geometry-type"], "LineString"],
    layout: {
      "symbol-placement": "line",
      "text-field": ["coalesce", ["get", "name:zh"], ["get", "name_zh"], ["get", "name"], ""],
      "text-font": MEDIUM,
      "text-size": 11,
    },
    paint: { "text-color": p.villageText, "text-halo-color": p.halo, "text-halo-width": 1.4 },
  };
}
