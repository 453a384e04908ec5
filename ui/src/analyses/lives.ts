/** The two lives of a plate that may be on two vehicles: which of them a passage belongs to. */
import type { Finding, Passage } from "../api/types";

export type Life = "a" | "b";

/** `b` for a passage of the second life; everything else is `a`. */
export function lifeOf(finding: Finding, passage: Passage): Life {
  const lives = finding.facts.lives;
  if (!Array.isArray(lives)) return "a";
  const second: unknown = lives[1];
  return Array.isArray(second) && second.includes(passage.id) ? "b" : "a";
}
