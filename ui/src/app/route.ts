/**
 * Route: what is looked at, kept in the address so that every view is a link and the back button works.
 *
 *     #/search?q=ABC*&from=now-6h&to=now&area=circle:121.6,23.98,1500&at=121.6,23.98,12
 *
 * Case numbers and reasons never stand in it.
 */
import { useSyncExternalStore } from "react";
import { type Area, areaText, parseArea } from "../geo/area";
import type { Position } from "../map/map_view";

export const PAGES = [
  "cameras",
  "search",
  "passage",
  "trail",
  "guide",
  "imports",
  "register",
  "officers",
  "audit",
  "first",
] as const;
export type Page = (typeof PAGES)[number];

export interface Route {
  readonly page: Page;
  /** A passage's id or a trail's plate. */
  readonly id: string;
  readonly params: Readonly<Record<string, string>>;
}

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
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

export function areaOf(route: Route): Area | null {
  return parseArea(route.params.area ?? "");
}

export function areaParam(area: Area | null): string {
  return area ? areaText(area) : "";
}

export function positionOf(route: Route): Position | null {
  const [lon, lat, zoom, bearing = 0] = (route.params.at ?? "").split(",").map(Number);
  if (lon === undefined || lat === undefined || zoom === undefined) return null;
  return [lon, lat, zoom, bearing].every(Number.isFinite) ? { lon, lat, zoom, bearing } : null;
}

export function positionParam({ lon, lat, zoom, bearing }: Position): string {
  const turned = Math.round(bearing);
  return `${lon.toFixed(4)},${lat.toFixed(4)},${zoom.toFixed(2)}${turned === 0 ? "" : `,${turned}`}`;
}

let current = parseRoute(location.hash);
const listeners = new Set<() => void>();

function changed(): void {
  current = parseRoute(location.hash);
  for (const listener of listeners) listener();
}

addEventListener("hashchange", changed);
addEventListener("popstate", changed);

/** Goes to another view; it becomes a step the back button undoes unless `replace` is asked for. */
export function go(route: Route, how: "push" | "replace" = "push"): void {
  const hash = routeHash(route);
  if (hash === location.hash) return;
  if (how === "push") history.pushState(null, "", hash);
  else history.replaceState(null, "", hash);
  changed();
}

/** The same view with some parameters changed; an empty one is taken out. */
export function withParams(params: Readonly<Record<string, string>>, how: "push" | "replace" = "push"): void {
  go({ ...current, params: { ...current.params, ...params } }, how);
}

/** Another page that keeps the map's position, the area and, where asked, what was searched for. */
export function toPage(page: Page, id = "", params: Readonly<Record<string, string>> = {}): void {
  const { at = "", area = "" } = current.params;
  go({ page, id, params: { ...params, at, area: params.area ?? area } });
}

export function currentRoute(): Route {
  return current;
}

export function useRoute(): Route {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
