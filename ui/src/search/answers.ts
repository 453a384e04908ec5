/** The answers of this visit, so that going back asks nothing twice and the audit holds what was really asked. */
import { useSyncExternalStore } from "react";
import { forgetAnalyses } from "../analyses/answers";
import type { Answer, Correction, OpenedPassage, Passage, TrailAnswer } from "../api/types";
import { forgetList } from "./several_kept";

export interface Kept {
  readonly key: string;
  readonly answer: Answer;
  /** When it was asked, milliseconds. */
  readonly asked: number;
}

/** What the arrow keys on a passage walk along: an answer, or the evidence of a finding. */
interface Looked {
  readonly key: string;
  readonly answer: { readonly rows: readonly Passage[] };
}

const MOST = 8;
const MOST_OPENED = 60;

const answers = new Map<string, Kept>();
const opened = new Map<string, OpenedPassage>();
const trails = new Map<string, TrailAnswer>();
let latest: Looked | null = null;
const listeners = new Set<() => void>();

export function keepAnswer(key: string, answer: Answer, asked: number): Kept {
  const kept = { key, answer, asked };
  latest = kept;
  answers.delete(key);
  answers.set(key, kept);
  if (answers.size > MOST) answers.delete(answers.keys().next().value ?? "");
  for (const listener of listeners) listener();
  return kept;
}

export function answerFor(key: string): Kept | null {
  return answers.get(key) ?? null;
}

/** The answer looked at last: what the arrow keys on a passage walk along. */
export function useLatestAnswer(): Looked | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => latest,
  );
}

export function lookAt(looked: Looked): void {
  if (latest === looked) return;
  latest = looked;
  for (const listener of listeners) listener();
}

/** Passages of another answer to walk along: the evidence of a finding. */
export function walkAlong(key: string, rows: readonly Passage[]): void {
  lookAt({ key: `analysis ${key}`, answer: { rows } });
}

export function keepOpened(passage: OpenedPassage): void {
  opened.set(passage.id, passage);
  if (opened.size > MOST_OPENED) opened.delete(opened.keys().next().value ?? "");
}

export function openedPassage(id: string): OpenedPassage | null {
  return opened.get(id) ?? null;
}

/**
 * A passage was corrected: the passage and the list it came from say so at once. All other answers may
 * hold it now, or no longer: they are asked anew.
 */
export function keepCorrection(
  id: string,
  correction: Correction | null,
  corrections: readonly Correction[],
): void {
  const said = <Kind extends Passage>(row: Kind): Kind => (row.id === id ? { ...row, correction } : row);
  const passage = opened.get(id);
  if (passage) opened.set(id, { ...passage, correction, corrections });
  trails.clear();
  const kept = latest ? answers.get(latest.key) : undefined;
  answers.clear();
  forgetAnalyses();
  if (kept) latest = { ...kept, answer: { ...kept.answer, rows: kept.answer.rows.map(said) } };
  else if (latest) latest = { ...latest, answer: { rows: latest.answer.rows.map(said) } };
  if (kept && latest) answers.set(kept.key, latest as Kept);
  for (const listener of listeners) listener();
}

export function keepTrail(key: string, trail: TrailAnswer): void {
  trails.set(key, trail);
  if (trails.size > MOST) trails.delete(trails.keys().next().value ?? "");
}

export function trailFor(key: string): TrailAnswer | null {
  return trails.get(key) ?? null;
}

/** Forgets everything: another officer or another purpose asks anew. */
export function forgetAnswers(): void {
  forgetList();
  answers.clear();
  opened.clear();
  trails.clear();
  forgetAnalyses();
  latest = null;
  for (const listener of listeners) listener();
}
