/** A new list, or another form of one: what it is for, whose it is, how old it may grow, who is told. */

import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import type { ListBody, WatchCategory, WatchList } from "../api/types";
import { useSay } from "../app/settings";
import { Dialog } from "../parts/Dialog";
import { Failed } from "../parts/Failed";
import { basisOf, PRESETS, type Preset } from "./presets";
import { ToldGroups, useDuty } from "./ToldGroups";

const CATEGORIES: readonly WatchCategory[] = [...PRESETS.map(({ category }) => category), "other"];
const HOUR_S = 3600;

interface Props {
  /** The list that is to be another. */
  readonly before?: WatchList;
  readonly onClose: () => void;
  readonly onMade: (list: WatchList) => void;
}

export function MakeList({ before, onClose, onMade }: Props) {
  const say = useSay();
  const [name, setName] = useState(before?.name ?? "");
  const [category, setCategory] = useState<WatchCategory>(before?.terms.category ?? "other");
  const [priority, setPriority] = useState(before?.terms.priority ?? 3);
  const [hours, setHours] = useState(String((before?.refresh_within_s ?? 0) / HOUR_S || ""));
  const [isIgnored, setIgnored] = useState(before?.kind === "ignore");
  const [groups, setGroups] = useState<readonly string[]>(before?.terms.recipients ?? []);
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const duty = useDuty();
  const start = (preset: Preset) => {
    setName(preset.name);
    setCategory(preset.category);
    setPriority(preset.priority);
    setHours(preset.hours > 0 ? String(preset.hours) : "");
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const body: ListBody = {
      name: name.trim(),
      owner: String(given.get("owner") ?? "").trim(),
      kind: isIgnored ? "ignore" : "watch",
      refresh_within_s: Number(hours) > 0 ? Number(hours) * HOUR_S : null,
      ...(before ? { sound: before.sound, colour: before.colour } : {}),
      ...(isIgnored ? {} : { terms: { ...before?.terms, category, priority, recipients: groups } }),
    };
    const result = before ? await api.changeList(before.id, body) : await api.makeList(body);
    if (result.ok) onMade(result.value);
    else setProblem(result);
  };
  const title = before ? `${say("lists.change_list")}：${before.name}` : say("lists.make");
  const basis = basisOf(category);
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="list-form" onSubmit={(event) => void submit(event)}>
        <label className="is-wide">
          <span>{say("lists.name")}</span>
          <input
            value={name}
            required
            maxLength={100}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        {!before && !isIgnored && (
          <fieldset className="is-wide">
            <legend>{say("lists.presets")}</legend>
            <div className="chips">
              {PRESETS.map((preset) => (
                <button
                  key={preset.category}
                  type="button"
                  className="chip"
                  aria-pressed={preset.category === category}
                  onClick={() => start(preset)}
                >
                  {say.word("category", preset.category)}
                </button>
              ))}
            </div>
          </fieldset>
        )}
        <label>
          <span>{say("lists.owner")}</span>
          <input name="owner" defaultValue={before?.owner} maxLength={100} autoComplete="off" />
        </label>
        <label>
          <span>{say("lists.refresh")}</span>
          <input
            type="number"
            min={0}
            max={8784}
            step="any"
            value={hours}
            placeholder={say("lists.by_hand")}
            onChange={(event) => setHours(event.target.value)}
          />
        </label>
        {!isIgnored && (
          <>
            <label>
              <span>{say("lists.category")}</span>
              <select value={category} onChange={(event) => setCategory(event.target.value as WatchCategory)}>
                {[...new Set([...CATEGORIES, category])].map((one) => (
                  <option key={one} value={one}>
                    {say.word("category", one)}
                  </option>
                ))}
              </select>
            </label>
            <label>
              <span>{say("lists.priority_1")}</span>
              <input
                type="number"
                min={1}
                max={5}
                required
                value={priority}
                onChange={(event) => setPriority(Number(event.target.value))}
              />
            </label>
            {basis && <small className="is-wide">{say("lists.basis_usual", { basis })}</small>}
            <ToldGroups
              duty={duty}
              chosen={groups}
              otherwise={say("lists.told_default")}
              onChange={setGroups}
            />
          </>
        )}
        {!before && (
          <label className="is-check">
            <input
              type="checkbox"
              checked={isIgnored}
              onChange={(event) => setIgnored(event.target.checked)}
            />
            <span>{say("lists.ignore_more")}</span>
          </label>
        )}
        {problem && <Failed problem={problem} />}
        <p className="list-form-end">
          {before && <small>{say("lists.change_list_more")}</small>}
          <button type="submit" className="primary">
            {say(before ? "lists.save" : "lists.make")}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
