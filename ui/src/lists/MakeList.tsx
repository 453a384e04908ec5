/** A new list: what it is for, whose it is, how old it may grow. */
import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import type { WatchCategory, WatchList } from "../api/types";
import { useSay } from "../app/settings";
import { Dialog } from "../parts/Dialog";
import { Notice } from "../parts/Notice";
import { whyFailed } from "../search/words";

const CATEGORIES: readonly WatchCategory[] = [
  "stolen_vehicle",
  "stolen_plate",
  "cancelled_plate",
  "wanted_person",
  "missing_person",
  "hit_and_run",
  "cloned_plate",
  "racing",
  "investigation",
  "other",
];
/** What is urgent as a rule; lists of plates that were taken away only need telling. */
const USUAL_PRIORITY: Partial<Record<WatchCategory, number>> = {
  stolen_vehicle: 2,
  wanted_person: 1,
  missing_person: 1,
  cancelled_plate: 4,
};

interface Props {
  readonly onClose: () => void;
  readonly onMade: (list: WatchList) => void;
}

export function MakeList({ onClose, onMade }: Props) {
  const say = useSay();
  const [category, setCategory] = useState<WatchCategory>("stolen_vehicle");
  const [isIgnored, setIgnored] = useState(false);
  const [priority, setPriority] = useState(USUAL_PRIORITY.stolen_vehicle ?? 3);
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    const hours = Number(text("hours"));
    const result = await api.makeList({
      name: text("name"),
      owner: text("owner"),
      kind: isIgnored ? "ignore" : "watch",
      refresh_within_s: hours > 0 ? hours * 3600 : null,
      ...(isIgnored ? {} : { terms: { category, priority } }),
    });
    if (result.ok) onMade(result.value);
    else setProblem(result);
  };
  return (
    <Dialog title={say("lists.make")} onClose={onClose}>
      <form className="list-form" onSubmit={(event) => void submit(event)}>
        <label className="is-wide">
          <span>{say("lists.name")}</span>
          <input name="name" required maxLength={100} autoComplete="off" />
        </label>
        <label>
          <span>{say("lists.owner")}</span>
          <input name="owner" maxLength={100} autoComplete="off" />
        </label>
        <label>
          <span>{say("lists.refresh")}</span>
          <input name="hours" type="number" min={0} max={8784} placeholder={say("lists.by_hand")} />
        </label>
        {!isIgnored && (
          <>
            <label>
              <span>{say("lists.category")}</span>
              <select
                value={category}
                onChange={(event) => {
                  const wanted = event.target.value as WatchCategory;
                  setCategory(wanted);
                  setPriority(USUAL_PRIORITY[wanted] ?? 3);
                }}
              >
                {CATEGORIES.map((one) => (
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
                value={priority}
                onChange={(event) => setPriority(Number(event.target.value))}
              />
            </label>
          </>
        )}
        <label className="is-check">
          <input type="checkbox" checked={isIgnored} onChange={(event) => setIgnored(event.target.checked)} />
          <span>{say("lists.ignore_more")}</span>
        </label>
        {problem && (
          <Notice tone="bad" title={whyFailed(say, problem.kind)}>
            {problem.message}
          </Notice>
        )}
        <p className="list-form-end">
          <button type="submit" className="primary">
            {say("lists.make")}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
