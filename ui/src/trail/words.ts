/** What a leg of a trail means, as a sentence: the number first, what is not known said so. */
import type { Leg } from "../api/types";
import type { Fillings, TextKey } from "../texts";

type SayText = (key: TextKey, fillings?: Fillings) => string;

/** `42 分鐘`, `3 小時 5 分`, `50 秒`. */
export function duration(say: SayText, seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return say("duration.seconds", { n: whole });
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return say("duration.minutes", { n: minutes });
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours < 24)
    return rest === 0 ? say("duration.hours", { n: hours }) : say("duration.both", { h: hours, m: rest });
  const [days, left] = [Math.floor(hours / 24), hours % 24];
  return left === 0 ? say("duration.days", { n: days }) : say("duration.days_hours", { d: days, h: left });
}

/** Nearer than this two passages were at one place: a pole sees a vehicle come and go. */
const SAME_PLACE_M = 60;

/** Whether both ends of a leg are one place; a camera whose place is not known gives 0 m and unknown. */
export function isOnePlace(leg: Leg): boolean {
  return leg.distance_m > 0 ? leg.distance_m < SAME_PLACE_M : leg.status !== "unknown";
}

/** The whole sentence for the list of a trail. */
export function legSentence(say: SayText, leg: Leg, isSameCamera: boolean): string {
  const took = duration(say, leg.seconds);
  if (isSameCamera) return say("leg.same_camera", { took });
  if (isOnePlace(leg)) return say("leg.same_place", { took });
  switch (leg.status) {
    case "usual":
      return leg.usual_s === null
        ? say("leg.as_usual", { took })
        : say("leg.usual", { took, usual: duration(say, leg.usual_s) });
    case "gap":
      return leg.usual_s === null
        ? say("leg.unknown", { took })
        : say("leg.gap", { took, usual: duration(say, leg.usual_s) });
    case "unknown":
      return say("leg.unknown", { took });
    case "impossible":
      return say("leg.impossible", { took, speed: String(Math.round(speedKmh(leg))) });
  }
}

/** Shorter than this an unknown leg is dashed on the map and says no more. */
const LONG_S = 30 * 60;

/** The short form on the map: nothing where nothing is odd. */
export function legMark(say: SayText, leg: Leg): string {
  if (leg.status === "usual") return "";
  if (leg.status === "impossible") return say("leg.impossible.short");
  if (leg.status === "unknown" && leg.seconds < LONG_S) return "";
  const took = duration(say, leg.seconds);
  return leg.status === "gap" && leg.usual_s !== null
    ? say("leg.gap.short", { took, usual: duration(say, leg.usual_s) })
    : say("leg.unknown.short", { took });
}

/** Straight-line speed: the least a vehicle must have driven. */
export function speedKmh(leg: Leg): number {
  return leg.seconds > 0 ? (leg.distance_m / leg.seconds) * 3.6 : Number.POSITIVE_INFINITY;
}
