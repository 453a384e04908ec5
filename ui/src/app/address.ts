/**
 * The address of a view: what is looked at, as text, so that every view is a link.
 *
 *     #/search?q=ABC*&from=now-6h&to=now&area=circle:121.6,23.98,1500&at=121.6,23.98,12
 *
 * Case numbers and reasons never stand in it.
 */

export const PAGES = [
  "cameras",
  "search",
  "passage",
  "trail",
  "analyses",
  "zones",
  "roads",
  "alerts",
  "guide",
  "footage",
  "imports",
  "history",
  "register",
  "streams",
  "duty",
  "lists",
  "lamps",
  "officers",
  "audit",
  "first",
] as const;
export type Page = (typeof PAGES)[number];

export interface Route {
  readonly page: Page;
  /** A passage's id, a trail's plate or an analysis's name. */
  readonly id: string;
  readonly params: Readonly<Record<string, string>>;
}

export function parseRoute(hash: string): Route {
  const text = hash.replace(/^#\/?/, "");
  const mark = text.indexOf("?");
  const path = mark < 0 ? text : text.slice(0, mark);
  // A pattern in the query may hold question marks of its own.
  const query = mark < 0 ? "" : text.slice(mark + 1);
  const [name = "", id = ""] = path.split("/");
  const page = PAGES.find((known) => known === name) ?? "cameras";
  return { page, id: decoded(id), params: Object.fromEntries(new URLSearchParams(query)) };
}

export function routeHash({ page, id, params }: Route): string {
  // Readable links: only what would break the query is escaped.
  const query = Object.entries(params)
    .filter(([, value]) => value !== "")
    .map(
      ([key, value]) =>
        `${key}=${encodeURIComponent(value).replace(/%2C|%3A|%2F|%2A|%3F/g, decodeURIComponent)}`,
    )
    .join("&");
  const path = page === "cameras" ? "" : `${page}${id === "" ? "" : `/${encodeURIComponent(id)}`}`;
  return `#/${path}${query === "" ? "" : `?${query}`}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where the map looks. */
export interface Position {
  readonly lon: number;
  readonly lat: number;
  readonly zoom: number;
  readonly bearing: number;
}

/** The position an address names, `null` when it names none. */
export function readPosition(text: string): Position | null {
  const [lon, lat, zoom, bearing = 0] = text.split(",").map(Number);
  if (lon === undefined || lat === undefined || zoom === undefined) return null;
  return [lon, lat, zoom, bearing].every(Number.isFinite) ? { lon, lat, zoom, bearing } : null;
}

export function positionText({ lon, lat, zoom, bearing }: Position): string {
  const turned = Math.round(bearing);
  return `${lon.toFixed(4)},${lat.toFixed(4)},${zoom.toFixed(2)}${turned === 0 ? "" : `,${turned}`}`;
}
