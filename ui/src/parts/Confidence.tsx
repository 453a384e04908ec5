/** How sure a reading is: a word, the number, and bars, so that colour never says it alone. */
import { useSay } from "../app/settings";
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

export function percent(value: number): string {
  // Never round a doubt away: 99.6 % is not 100 %.
  return `${Math.floor(value * 1000) / 10}%`;
}

export function Confidence({ value }: { value: number }) {
  const say = useSay();
  const [key, bars] = wordOf(value);
  return (
    <span className={`confidence confidence-${bars}`}>
      <span className="confidence-bars" aria-hidden="true">
        {[1, 2, 3, 4].map((bar) => (
          <i key={bar} className={bar <= bars ? "on" : ""} />
        ))}
      </span>
      <span>{say(key)}</span>
      <b>{percent(value)}</b>
    </span>
  );
}
