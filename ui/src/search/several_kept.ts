/** The list of plates asked last in this visit and its answer, so that going back asks nothing twice. */
import type { SeveralAnswer } from "../api/types";

export interface KeptList {
  readonly list: string;
  /** What was asked beside the list: time, area, cameras. */
  readonly key: string;
  readonly answer: SeveralAnswer;
}

let kept: KeptList | null = null;

export function keepList(asked: KeptList): void {
  kept = asked;
}

export function keptList(): KeptList | null {
  return kept;
}

export function forgetList(): void {
  kept = null;
}

/** As many plates as a link takes and a person still oversees. */
const IN_LINK = 60;

/** Stands in the address for a list that is too long for it: this visit still has it, a link does not. */
const KEPT = "*";

/** The plates of an answer for the address. */
export function listInLink(answer: SeveralAnswer): string {
  return answer.plates.length > IN_LINK ? KEPT : answer.plates.map(({ plate }) => plate.text).join(",");
}

/** The list that an address names; `null` when it names none, or one that only another visit had. */
export function listOfLink(text: string | undefined): string | null {
  if (kept && text === listInLink(kept.answer)) return kept.list;
  return text === undefined || text === KEPT ? null : text.replaceAll(",", "\n");
}

/** Whether what was pasted into a box for one plate is a list of them. */
export function isList(pasted: string): boolean {
  return pasted.split(/\r?\n/).filter((line) => line.trim() !== "").length > 1;
}
