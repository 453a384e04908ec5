/** Looking back for an entry in force: what it would read, what was found before. */

import { type FormEvent, useCallback, useState } from "react";
import { api, type Result } from "../api/client";
import type { PastCost, PastSearch, WatchEntry } from "../api/types";
import { toPage } from "../app/route";
import { useSay } from "../app/settings";
import { Show, useLoaded } from "../pages/Page";
import { Dialog } from "../parts/Dialog";
import { Failed } from "../parts/Failed";
import { DAY_MS, shortText } from "../time/taipei";
import { Cost, MOST_DAYS } from "./LookBack";

/** Two weeks show where a vehicle usually goes. */
const USUAL_DAYS = 14;

interface Props {
  readonly entry: WatchEntry;
  readonly onClose: () => void;
}

export function PastDialog({ entry, onClose }: Props) {
  const say = useSay();
  const [days, setDays] = useState(entry.retro_days || USUAL_DAYS);
  const [cost, setCost] = useState<Result<PastCost> | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const runs = useCallback(() => api.pastSearches(entry.id), [entry.id]);
  const [loaded, reload] = useLoaded(runs);
  const estimate = async () => {
    setAsking(true);
    setCost(await api.estimatePast(entry.id, days));
    setAsking(false);
  };
  const search = async () => {
    setAsking(true);
    const result = await api.searchPast(entry.id, days);
    setAsking(false);
    setProblem(result.ok ? null : result);
    reload();
  };
  return (
    <Dialog title={`${say("lists.past")}：${entry.display}`} onClose={onClose}>
      <form
        className="list-form"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void search();
        }}
      >
        <label className="is-wide">
          <span>{say("lists.back")}</span>
          <input
            type="number"
            min={1}
            max={MOST_DAYS}
            value={days}
            onChange={(event) => {
              setCost(null);
              setDays(Math.min(MOST_DAYS, Math.max(1, Math.floor(Number(event.target.value)))));
            }}
          />
        </label>
        <Cost cost={cost} />
        {problem && <Failed problem={problem} />}
        <p className="list-form-end">
          <small>{say("lists.past_more")}</small>
          {isAsking && <span className="spinner" aria-hidden="true" />}
          <button type="button" disabled={isAsking} onClick={() => void estimate()}>
            {say("lists.back_cost")}
          </button>
          <button
            type="submit"
            className="primary"
            disabled={isAsking || (cost?.ok === true && cost.value.refused !== null)}
          >
            {say("lists.past_search")}
          </button>
        </p>
        <Show loaded={loaded}>{(found) => <Runs runs={found} />}</Show>
      </form>
    </Dialog>
  );
}

function Runs({ runs }: { readonly runs: readonly PastSearch[] }) {
  const say = useSay();
  if (runs.length === 0) return <small className="is-wide">{say("lists.past_none")}</small>;
  return (
    <ul className="list-lines is-wide">
      {runs.map((run) => (
        <li key={run.id} data-change={run.refused ? "gone" : "new"}>
          <span translate="no">
            {shortText(Date.parse(run.at))} {run.by}
          </span>{" "}
          {run.refused ||
            say(run.is_cut ? "lists.past_cut" : "lists.past_found", {
              days: Math.round((Date.parse(run.to) - Date.parse(run.from)) / DAY_MS),
              n: run.found ?? 0,
            })}
        </li>
      ))}
      <li>
        <button type="button" onClick={() => toPage("alerts")}>
          {say("page.alerts")}
        </button>
      </li>
    </ul>
  );
}
