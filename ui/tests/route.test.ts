import { describe, expect, it } from "vitest";
import { parseRoute, positionText, readPosition, routeHash } from "../src/app/address";

describe("a view's address", () => {
  it.each([
    "#/",
    "#/search?q=ABC*&from=now-6h&to=now&area=circle:121.6,23.98,1500",
    "#/search?q=AB?1?&from=now-6h&to=now",
    "#/passage/912396195911966464?at=121.6000,23.9800,12.00",
    "#/trail/BKP2075?from=2026-11-01&to=now",
  ])("%s comes back", (hash) => {
    expect(routeHash(parseRoute(hash))).toBe(hash);
  });

  it("survives what people type into it", () => {
    const route = { page: "search" as const, id: "", params: { q: "A&B=C 一 %#", from: "昨天 08:15" } };
    expect(parseRoute(routeHash(route))).toEqual(route);
  });

  it.each(["", "#", "#/nowhere", "#/../etc", "#/%E0%A4%A"])("%j leads to the map", (hash) => {
    expect(parseRoute(hash).page).toBe("cameras");
  });

  it("leaves empty parameters out", () => {
    expect(routeHash({ page: "search", id: "", params: { q: "", from: "now" } })).toBe("#/search?from=now");
  });

  it("holds the map's position to a few metres", () => {
    expect(
      readPosition(positionText({ lon: 121.60471, lat: 23.97692, zoom: 12.345, bearing: 30.2 })),
    ).toEqual({
      lon: 121.6047,
      lat: 23.9769,
      zoom: 12.35,
      bearing: 30,
    });
    expect(readPosition("a,b")).toBeNull();
  });
});
