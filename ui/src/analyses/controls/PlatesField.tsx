/** 車號: one plate typed, or several as chips; a pasted list becomes as many. */
import { type ClipboardEvent, type KeyboardEvent, useState } from "react";
import { useSay } from "../../app/settings";
import { Icon } from "../../parts/Icon";

/** What people put between plates in a list or a table. */
const BETWEEN = /[\s,;、，；/]+/;

export function plain(text: string): string {
  return text.normalize("NFKC").trim().toUpperCase();
}

export function PlateField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const say = useSay();
  return (
    <input
      className="plate-input"
      value={value}
      autoComplete="off"
      autoCapitalize="characters"
      spellCheck={false}
      maxLength={20}
      placeholder={say("analyses.plate_hint")}
      onChange={(event) => onChange(event.target.value.toUpperCase())}
    />
  );
}

interface Props {
  readonly title: string;
  readonly value: readonly string[];
  readonly most: number;
  readonly onChange: (value: readonly string[]) => void;
}

export function PlatesField({ title, value, most, onChange }: Props) {
  const say = useSay();
  const [typed, setTyped] = useState("");
  const add = (text: string) => {
    const plates = text.split(BETWEEN).map(plain).filter(Boolean);
    if (plates.length > 0) onChange([...new Set([...value, ...plates])].slice(0, most));
    setTyped("");
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const ends = event.key === "Enter" || event.key === "," || event.key === " ";
    if (ends && typed.trim() !== "") {
      event.preventDefault();
      add(typed);
    }
    if (event.key === "Backspace" && typed === "") onChange(value.slice(0, -1));
  };
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData("text");
    if (!BETWEEN.test(text.trim())) return;
    event.preventDefault();
    add(`${typed} ${text}`);
  };
  return (
    <div className="plates-field">
      {value.length > 0 && (
        <ul className="chips" aria-label={title}>
          {value.map((plate) => (
            <li key={plate}>
              <button
                type="button"
                className="chip chip-set chip-plate"
                aria-label={say("filter.remove", { what: plate })}
                onClick={() => onChange(value.filter((other) => other !== plate))}
              >
                <span translate="no">{plate}</span>
                <Icon name="close" size={13} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        className="plate-input"
        value={typed}
        aria-label={title}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        placeholder={say("analyses.plates_hint")}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={press}
        onPaste={paste}
        onBlur={() => add(typed)}
      />
      {value.length > 1 && (
        <p className="part-note">
          {say("analyses.plates_count", { n: value.length })}
          <button type="button" className="quiet" onClick={() => onChange([])}>
            {say("analyses.clear")}
          </button>
        </p>
      )}
    </div>
  );
}
