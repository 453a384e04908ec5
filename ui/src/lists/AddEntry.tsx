/** Asking for a vehicle, or for another version of an entry; what the pattern would accept is shown. */

import { type FormEvent, useEffect, useState } from "react";
import { said } from "../alerts/words";
import { api } from "../api/client";
import type { EntryBody, Exactness, PatternPreview, WatchEntry, WatchList } from "../api/types";
import { useSay } from "../app/settings";
import { Dialog } from "../parts/Dialog";
import { Failed } from "../parts/Failed";
import { DAY_MS, dateText, isoText, startOfDay } from "../time/taipei";
import { ANY, type Conditions } from "./conditions";
import { LookBack } from "./LookBack";
import { basisOf } from "./presets";
import { ToldGroups, useDuty } from "./ToldGroups";
import { WhenWhere } from "./WhenWhere";

const EXACTNESS: readonly Exactness[] = ["exact", "look_alike", "one_letter"];
const KINDS = [
  "sedan",
  "suv",
  "van",
  "pickup",
  "truck",
  "bus",
  "scooter",
  "heavy_motorcycle",
  "taxi",
] as const;
const COLOURS = ["white", "silver", "grey", "black", "red", "yellow", "green", "blue", "brown"] as const;
/** Most entries are settled within a month. */
const USUAL_DAYS = 30;
const PAUSE_MS = 300;

interface Props {
  readonly list: WatchList;
  /** The entry that is to be another. */
  readonly before?: WatchEntry;
  readonly onClose: () => void;
  readonly onAdded: (entry: WatchEntry) => void;
}

export function AddEntry({ list, before, onClose, onAdded }: Props) {
  const say = useSay();
  const [pattern, setPattern] = useState(before?.display ?? "");
  const [exactness, setExactness] = useState<Exactness>(before?.exactness ?? "exact");
  const [isCovert, setCovert] = useState((before ?? list).terms.covert);
  const [conditions, setConditions] = useState<Conditions>(before ?? ANY);
  const [groups, setGroups] = useState<readonly string[]>(before?.terms.recipients ?? []);
  const [backDays, setBackDays] = useState(before?.retro_days ?? 0);
  const duty = useDuty();
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const isWatch = list.kind === "watch";
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    const lastDay = startOfDay(Date.parse(`${text("until")}T00:00:00+08:00`));
    const kind = text("kind") as (typeof KINDS)[number] | "";
    const colour = text("colour") as (typeof COLOURS)[number] | "";
    const terms = (before ?? list).terms;
    const priority = Number(text("priority")) || terms.priority;
    const recipients = groups.length > 0 || before ? groups : list.terms.recipients;
    const { bands, weekdays, area, headings } = conditions;
    const body: EntryBody = {
      // What the form does not show stays as it was.
      ...(before ? { start: before.start } : {}),
      pattern,
      end: isoText(lastDay + DAY_MS),
      reason: text("reason"),
      legal_basis: text("legal_basis"),
      case_no: text("case_no"),
      exactness,
      kinds: chosen(kind, before?.kinds),
      colours: chosen(colour, before?.colours),
      make: text("make"),
      note: text("note"),
      asked: text("asked"),
      ...(isWatch
        ? {
            terms: { ...terms, priority, covert: isCovert, danger: text("danger"), recipients },
            bands,
            weekdays,
            area,
            headings,
            retro_days: backDays,
          }
        : {}),
    };
    const result = before
      ? await api.changeEntry(before.id, body)
      : await api.addEntry(list.id, { ...body, emergency: given.has("emergency") });
    if (result.ok) onAdded(result.value);
    else setProblem(result);
  };
  const until = dateText(before ? Date.parse(before.end) - 1 : Date.now() + USUAL_DAYS * DAY_MS);
  return (
    <Dialog title={`${say(before ? "lists.change" : "lists.add")}：${list.name}`} onClose={onClose}>
      <form className="list-form" onSubmit={(event) => void submit(event)}>
        <label className="is-wide">
          <span>{say("lists.plate")}</span>
          <input
            value={pattern}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={64}
            placeholder="ABC-1235　ABC*　?BC12??"
            required
            onChange={(event) => setPattern(event.target.value)}
          />
        </label>
        {isWatch && (
          <label className="is-wide">
            <span>{say("lists.exactness")}</span>
            <select value={exactness} onChange={(event) => setExactness(event.target.value as Exactness)}>
              {EXACTNESS.map((one) => (
                <option key={one} value={one}>
                  {say.word("exactness", one)}
                </option>
              ))}
            </select>
          </label>
        )}
        {isWatch && <Accepts pattern={pattern} exactness={exactness} />}
        <Field name="reason" value={before?.reason} label={say("lists.reason")} isRequired isWide />
        <Field
          name="legal_basis"
          value={before?.legal_basis ?? (isWatch ? basisOf(list.terms.category) : "")}
          label={say("lists.basis")}
          isRequired={isWatch}
          isWide
        />
        <Field name="case_no" value={before?.case_no} label={say("lists.case")} isRequired={isWatch} />
        <label>
          <span>{say("lists.until_day")}</span>
          <input type="date" name="until" defaultValue={until} required />
        </label>
        <label>
          <span>{say("lists.kind")}</span>
          <select name="kind" defaultValue={before?.kinds[0] ?? ""}>
            <option value="">{say("lists.not_known")}</option>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {say.word("kind", kind)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{say("lists.colour")}</span>
          <select name="colour" defaultValue={before?.colours[0] ?? ""}>
            <option value="">{say("lists.not_known")}</option>
            {COLOURS.map((colour) => (
              <option key={colour} value={colour}>
                {say.word("colour", colour)}
              </option>
            ))}
          </select>
        </label>
        <Field name="make" value={before?.make} label={say("lists.brand")} />
        {isWatch && (
          <label>
            <span>{say("lists.priority_1")}</span>
            <input
              name="priority"
              type="number"
              min={1}
              max={5}
              required
              defaultValue={(before ?? list).terms.priority}
            />
          </label>
        )}
        {isWatch && <Field name="danger" value={before?.terms.danger} label={say("lists.danger")} isWide />}
        <Field name="note" value={before?.note} label={say("lists.note")} isWide />
        {isWatch && (
          <>
            <WhenWhere value={conditions} onChange={setConditions} />
            <ToldGroups
              duty={duty}
              chosen={groups}
              otherwise={
                list.terms.recipients.length > 0
                  ? say("lists.told_of_list", { groups: list.terms.recipients.join("、") })
                  : say("lists.told_default")
              }
              onChange={setGroups}
            />
            <LookBack days={backDays} onChange={setBackDays} />
          </>
        )}
        {isWatch && (
          <label className="is-check">
            <input type="checkbox" checked={isCovert} onChange={(event) => setCovert(event.target.checked)} />
            <span>{say("lists.covert_more")}</span>
          </label>
        )}
        {isCovert && (
          <label className="is-wide">
            <span>{say("lists.asked")}</span>
            <input
              name="asked"
              list="lists-officers"
              required={groups.length + list.terms.recipients.length === 0}
              autoComplete="off"
              maxLength={64}
            />
            <datalist id="lists-officers">
              {duty?.people.map(({ username, name }) => (
                <option key={username} value={username}>
                  {name}
                </option>
              ))}
            </datalist>
          </label>
        )}
        {isWatch && !before && (
          <label className="is-check">
            <input type="checkbox" name="emergency" />
            <span>{say("lists.emergency_more")}</span>
          </label>
        )}
        {problem && <Failed problem={problem} />}
        <p className="list-form-end">
          <small>{say("lists.four_eyes")}</small>
          <button type="submit" className="primary">
            {say("lists.ask")}
          </button>
        </p>
      </form>
    </Dialog>
  );
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly isRequired?: boolean;
  readonly isWide?: boolean;
}

function Field({ name, label, value, isRequired = false, isWide = false }: FieldProps) {
  return (
    <label className={isWide ? "is-wide" : ""}>
      <span>{label}</span>
      <input name={name} defaultValue={value} required={isRequired} autoComplete="off" />
    </label>
  );
}

/** One was chosen, or nothing; several that an entry has stay unless another one is chosen. */
function chosen<Word extends string>(word: Word | "", had: readonly Word[] = []): readonly Word[] {
  if (word === (had[0] ?? "")) return had;
  return word ? [word] : [];
}

/** Which readings would be hits: asked when typing pauses. */
function Accepts({ pattern, exactness }: { pattern: string; exactness: Exactness }) {
  const say = useSay();
  const [found, setFound] = useState<PatternPreview | string | null>(null);
  useEffect(() => {
    if (pattern.trim().length < 3) {
      setFound(null);
      return;
    }
    let isOver = false;
    const timer = setTimeout(() => {
      void api.previewPattern(pattern.trim(), exactness).then((result) => {
        if (!isOver) setFound(result.ok ? result.value : result.message);
      });
    }, PAUSE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [pattern, exactness]);
  if (found === null) return null;
  if (typeof found === "string") return <p className="list-accepts list-overdue">{found}</p>;
  return (
    <div className="list-accepts" role="status">
      {found.says.map((one) => (
        <p key={one.en}>{said(say, one)}</p>
      ))}
      <ul aria-label={say("lists.accepts")}>
        {found.examples.slice(0, 12).map((one) => (
          <li key={one.text} translate="no">
            {one.differs.length === 0 ? "＝" : "≈"} {one.display}
          </li>
        ))}
      </ul>
    </div>
  );
}
