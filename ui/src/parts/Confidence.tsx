/** How sure a reading is: a word, the number, and bars, so that colour never says it alone. */
import { useSay } from "../app/settings";
import { percent, wordOf } from "./confidence_words";

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
