/** The two lives of a plate that may be on two vehicles: which of them a passage belongs to. */
import type { Finding, Passage } from "../api/types";
import { type Facts, rowsIn, textsIn } from "./facts";

export type Life = "a" | "b";

/** The two lives as the facts name them; none for a finding about one vehicle. */
export function livesOf(finding: Finding): readonly Facts[] {
  const lives = rowsIn(finding.facts.lives);
  return lives.length === 2 ? lives : [];
}

/** `b` for a passage of the second life; everything else is `a`. */
export function lifeOf(finding: Finding, passage: Passage): Life {
  return textsIn(livesOf(finding)[1]?.evidence).includes(passage.id) ? "b" : "a";
}
