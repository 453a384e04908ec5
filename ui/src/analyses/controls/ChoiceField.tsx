/** Words to choose from as chips: one, or several where the question takes several. */

import type { Colour, VehicleKind } from "../../api/types";
import { useSay } from "../../app/settings";
import { KindIcon } from "../../parts/KindIcon";
import { Swatch } from "../../search/Filters";
import type { Value } from "../fields";
import { choiceWord } from "../words";

interface Props {
  readonly group: string;
  readonly words: readonly string[];
  readonly value: Value;
  readonly isMany: boolean;
  /** Whether one must always be chosen. */
  readonly isFixed: boolean;
  readonly onChange: (value: Value) => void;
}

export function ChoiceField({ group, words, value, isMany, isFixed, onChange }: Props) {
  const say = useSay();
  const chosen = new Set(typeof value === "string" ? [value] : value);
  const flip = (word: string) => {
    if (!isMany) onChange(chosen.has(word) && !isFixed ? "" : word);
    else onChange(words.filter((other) => (other === word ? !chosen.has(word) : chosen.has(other))));
  };
  return (
    <span className="chips">
      {words
        .filter((word) => word !== "unknown" || chosen.has(word))
        .map((word) => (
          <button
            key={word}
            type="button"
            className="chip"
            aria-pressed={chosen.has(word)}
            onClick={() => flip(word)}
          >
            {group === "colour" && <Swatch colour={word as Colour} />}
            {group === "kind" && <KindIcon kind={word as VehicleKind} />}
            {choiceWord(say, group, word)}
          </button>
        ))}
    </span>
  );
}
