/** The answers of this visit, so that going back asks nothing twice. */
import type { AnalysisAnswer, SavedAnswer } from "../api/types";

export interface KeptAnswer {
  /** What makes two questions the same one. */
  readonly key: string;
  readonly answer: AnalysisAnswer | SavedAnswer;
  /** When it was asked, milliseconds. */
  readonly asked: number;
}

const MOST = 8;
const kept = new Map<string, KeptAnswer>();

export function keepAnalysis(key: string, answer: AnalysisAnswer | SavedAnswer, asked: number): KeptAnswer {
  const held = { key, answer, asked };
  kept.delete(key);
  kept.set(key, held);
  if (kept.size > MOST) kept.delete(kept.keys().next().value ?? "");
  return held;
}

export function analysisFor(key: string): KeptAnswer | null {
  return kept.get(key) ?? null;
}

/** Forgets everything: another officer, another purpose or a correction asks anew. */
export function forgetAnalyses(): void {
  kept.clear();
}
