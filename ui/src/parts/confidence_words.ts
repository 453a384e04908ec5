/** How sure a reading is, in a word and a number. */
import type { TextKey } from "../texts";

/** The least confidence that each word stands for, surest first. */
const WORDS: readonly (readonly [number, TextKey, number])[] = [
  [0.97, "confidence.certain", 4],
  [0.9, "confidence.likely", 3],
  [0.7, "confidence.possible", 2],
  [0, "confidence.doubtful", 1],
];

export function wordOf(confidence: number): readonly [TextKey, number] {
  const [, key, bars] = WORDS.find(([least]) => confidence >= least) ??
    WORDS[3] ?? [0, "confidence.doubtful", 1];
  return [key, bars];
}

const LEAST = 0.001;

export function percent(value: number): string {
  // Never round a doubt away, nor a chance: 99.96 % is not 100 %, and 0.04 % is not nothing.
  if (value > 0 && value < LEAST) return `< ${LEAST * 100}%`;
  return `${Math.floor(value * 1000) / 10}%`;
}
