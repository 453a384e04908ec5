/** One look at the plate, letter by letter: the likeliest character, how sure, and its rivals. */

import type { Reading } from "../api/types";
import { useSay } from "../app/settings";
import { percent } from "../parts/confidence_words";

const SURE = 0.97;
const MOST_RIVALS = 2;
/** A rival below this is noise, not a doubt. */
const LEAST_RIVAL = 0.01;

export function Letters({ reading }: { reading: Reading }) {
  const say = useSay();
  return (
    <div className="reading">
      <p className="reading-head">
        <span>{say("reading.at", { s: reading.at_s.toFixed(2) })}</span>
        <span>{say("reading.weakest", { n: percent(reading.confidence) })}</span>
      </p>
      <ol aria-label={say("reading.letters", { text: reading.text })}>
        {reading.letters.map((letter, i) => {
          const rivals = letter.rivals.filter(([, chance]) => chance >= LEAST_RIVAL).slice(0, MOST_RIVALS);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a letter is its place on the plate
            <li key={i} className={letter.probability < SURE ? "is-doubtful" : ""}>
              <b translate="no">{letter.symbol}</b>
              <span className="letter-bar" aria-hidden="true">
                <i style={{ height: `${letter.probability * 100}%` }} />
              </span>
              <small>{percent(letter.probability)}</small>
              {rivals.length > 0 && (
                <small className="rivals" title={say("reading.rivals")}>
                  {rivals.map(([symbol, chance]) => (
                    <span key={symbol}>
                      <span translate="no">{symbol}</span> {percent(chance)}
                    </span>
                  ))}
                </small>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
