/** The base map that needs no internet: sea, land, borders, schematic roads and names. */
import type {
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from "maplibre-gl";
import type { Language } from "../texts";
import type { Palette } from "./palette";

/** Local fonts only; the first name gives the weight, the rest are tried in turn. */
const FACES = ["Inter Variable", "Noto Sans TC", "Noto Sans CJK TC", "Microsoft JhengHei", "PingFang TC"];
export const REGULAR = ["Map Regular", ...FACES];
export const MEDIUM = ["Map Medium", ...FACES];
export const BOLD = ["Map Bold", ...FACES];
export const ITALIC = ["Map Italic", ...FACES];

/** Overlays go above this layer; a chosen background map goes below it. */
export const BACKGROUND_SLOT = "slot-background";
/** Plate cameras, what was found and trails go below this layer, which is the last; drawing goes above. */
export const OVERLAY_SLOT = "slot-overlay";

export const ROAD_LAYERS = [
  "road-street-casing",
  "road-county-casing",
  "road-highway-casing",
  "road-street",
  "road-county",
  "road-highway",
  "road-shield",
];
export const BORDER_LAYERS = ["border-village", "border-town"];
export const NAME_LAYERS = [
  "name-village",
  "name-street",
  "name-relief",
  "name-sea",
  "name-county",
  "name-town",
];
/** Cameras lie below this layer, so that names stay readable among 5,000 of them. */
export const FIRST_NAME = "road-shield";

export function nameField(language: Language): ExpressionSpecification {
  return ["get", language === "en" ? "name_en" : "name_zh"];
}

export function baseStyle(palette: Palette, language: Language): StyleSpecification {
  return { version: 8, sources: sources(), layers: baseLayers(palette, language) };
}

function sources(): Record<string, SourceSpecification> {
  const local = (name: string): SourceSpecification => ({
    type: "geojson",
    data: `/basemap/${name}.geojson`,
  });
  return {
    land: local("land"),
    towns: local("towns"),
    borders: local("borders"),
    places: local("places"),
    roads: local("roads"),
    relief: { type: "geojson", data: RELIEF },
  };
}

export function baseLayers(p: Palette, language: Language): LayerSpecification[] {
  return [
    { id: "sea", type: "background", paint: { "background-color": p.sea } },
    shallows("far", p.shallows[0], 90),
    shallows("middle", p.shallows[1], 52),
    shallows("near", p.shallows[2], 22),
    {
      id: "land",
      type: "fill",
      source: "land",
      paint: { "fill-color": ["case", ["get", "home"], p.home, p.land], "fill-antialias": true },
    },
    {
      id: "towns",
      type: "fill",
      source: "towns",
      paint: {
        "fill-color": ["match", ["get", "tint"], 0, p.towns[0], 1, p.towns[1], 2, p.towns[2], p.towns[3]],
      },
    },
    { id: BACKGROUND_SLOT, type: "background", layout: { visibility: "none" }, paint: {} },
    border("village", p.villageBorder, 11, [11, 0.5, 15, 1.2], [2, 2]),
    border("town", p.townBorder, 7.5, [8, 0.6, 14, 1.6], [4, 2]),
    border("county", p.countyBorder, 0, [6, 0.5, 12, 1.4], [5, 2, 1, 2]),
    border("coast", p.coast, 0, [6, 0.5, 12, 1.2]),
    {
      id: "border-home-glow",
      type: "line",
      source: "borders",
      filter: ["==", ["get", "rank"], "home"],
      layout: { "line-join": "round" },
      paint: {
        "line-color": p.homeGlow,
        "line-width": ["interpolate", ["linear"], ["zoom"], 7, 3, 12, 9],
        "line-blur": ["interpolate", ["linear"], ["zoom"], 7, 2, 12, 6],
        "line-opacity": 0.7,
      },
    },
    border("home", p.homeBorder, 0, [7, 0.8, 12, 1.6]),
    ...roads(p),
    ...names(p, language),
    { id: OVERLAY_SLOT, type: "background", layout: { visibility: "none" }, paint: {} },
  ];
}

function shallows(name: string, color: string, width: number): LayerSpecification {
  return {
    id: `shallows-${name}`,
    type: "line",
    source: "borders",
    filter: ["==", ["get", "rank"], "coast"],
    layout: { "line-join": "round", "line-cap": "round" },
    paint: {
      "line-color": color,
      "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 6, width / 4, 9, width, 13, width * 3],
      "line-blur": ["interpolate", ["exponential", 1.6], ["zoom"], 6, width / 12, 9, width / 4, 13, width],
    },
  };
}

function border(
  rank: string,
  color: string,
  minzoom: number,
  [z0, w0, z1, w1]: [number, number, number, number],
  dashes?: number[],
): LayerSpecification {
  return {
    id: `border-${rank}`,
    type: "line",
    source: "borders",
    minzoom,
    filter: ["==", ["get", "rank"], rank],
    layout: { "line-join": "round" },
    paint: {
      "line-color": color,
      "line-width": ["interpolate", ["linear"], ["zoom"], z0, w0, z1, w1],
      ...(dashes ? { "line-dasharray": dashes } : {}),
    },
  };
}

type Widths = [number, number, number];

function roads(p: Palette): LayerSpecification[] {
  const wide: Record<string, Widths> = {
    highway: [1.3, 4.2, 11],
    county: [0.8, 2.6, 8],
    street: [0.2, 1.4, 6],
  };
  const casing = (rank: string, color: string) =>
    road(`${rank}-casing`, rank, color, wide[rank] as Widths, 1.6);
  const fill = (rank: string, color: string) => road(rank, rank, color, wide[rank] as Widths, 0);
  return [
    casing("street", p.streetCasing),
    casing("county", p.countyRoadCasing),
    casing("highway", p.highwayCasing),
    fill("street", p.street),
    fill("county", p.countyRoad),
    fill("highway", p.highway),
    {
      id: "road-shield",
      type: "symbol",
      source: "roads",
      minzoom: 8.2,
      filter: ["!=", ["get", "rank"], "street"],
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 420,
        "text-field": ROAD_NUMBER,
        "text-font": BOLD,
        "text-size": 10,
        "text-rotation-alignment": "viewport",
        "icon-rotation-alignment": "viewport",
        "icon-image": ["concat", "shield-", ["get", "rank"]],
        "icon-text-fit": "both",
        "icon-text-fit-padding": [1.5, 4, 1.5, 4],
        "text-padding": 24,
      },
      paint: { "text-color": ["match", ["get", "rank"], "highway", "#ffffff", "#26323e"] },
    },
  ];
}

/** `台9` of 台9線 and `193` of 縣道193線; an imported map's own number as it is. */
const ROAD: ExpressionSpecification = ["coalesce", ["get", "road"], ""];
const ROAD_NUMBER: ExpressionSpecification = [
  "slice",
  ROAD,
  ["case", ["==", ["slice", ROAD, 0, 2], "縣道"], 2, 0],
  ["case", ["==", ["slice", ROAD, -1], "線"], -1, 99],
];

function road(
  id: string,
  rank: string,
  color: string,
  [w8, w12, w16]: Widths,
  more: number,
): LayerSpecification {
  return {
    id: `road-${id}`,
    type: "line",
    source: "roads",
    minzoom: rank === "street" ? 10.5 : 6,
    filter: ["==", ["get", "rank"], rank],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: {
      "line-color": color,
      "line-width": [
        "interpolate",
        ["exponential", 1.4],
        ["zoom"],
        8,
        w8 + more / 2,
        12,
        w12 + more,
        16,
        w16 + more * 1.5,
      ],
    },
  };
}

function names(p: Palette, language: Language): LayerSpecification[] {
  const halo = { "text-halo-color": p.halo, "text-halo-width": 1.4, "text-halo-blur": 0.4 };
  return [
    {
      id: "name-village",
      type: "symbol",
      source: "places",
      minzoom: 12,
      filter: ["==", ["get", "rank"], "village"],
      layout: {
        "text-field": nameField(language),
        "text-font": REGULAR,
        "text-size": ["interpolate", ["linear"], ["zoom"], 12, 10, 15, 12.5],
        "text-padding": 8,
      },
      paint: { "text-color": p.villageText, ...halo },
    },
    {
      id: "name-street",
      type: "symbol",
      source: "roads",
      minzoom: 13.6,
      filter: ["==", ["get", "rank"], "street"],
      layout: {
        "symbol-placement": "line",
        "text-field": nameField(language),
        "text-font": MEDIUM,
        "text-size": 11,
        "text-letter-spacing": 0.08,
      },
      paint: { "text-color": p.villageText, ...halo, "text-halo-color": p.street },
    },
    {
      id: "name-relief",
      type: "symbol",
      source: "relief",
      maxzoom: 11.5,
      filter: ["==", ["get", "rank"], "relief"],
      layout: {
        "text-field": nameField(language),
        "text-font": MEDIUM,
        "text-size": ["interpolate", ["linear"], ["zoom"], 7, 9.5, 11, 14],
        "text-line-height": 1.9,
        "text-letter-spacing": 0.1,
        "text-ignore-placement": true,
      },
      paint: { "text-color": p.reliefText },
    },
    {
      id: "name-sea",
      type: "symbol",
      source: "relief",
      maxzoom: 12,
      filter: ["==", ["get", "rank"], "sea"],
      layout: {
        "text-field": nameField(language),
        "text-font": ITALIC,
        "text-size": ["interpolate", ["linear"], ["zoom"], 6, 12, 11, 22],
        "text-line-height": 2.1,
        "text-letter-spacing": 0.15,
      },
      paint: { "text-color": p.seaText },
    },
    {
      id: "name-county",
      type: "symbol",
      source: "places",
      maxzoom: 11,
      filter: ["all", ["==", ["get", "rank"], "county"], ["!", ["get", "home"]]],
      layout: {
        "text-field": nameField(language),
        "text-font": MEDIUM,
        "text-size": ["interpolate", ["linear"], ["zoom"], 6, 10.5, 10, 15],
        "text-letter-spacing": 0.25,
      },
      paint: { "text-color": p.countyText, ...halo, "text-halo-color": p.land },
    },
    {
      id: "name-town",
      type: "symbol",
      source: "places",
      minzoom: 7.6,
      maxzoom: 14.5,
      filter: ["==", ["get", "rank"], "town"],
      layout: {
        "text-field": nameField(language),
        "text-font": BOLD,
        "text-size": ["interpolate", ["linear"], ["zoom"], 7.6, 11, 12, 16],
        "text-letter-spacing": 0.08,
        "text-padding": 6,
        "text-max-width": 6,
      },
      paint: { "text-color": p.townText, ...halo },
    },
  ];
}

type Relief = [rank: string, zh: string, en: string, lon: number, lat: number];

/** Names of the sea, the ranges and the valley between them, placed by hand; Chinese runs down the page. */
const RELIEF_NAMES: readonly Relief[] = [
  ["sea", "太平洋", "Pacific\nOcean", 121.93, 23.62],
  ["relief", "中央山脈", "Central\nRange", 121.36, 23.93],
  ["relief", "花東縱谷", "Rift\nValley", 121.475, 23.735],
  ["relief", "海岸山脈", "Coastal\nRange", 121.465, 23.575],
];

const RELIEF: GeoJSON.FeatureCollection = {
  type: "FeatureCollection",
  features: RELIEF_NAMES.map(([rank, name_zh, name_en, lon, lat]) => ({
    type: "Feature",
    properties: { rank, name_zh: [...name_zh].join("\n"), name_en },
    geometry: { type: "Point", coordinates: [lon, lat] },
  })),
};
