/** Entries of a list, or of all: searched, by state, approved and withdrawn. */

import { useCallback, useEffect, useState } from "react";
import { api, type Result } from "../api/client";
import type { WatchEntries, WatchEntry, WatchEntryState, WatchList } from "../api/types";
import { useDesk } from "../app/desk";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";
import { Notice } from "../parts/Notice";
import { AddEntry } from "./AddEntry";
import { conditionWords } from "./conditions";
import { PastDialog } from "./PastDialog";
import { ageWords, untilText } from "./words";

const STATES: readonly WatchEntryState[] = [
  "waiting",
  "emergency",
  "in_force",
  "planned",
  "ended",
  "withdrawn",
];
/** Typing stops for so long before it is asked. */
const PAUSE_MS = 250;

interface Props {
  readonly list: WatchList | null;
  readonly lists: readonly WatchList[];
  readonly round: number;
  readonly onChanged: () => void;
}

export function Entries({ list, lists, round, onChanged }: Props) {
  const say = useSay();
  const [text, setText] = useState("");
  const [states, setStates] = useState<readonly WatchEntryState[]>([]);
  const [before, setBefore] = useState<number | undefined>(undefined);
  const [found, setFound] = useState<Result<WatchEntries> | null>(null);
  const listId = list?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks the same again
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(() => {
      void api.watchEntries({ list_id: listId, states, text: text.trim(), before }).then((result) => {
        if (!isOver) setFound(result);
      });
    }, PAUSE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [listId, states, text, before, round]);
  const narrow = useCallback((change: () => void) => {
    setBefore(undefined);
    change();
  }, []);
  return (
    <>
      <search className="lists-filter">
        <input
          type="search"
          value={text}
          aria-label={say("lists.search")}
          placeholder={say("lists.search")}
          onChange={(event) => narrow(() => setText(event.target.value))}
        />
        <fieldset className="chips">
          <legend className="visually-hidden">{say("lists.state")}</legend>
          {STATES.map((state) => (
            <button
              key={state}
              type="button"
              className={`chip ${states.includes(state) ? "chip-set" : ""}`}
              aria-pressed={states.includes(state)}
              onClick={() =>
                narrow(() =>
                  setStates(
                    states.includes(state) ? states.filter((one) => one !== state) : [...states, state],
                  ),
                )
              }
            >
              {say.word("entry_state", state)}
            </button>
          ))}
        </fieldset>
      </search>
      {found === null && (
        <p className="asking" role="status">
          {say("loading")}
        </p>
      )}
      {found && !found.ok && <Failed problem={found} />}
      {found?.ok && found.value.entries.length === 0 && <Notice title={say("lists.no_entries")} />}
      {found?.ok && found.value.entries.length > 0 && (
        <EntryTable
          entries={found.value.entries}
          lists={lists}
          hasList={list === null}
          onChanged={onChanged}
        />
      )}
      {found?.ok && found.value.has_more && (
        <button
          type="button"
          className="page-more"
          onClick={() => setBefore(found.value.entries[found.value.entries.length - 1]?.id)}
        >
          {say("lists.older")}
        </button>
      )}
    </>
  );
}

interface TableProps {
  readonly entries: readonly WatchEntry[];
  readonly lists: readonly WatchList[];
  readonly hasList: boolean;
  readonly onChanged: () => void;
}

function EntryTable({ entries, lists, hasList, onChanged }: TableProps) {
  const say = useSay();
  const { tell } = useDesk();
  const [changing, setChanging] = useState<WatchEntry | null>(null);
  const [past, setPast] = useState<WatchEntry | null>(null);
  const listOf = lists.find(({ id }) => id === changing?.list_id);
  return (
    <div className="table-box">
      <table className="lists-table">
        <thead>
          <tr>
            <th scope="col">{say("lists.plate")}</th>
            <th scope="col">{say("lists.state")}</th>
            {hasList && <th scope="col">{say("page.lists")}</th>}
            <th scope="col">{say("lists.why")}</th>
            <th scope="col">{say("lists.until")}</th>
            <th scope="col">{say("lists.by")}</th>
            <th scope="col">
              <span className="visually-hidden">{say("lists.acts")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <EntryRow
              key={entry.id}
              entry={entry}
              hasList={hasList}
              onChange={() => setChanging(entry)}
              onPast={() => setPast(entry)}
              onChanged={onChanged}
            />
          ))}
        </tbody>
      </table>
      {past && <PastDialog entry={past} onClose={() => setPast(null)} />}
      {changing && listOf && (
        <AddEntry
          list={listOf}
          before={changing}
          onClose={() => setChanging(null)}
          onAdded={(entry) => {
            setChanging(null);
            tell(say("lists.added", { plate: entry.display }));
            onChanged();
          }}
        />
      )}
    </div>
  );
}

function EntryRow({
  entry,
  hasList,
  onChange,
  onPast,
  onChanged,
}: {
  entry: WatchEntry;
  hasList: boolean;
  onChange: () => void;
  onPast: () => void;
  onChanged: () => void;
}) {
  const say = useSay();
  const { tell } = useDesk();
  const { current } = useTrust();
  const me = current.state === "known" ? current.session.officer?.username : undefined;
  const act = (what: "approve" | "withdraw") => {
    void api.actOnEntry(entry.id, what).then((result) => {
      tell(
        result.ok
          ? say(what === "approve" ? "lists.approved" : "lists.withdrawn", { plate: entry.display })
          : result.message,
      );
      onChanged();
    });
  };
  const waits = entry.state === "waiting" || entry.state === "emergency";
  const isOver = entry.state === "ended" || entry.state === "withdrawn";
  const left = entry.emergency_ends ? (Date.parse(entry.emergency_ends) - Date.now()) / 1000 : 0;
  const looks = [
    ...entry.kinds.map((kind) => say.word("kind", kind)),
    ...entry.colours.map((colour) => say.word("colour", colour)),
    entry.make,
  ].filter(Boolean);
  return (
    <tr className={isOver ? "is-over" : ""}>
      <th scope="row">
        <b className="lists-plate" translate="no">
          {entry.display}
        </b>
        <small>{[say.word("exactness", entry.exactness), ...looks].join(" · ")}</small>
      </th>
      <td>
        <span className={`entry-state entry-${entry.state}`}>{say.word("entry_state", entry.state)}</span>
        {entry.state === "emergency" && <small>{say("lists.left", { time: ageWords(say, left) })}</small>}
        {entry.supersedes !== null && entry.state === "waiting" && (
          <small>{say("lists.replaces", { n: entry.supersedes })}</small>
        )}
      </td>
      {hasList && <td>{entry.list_name}</td>}
      <td className="lists-why">
        {entry.reason}
        <small>{[entry.case_no, entry.legal_basis].filter(Boolean).join(" · ")}</small>
        {entry.terms.danger && <small className="list-overdue">{entry.terms.danger}</small>}
        {conditionWords(say, entry).map((words) => (
          <small key={words} className="lists-condition">
            {words}
          </small>
        ))}
        {entry.note && <small>{entry.note}</small>}
      </td>
      <td>
        <time dateTime={entry.end}>{untilText(entry.end)}</time>
      </td>
      <td>
        <span translate="no">{entry.requester}</span>
        <small>
          {entry.approver ? say("lists.approved_by", { who: entry.approver }) : say("lists.not_approved")}
        </small>
      </td>
      <td className="lists-row-acts">
        {waits && entry.batch === null && entry.requester !== me && (
          <button type="button" className="primary" onClick={() => act("approve")}>
            {say("lists.approve")}
          </button>
        )}
        {(entry.state === "in_force" || entry.state === "emergency") && (
          <button type="button" onClick={onPast}>
            {say("lists.past")}
          </button>
        )}
        {!isOver && entry.state !== "waiting" && (
          <button type="button" onClick={onChange}>
            {say("lists.change_short")}
          </button>
        )}
        {!isOver && (
          <button type="button" onClick={() => act("withdraw")}>
            {say("lists.withdraw")}
          </button>
        )}
      </td>
    </tr>
  );
}
