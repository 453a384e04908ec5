/** The answers of this visit, so that going back asks nothing twice and the audit holds what was really asked. */
import { useSyncExternalStore } from "react";
import type { Answer, Correction, OpenedPassage, Passage, TrailAnswer } from "../api/types";

export interface Kept {
  readonly key: string;
  readonly answer: Answer;
  /** When it was asked, milliseconds. */
  readonly asked: number;
}

const MOST = 8;
const MOST_OPENED = 60;

const answers = new Map<string, Kept>();
const opened = new Map<string, OpenedPassage>();
const trails = new Map<string, TrailAnswer>();
let latest: Kept | null = null;
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
export function useLatestAnswer(): Kept | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => latest,
  );
}

export function lookAt(kept: Kept): void {
  if (latest === kept) return;
  latest = kept;
  for (const listener of listeners) listener();
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
  answers.clear();
  if (latest) {
    latest = { ...latest, answer: { ...latest.answer, rows: latest.answer.rows.map(said) } };
    answers.set(latest.key, latest);
  }
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
  answers.clear();
  opened.clear();
  trails.clear();
  latest = null;
  for (const listener of listeners) listener();
}
