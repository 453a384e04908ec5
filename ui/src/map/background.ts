/**
 * The background under the cameras: the built-in map, or one of the layers the centre offers.
 *
 * Online maps are options that need internet; imported ones (PMTiles, GeoJSON) come from the centre itself.
 */
import type { Map as GlMap, LayerSpecification, SourceSpecification } from "maplibre-gl";
import { addProtocol } from "maplibre-gl";
import { PMTiles, Protocol, TileType } from "pmtiles";
import type { MapLayer } from "../api/types";
import { BACKGROUND_SLOT, BORDER_LAYERS, NAME_LAYERS, ROAD_LAYERS } from "./base_style";
import type { Palette } from "./palette";
import { roadLines, vectorLayers } from "./vector_style";

const SOURCE = "background";
const GOOGLE = "https://tile.googleapis.com/v1";

/** What came of choosing a background. */
export type Chosen = { ok: true } | { ok: false; because: "unreachable" | "no_key" | "not_readable" };

let protocol: Protocol | null = null;

export class Background {
  #added: string[] = [];
  #wanted = 0;

  constructor(
    private readonly map: GlMap,
    private palette: Palette,
  ) {}

  repaint(palette: Palette): void {
    this.palette = palette;
  }

  async choose(layer: MapLayer): Promise<Chosen> {
    const turn = ++this.#wanted;
    const made = await this.#make(layer);
    if (turn !== this.#wanted) return { ok: true };
    if (!made.ok) return made;
    this.#clear();
    this.#hide(made.hides);
    if (made.source) this.map.addSource(SOURCE, made.source);
    for (const spec of made.layers) {
      this.map.addLayer(spec, BACKGROUND_SLOT);
      this.#added.push(spec.id);
    }
    return { ok: true };
  }

  async #make(layer: MapLayer): Promise<Made> {
    switch (layer.kind) {
      case "builtin":
        return { ok: true, source: null, layers: [], hides: [] };
      case "raster":
        return raster([layer.url], layer);
      case "google":
        return google(layer);
      case "geojson":
        return {
          ok: true,
          source: { type: "geojson", data: layer.url, attribution: layer.attribution },
          layers: roadLines(SOURCE, this.palette),
          hides: ROAD_LAYERS,
        };
      case "pmtiles":
        return pmtiles(layer, this.palette);
    }
  }

  #clear(): void {
    for (const id of this.#added) this.map.removeLayer(id);
    this.#added = [];
    if (this.map.getSource(SOURCE)) this.map.removeSource(SOURCE);
  }

  #hide(hidden: readonly string[]): void {
    for (const id of [...ROAD_LAYERS, ...BORDER_LAYERS, ...NAME_LAYERS]) {
      this.map.setLayoutProperty(id, "visibility", hidden.includes(id) ? "none" : "visible");
    }
  }
}

type Made =
  | { ok: true; source: SourceSpecification | null; layers: LayerSpecification[]; hides: readonly string[] }
  | { ok: false; because: "unreachable" | "no_key" | "not_readable" };

const ALL_OURS = [...ROAD_LAYERS, ...BORDER_LAYERS, ...NAME_LAYERS];

function raster(tiles: string[], layer: MapLayer): Made {
  return {
    ok: true,
    source: { type: "raster", tiles, tileSize: 256, maxzoom: layer.max_zoom, attribution: layer.attribution },
    layers: [{ id: "background-raster", type: "raster", source: SOURCE }],
    hides: ALL_OURS,
  };
}

/** Google Map Tiles want a session first: https://developers.google.com/maps/documentation/tile/session_tokens */
async function google(layer: MapLayer): Promise<Made> {
  const key = new URL(layer.url, location.href).searchParams.get("key");
  if (!key) return { ok: false, because: "no_key" };
  const mapType = layer.id.includes("satellite") ? "satellite" : "roadmap";
  try {
    const reply = await fetch(`${GOOGLE}/createSession?key=${encodeURIComponent(key)}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ mapType, language: "zh-TW", region: "TW" }),
    });
    if (!reply.ok) return { ok: false, because: reply.status === 403 ? "no_key" : "unreachable" };
    const { session } = (await reply.json()) as { session: string };
    return raster([`${GOOGLE}/2dtiles/{z}/{x}/{y}?session=${session}&key=${encodeURIComponent(key)}`], layer);
  } catch {
    return { ok: false, because: "unreachable" };
  }
}

async function pmtiles(layer: MapLayer, palette: Palette): Promise<Made> {
  const address = new URL(layer.url, location.href).href;
  const archive = new PMTiles(address);
  if (!protocol) {
    protocol = new Protocol();
    addProtocol("pmtiles", protocol.tile);
  }
  protocol.add(archive);
  try {
    const header = await archive.getHeader();
    const source = { url: `pmtiles://${address}`, attribution: layer.attribution };
    if (header.tileType !== TileType.Mvt) {
      return {
        ok: true,
        source: { type: "raster", tileSize: 256, ...source },
        layers: [{ id: "background-raster", type: "raster", source: SOURCE }],
        hides: ALL_OURS,
      };
    }
    const metadata = (await archive.getMetadata()) as { vector_layers?: { id: string }[] };
    const names = (metadata.vector_layers ?? []).map((vector) => vector.id);
    return {
      ok: true,
      source: { type: "vector", ...source },
      layers: vectorLayers(SOURCE, names, palette),
      hides: ROAD_LAYERS,
    };
  } catch {
    return { ok: false, because: "not_readable" };
  }
}
