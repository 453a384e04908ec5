/** Two vehicles in one finding, two colours: a plate's two lives, or a vehicle and its company. */
import type { Finding, Passage } from "../api/types";
import { type Facts, rowsIn, textsIn } from "./facts";

export type Life = "a" | "b";

/** The two lives as the facts name them; none for a finding about one vehicle. */
export function livesOf(finding: Finding): readonly Facts[] {
  const lives = rowsIn(finding.facts.lives);
  return lives.length === 2 ? lives : [];
}

/** `b` for a passage of the second life, or of the vehicle in whose company it was; everything else is `a`. */
export function lifeOf(finding: Finding, passage: Passage): Life {
  const { target } = finding.facts;
  if (typeof target === "string" && passage.plate?.text === target) return "b";
  return textsIn(livesOf(finding)[1]?.evidence).includes(passage.id) ? "b" : "a";
}
