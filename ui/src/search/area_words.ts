/** Areas and distances in words. */
import { type Area, boundsOf } from "../geo/area";
import { metresBetween } from "../geo/geodesic";
import type { Fillings, TextKey } from "../texts";

type SayText = (key: TextKey, fillings?: Fillings) => string;

/** `圓 · 半徑 1.50 公里` */
export function areaWords(say: SayText, area: Area): string {
  switch (area.shape) {
    case "circle":
      return say("area.circle", { radius: distance(say, area.radius_m) });
    case "rectangle": {
      const { west, south, east, north } = boundsOf(area);
      const middle = (south + north) / 2;
      const across = metresBetween({ lon: west, lat: middle }, { lon: east, lat: middle });
      const up = metresBetween({ lon: west, lat: south }, { lon: west, lat: north });
      return say("area.rectangle", { across: distance(say, across), up: distance(say, up) });
    }
    case "polygon":
      return say("area.polygon", { n: area.ring.length });
  }
}

export function distance(say: SayText, metres: number): string {
  if (metres < 1000) return say("distance.m", { n: String(Math.round(metres)) });
  return say("distance.km", { n: (metres / 1000).toFixed(metres < 10_000 ? 2 : 1) });
}
