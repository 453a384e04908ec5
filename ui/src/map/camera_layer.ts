/**
 * The cameras on the map: one source, three ways to draw it by zoom.
 *
 *     far     dots; plate cameras larger and rimmed
 *     near    squares for plate cameras, discs for ordinary ones
 *     closer  cones that show where each looks, and names
 *
 * Which are chosen is feature state, so that 5,000 stay smooth while an area is drawn.
 */
import type { ExpressionSpecification, GeoJSONSource, Map as GlMap, LayerSpecification } from "maplibre-gl";
import type { Camera, CameraKind, Register } from "../api/types";
import { BOLD, MEDIUM } from "./base_style";
import { CONE_ANGLES } from "./icons";
import type { Palette } from "./palette";

const SOURCE = "cameras";
const NEAR = 12;
const CLOSER = 14;

export const CLICKABLE = ["camera-ordinary", "camera-plate-far", "camera-plate", "camera-plate-chosen"];
/** These are many; names of places lie above them. */
export const BELOW_NAMES = ["camera-cone-ordinary", "camera-cone-plate", "camera-ordinary"];
const IS_CHOSEN: ExpressionSpecification = ["boolean", ["feature-state", "chosen"], false];
const IS_PLATE: ExpressionSpecification = ["==", ["get", "kind"], "plate"];

export class CameraLayer {
  #chosen: ReadonlySet<number> = new Set();
  #isChoosing = false;
  #isQuiet = false;
  readonly #hidden = new Set<CameraKind | "station" | "cone">();

  constructor(private readonly map: GlMap) {
    map.addSource(SOURCE, { type: "geojson", data: empty() });
    map.addSource("stations", { type: "geojson", data: empty() });
  }

  layers(p: Palette): LayerSpecification[] {
    return [...cones(), ordinary(p), plateFar(p), ...plates(), stations(p), name(p)];
  }

  show(register: Register): void {
    const source = this.map.getSource<GeoJSONSource>(SOURCE);
    source?.setData({ type: "FeatureCollection", features: register.cameras.map(cameraFeature) });
    const stationSource = this.map.getSource<GeoJSONSource>("stations");
    stationSource?.setData({
      type: "FeatureCollection",
      features: register.stations.map((station) => ({
        type: "Feature",
        properties: { id: station.id, name: station.name },
        geometry: { type: "Point", coordinates: [station.lon, station.lat] },
      })),
    });
  }

  /** Marks these camera numbers as chosen; `null` means nothing is being chosen at all. */
  choose(numbers: ReadonlySet<number> | null): void {
    const wanted = numbers ?? new Set<number>();
    for (const number of this.#chosen) {
      if (!wanted.has(number)) this.map.setFeatureState({ source: SOURCE, id: number }, { chosen: false });
    }
    for (const number of wanted) {
      if (!this.#chosen.has(number))
        this.map.setFeatureState({ source: SOURCE, id: number }, { chosen: true });
    }
    this.#chosen = new Set(wanted);
    this.#isChoosing = numbers !== null;
    this.#dim();
  }

  /** Steps back behind something that matters more, such as a trail. */
  quiet(isQuiet: boolean): void {
    this.#isQuiet = isQuiet;
    this.#dim();
  }

  /** Shows or hides a kind of mark. */
  toggle(what: CameraKind | "station" | "cone", isShown: boolean): void {
    if (isShown) this.#hidden.delete(what);
    else this.#hidden.add(what);
    const layers: Record<string, string[]> = {
      plate: ["camera-plate-far", "camera-plate", "camera-plate-chosen"],
      ordinary: ["camera-ordinary"],
      station: ["station"],
      cone: ["camera-cone-ordinary", "camera-cone-plate"],
    };
    for (const id of layers[what] ?? []) {
      this.map.setLayoutProperty(id, "visibility", isShown ? "visible" : "none");
    }
  }

  #dim(): void {
    const isChoosing = this.#isChoosing || this.#isQuiet;
    const rest = isChoosing ? 0.35 : 1;
    this.map.setPaintProperty("camera-ordinary", "circle-opacity", dots(isChoosing));
    this.map.setPaintProperty("camera-ordinary", "circle-stroke-opacity", ["case", IS_CHOSEN, 1, rest]);
    this.map.setPaintProperty("camera-plate-far", "circle-opacity", ["case", IS_CHOSEN, 1, rest]);
    this.map.setPaintProperty("camera-plate-far", "circle-stroke-opacity", ["case", IS_CHOSEN, 1, rest]);
    this.map.setPaintProperty("camera-plate", "icon-opacity", ["case", IS_CHOSEN, 0, rest]);
  }
}

function empty(): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features: [] };
}

function cameraFeature(camera: Camera): GeoJSON.Feature {
  const cone = CONE_ANGLES.reduce((best, angle) =>
    Math.abs(angle - (camera.fov_deg ?? 60)) < Math.abs(best - (camera.fov_deg ?? 60)) ? angle : best,
  );
  return {
    type: "Feature",
    id: camera.number,
    properties: {
      number: camera.number,
      kind: camera.kind,
      name: camera.name,
      ...(camera.heading_deg === null
        ? {}
        : { heading: camera.heading_deg, cone: `cone-${camera.kind}-${cone}` }),
    },
    geometry: { type: "Point", coordinates: [camera.lon, camera.lat] },
  };
}

function dots(isChoosing: boolean): ExpressionSpecification {
  const [far, near] = isChoosing ? [0.25, 0.35] : [0.6, 0.9];
  return [
    "interpolate",
    ["linear"],
    ["zoom"],
    8,
    ["case", IS_CHOSEN, 1, far],
    13,
    ["case", IS_CHOSEN, 1, near],
  ];
}

function cones(): LayerSpecification[] {
  return (["ordinary", "plate"] as const).map((kind) => ({
    id: `camera-cone-${kind}`,
    type: "symbol",
    source: SOURCE,
    minzoom: CLOSER,
    filter: ["all", ["has", "cone"], ["==", ["get", "kind"], kind]],
    layout: {
      "icon-image": ["get", "cone"],
      "icon-rotate": ["get", "heading"],
      "icon-rotation-alignment": "map",
      "icon-pitch-alignment": "map",
      "icon-allow-overlap": true,
      "icon-ignore-placement": true,
      "icon-size": ["interpolate", ["exponential", 1.7], ["zoom"], CLOSER, 0.34, 16, 0.8, 19, 2.6],
    },
    paint: { "icon-opacity": ["interpolate", ["linear"], ["zoom"], CLOSER, 0, CLOSER + 0.7, 1] },
  }));
}

function ordinary(p: Palette): LayerSpecification {
  return {
    id: "camera-ordinary",
    type: "circle",
    source: SOURCE,
    filter: ["!", IS_PLATE],
    paint: {
      "circle-color": ["case", IS_CHOSEN, p.chosen, p.ordinary],
      "circle-radius": [
        "interpolate",
        ["linear"],
        ["zoom"],
        7,
        ["case", IS_CHOSEN, 1.7, 1.3],
        10,
        ["case", IS_CHOSEN, 2.4, 2],
        NEAR,
        ["case", IS_CHOSEN, 3.4, 3.2],
        16,
        ["case", IS_CHOSEN, 6.6, 5.6],
      ],
      "circle-opacity": dots(false),
      "circle-stroke-color": ["case", IS_CHOSEN, p.chosenOutline, p.outline],
      "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 9, 0, 11, 0.6, 14, 1.4],
    },
  };
}

function plateFar(p: Palette): LayerSpecification {
  return {
    id: "camera-plate-far",
    type: "circle",
    source: SOURCE,
    maxzoom: NEAR,
    filter: IS_PLATE,
    paint: {
      "circle-color": ["case", IS_CHOSEN, p.chosen, p.plate],
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 7, 2.6, 10, 4.2, NEAR, 6],
      "circle-stroke-color": ["case", IS_CHOSEN, p.chosenOutline, p.outline],
      "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 7, 0.8, 10, 1.4],
    },
  };
}

function plates(): LayerSpecification[] {
  return ["camera-plate", "camera-plate-chosen"].map((id) => ({
    id,
    type: "symbol",
    source: SOURCE,
    minzoom: NEAR,
    filter: IS_PLATE,
    layout: {
      "icon-image": id,
      "icon-allow-overlap": true,
      "icon-ignore-placement": true,
      "icon-size": ["interpolate", ["linear"], ["zoom"], NEAR, 0.7, 16, 1.1],
    },
    paint: { "icon-opacity": id === "camera-plate" ? ["case", IS_CHOSEN, 0, 1] : ["case", IS_CHOSEN, 1, 0] },
  }));
}

function stations(p: Palette): LayerSpecification {
  return {
    id: "station",
    type: "symbol",
    source: "stations",
    minzoom: 8.5,
    layout: {
      "icon-image": "station",
      "icon-size": ["interpolate", ["linear"], ["zoom"], 8.5, 0.62, 13, 1],
      "icon-allow-overlap": true,
      "text-field": ["step", ["zoom"], "", 10.5, ["get", "name"]],
      "text-font": BOLD,
      "text-size": 11.5,
      "text-anchor": "top",
      "text-offset": [0, 1.05],
      "text-optional": true,
      "text-max-width": 8,
    },
    paint: { "text-color": p.station, "text-halo-color": p.halo, "text-halo-width": 1.6 },
  };
}

function name(p: Palette): LayerSpecification {
  return {
    id: "camera-name",
    type: "symbol",
    source: SOURCE,
    minzoom: 16.3,
    layout: {
      "text-field": ["get", "name"],
      "text-font": MEDIUM,
      "text-size": 11,
      "text-anchor": "top",
      "text-offset": [0, 1.1],
      "text-max-width": 10,
      "text-padding": 6,
    },
    paint: { "text-color": p.ink, "text-halo-color": p.halo, "text-halo-width": 1.5 },
  };
}
