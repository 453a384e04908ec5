/** Groups: who is on duty now and next, the week as a picture, who stands in; rosters from a file. */
import { type ChangeEvent, type FormEvent, useState } from "react";
import { api } from "../api/client";
import type { Duty, DutyGroup, Roster } from "../api/types";
import { useDesk } from "../app/desk";
import { useSay } from "../app/settings";
import { Notice } from "../parts/Notice";
import { GroupForm } from "./GroupForm";
import { Week } from "./Week";
import { clock, moment, nameOf } from "./words";

interface Props {
  readonly duty: Duty;
  readonly isAdministrator: boolean;
  readonly onChanged: () => void;
}

export function Groups({ duty, isAdministrator, onChanged }: Props) {
  const say = useSay();
  const [editing, setEditing] = useState<DutyGroup | "new" | null>(null);
  return (
    <section className="duty-groups" aria-labelledby="duty-groups">
      <header>
        <h2 id="duty-groups">{say("duty.groups")}</h2>
        {isAdministrator && (
          <button type="button" onClick={() => setEditing("new")}>
            {say("duty.add_group")}
          </button>
        )}
      </header>
      {duty.groups.length === 0 && (
        <Notice title={say("duty.no_groups")}>{say("duty.no_groups_more")}</Notice>
      )}
      {duty.groups.map((group) => (
        <article key={group.id} className="duty-group">
          <header>
            <h3>{group.name}</h3>
            {group.is_default && <span className="tag">{say("duty.default")}</span>}
            {group.next_name && <small>{say("duty.then", { group: group.next_name })}</small>}
            {isAdministrator && (
              <button
                type="button"
                className="quiet"
                aria-label={`${say("duty.change")}：${group.name}`}
                onClick={() => setEditing(group)}
              >
                {say("duty.change")}
              </button>
            )}
          </header>
          <Now duty={duty} group={group} />
          {group.shifts.length > 0 && <Week duty={duty} group={group} />}
          {isAdministrator && group.shifts.length > 0 && group.members.length > 1 && (
            <Substitute duty={duty} group={group} onChanged={onChanged} />
          )}
        </article>
      ))}
      {isAdministrator && <RosterFile onTaken={onChanged} />}
      {editing !== null && (
        <GroupForm
          duty={duty}
          group={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            onChanged();
          }}
        />
      )}
    </section>
  );
}

function Now({ duty, group }: { duty: Duty; group: DutyGroup }) {
  const say = useSay();
  if (group.shifts.length === 0)
    return (
      <p className="duty-now">
        {group.members.length === 0
          ? say("duty.no_members")
          : say("duty.always", { names: group.members.map((one) => nameOf(duty, one)).join("、") })}
      </p>
    );
  return (
    <p className="duty-now">
      {group.is_gap ? (
        <strong className="duty-bad">{say("duty.gap")}</strong>
      ) : (
        <strong>
          {group.now
            .map((turn) =>
              turn.instead_of === ""
                ? say("duty.until", { name: nameOf(duty, turn.username), at: clock(turn.end) })
                : say("duty.until_instead", {
                    name: nameOf(duty, turn.username),
                    away: nameOf(duty, turn.instead_of),
                    at: clock(turn.end),
                  }),
            )
            .join("、")}
        </strong>
      )}
      {group.next[0] && (
        <span>
          {say("duty.next", {
            names: group.next.map((turn) => nameOf(duty, turn.username)).join("、"),
            at: moment(group.next[0].start),
          })}
        </span>
      )}
    </p>
  );
}

function Substitute({ duty, group, onChanged }: { duty: Duty; group: DutyGroup; onChanged: () => void }) {
  const say = useSay();
  const { tell } = useDesk();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const field = (name: string) => String(given.get(name) ?? "");
    const result = await api.substitute(group.id, {
      day: field("day"),
      away: field("away"),
      instead: field("instead"),
    });
    if (!result.ok) tell(result.message);
    onChanged();
  };
  const drop = async (day: string, away: string) => {
    const result = await api.dropSubstitution(group.id, day, away);
    if (!result.ok) tell(result.message);
    onChanged();
  };
  const choices = group.members.map((one) => (
    <option key={one} value={one}>
      {nameOf(duty, one)}
    </option>
  ));
  return (
    <details className="duty-substitute">
      <summary>{say("duty.substitutions", { n: group.substitutions.length })}</summary>
      <ul>
        {group.substitutions.map((one) => (
          <li key={`${one.day} ${one.away}`}>
            <span>
              {say("duty.stands_in", {
                day: one.day,
                away: nameOf(duty, one.away),
                instead: nameOf(duty, one.instead),
              })}
            </span>
            <button type="button" className="quiet" onClick={() => void drop(one.day, one.away)}>
              {say("duty.remove")}
            </button>
          </li>
        ))}
      </ul>
      <form className="inline-form" onSubmit={(event) => void submit(event)}>
        <label>
          <span>{say("duty.day")}</span>
          <input type="date" name="day" required />
        </label>
        <label>
          <span>{say("duty.away")}</span>
          <select name="away">{choices}</select>
        </label>
        <label>
          <span>{say("duty.instead")}</span>
          <select name="instead">{choices}</select>
        </label>
        <button type="submit">{say("duty.substitute")}</button>
      </form>
    </details>
  );
}

function RosterFile({ onTaken }: { onTaken: () => void }) {
  const say = useSay();
  const [file, setFile] = useState<File | null>(null);
  const [roster, setRoster] = useState<Roster | null>(null);
  const [problem, setProblem] = useState("");
  const ask = async (chosen: File, isDry: boolean) => {
    const result = await api.roster(chosen, isDry);
    setProblem(result.ok ? "" : result.message);
    setRoster(result.ok ? result.value : null);
    if (result.ok && result.value.is_taken) onTaken();
  };
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.currentTarget.files?.[0] ?? null;
    setFile(chosen);
    if (chosen) void ask(chosen, true);
  };
  return (
    <div className="duty-roster">
      <label>
        <span>{say("duty.roster")}</span>
        <input type="file" accept=".csv,text/csv" onChange={choose} />
        <small>{say("duty.roster_more")}</small>
      </label>
      {problem && (
        <Notice tone="bad" title={say("duty.roster_unreadable")}>
          {problem}
        </Notice>
      )}
      {roster && (
        <div role="status">
          <ul>
            {Object.entries(roster.shifts).map(([group, n]) => (
              <li key={group}>{say("duty.roster_shifts", { group, n })}</li>
            ))}
            {Object.entries(roster.substitutions).map(([group, n]) => (
              <li key={group}>{say("duty.roster_substitutions", { group, n })}</li>
            ))}
            {roster.problems.map((one) => (
              <li key={one.row} className="duty-bad">
                {say("duty.roster_row", { row: one.row, says: one.says })}
              </li>
            ))}
          </ul>
          {roster.is_taken ? (
            <p>{say("duty.roster_taken")}</p>
          ) : (
            <button
              type="button"
              className="primary"
              disabled={file === null || roster.problems.length > 0}
              onClick={() => file && void ask(file, false)}
            >
              {say("duty.roster_take")}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
