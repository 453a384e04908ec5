/** Sounds of alerts, by kind, once somebody has switched them on; each has its twin for the eye. */
import type { AlertLine } from "../api/types";

export const SOUNDS = ["chime", "double", "siren", "triple", "sweep", "twin"] as const;
export type Sound = (typeof SOUNDS)[number];

const BY_CATEGORY: Readonly<Record<string, Sound>> = {
  stolen_vehicle: "double",
  stolen_plate: "double",
  cancelled_plate: "chime",
  wanted_person: "siren",
  missing_person: "triple",
  hit_and_run: "siren",
  cloned_plate: "twin",
  racing: "sweep",
  restricted_area: "sweep",
};

/** The list's own sound, where it names one that ships, else that of the category. */
export function soundOf({ sound, category }: Pick<AlertLine, "sound" | "category">): Sound {
  return SOUNDS.find((known) => known === sound) ?? BY_CATEGORY[category] ?? "chime";
}

/** Whether it was heard: browsers stay silent until somebody has touched the page. */
export async function play(sound: Sound): Promise<boolean> {
  try {
    await new Audio(`/sounds/${sound}.wav`).play();
    return true;
  } catch {
    return false;
  }
}
