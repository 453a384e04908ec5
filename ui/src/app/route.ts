/** The route: the address of the present view, followed by whoever shows it; the back button works. */
import { useSyncExternalStore } from "react";
import { type Area, areaText, parseArea } from "../geo/area";
import { type Page, type Position, parseRoute, type Route, readPosition, routeHash } from "./address";

export type { Page, Route } from "./address";

export function areaOf(route: Route): Area | null {
  return parseArea(route.params.area ?? "");
}

export function areaParam(area: Area | null): string {
  return area ? areaText(area) : "";
}

export function positionOf(route: Route): Position | null {
  return readPosition(route.params.at ?? "");
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
  // The address itself, not what was heard of it last: a link followed just now must not be written over.
  const here = parseRoute(location.hash);
  go({ ...here, params: { ...here.params, ...params } }, how);
}

/** Another page that keeps the map's position, the area and, where asked, what was searched for. */
export function toPage(page: Page, id = "", params: Readonly<Record<string, string>> = {}): void {
  const { at = "", area = "" } = parseRoute(location.hash).params;
  // On the player `at` is a moment, which no other page knows what to do with.
  const position = readPosition(at) === null ? "" : at;
  go({ page, id, params: { ...params, at: position, area: params.area ?? area } });
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
