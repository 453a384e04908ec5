/** People: how each is reached, and when they are left in peace. */

import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import type { Duty, DutyPerson } from "../api/types";
import { useSay } from "../app/settings";
import { Dialog } from "../parts/Dialog";
import { Failed } from "../parts/Failed";
import { Notice } from "../parts/Notice";
import { channelName } from "./words";

interface Props {
  readonly duty: Duty;
  readonly isAdministrator: boolean;
  readonly onChanged: () => void;
}

export function People({ duty, isAdministrator, onChanged }: Props) {
  const say = useSay();
  const [editing, setEditing] = useState<DutyPerson | "new" | null>(null);
  return (
    <section className="duty-groups" aria-labelledby="duty-people">
      <header>
        <h2 id="duty-people">{say("duty.people")}</h2>
        {isAdministrator && (
          <button type="button" onClick={() => setEditing("new")}>
            {say("duty.add_person")}
          </button>
        )}
      </header>
      <div className="table-box">
        <table>
          <thead>
            <tr>
              <th scope="col">{say("first.name")}</th>
              <th scope="col">{say("duty.ways")}</th>
              <th scope="col">{say("duty.quiet")}</th>
              <th scope="col">
                <span className="visually-hidden">{say("duty.change")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {duty.people.map((one) => (
              <tr key={one.username}>
                <td>
                  {one.name} <small translate="no">{one.username}</small>
                </td>
                <td>
                  {one.contacts.length === 0
                    ? say("duty.ways_count", { n: one.ways })
                    : one.contacts.map((way) => (
                        <div key={`${way.channel} ${way.address}`}>
                          {channelName(duty, way.channel)}：<span translate="no">{way.address}</span>
                        </div>
                      ))}
                </td>
                <td>
                  {one.contacts.map((way) => (
                    <div key={`${way.channel} ${way.address}`}>{way.quiet?.join("、") || "—"}</div>
                  ))}
                </td>
                <td>
                  {isAdministrator && (
                    <button
                      type="button"
                      className="quiet"
                      aria-label={`${say("duty.change")}：${one.name}`}
                      onClick={() => setEditing(one)}
                    >
                      {say("duty.change")}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="duty-hint">{say("duty.quiet_more")}</p>
      {editing !== null && (
        <PersonForm
          duty={duty}
          person={editing === "new" ? null : editing}
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

interface FormProps {
  readonly duty: Duty;
  readonly person: DutyPerson | null;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

let keys = 0;

function PersonForm({ duty, person, onClose, onSaved }: FormProps) {
  const say = useSay();
  const [ways, setWays] = useState(() =>
    (person?.contacts ?? []).map((one) => ({
      key: ++keys,
      channel: one.channel,
      address: one.address,
      quiet: one.quiet?.join(", ") ?? "",
    })),
  );
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const done = (result: { ok: true } | { ok: false; kind: string; message: string }) => {
    if (result.ok) onSaved();
    else setProblem(result);
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const contacts = ways.map(({ channel, address, quiet }) => ({
      channel,
      address,
      quiet: quiet.split(/[,、;\s]+/).filter((one) => one !== ""),
    }));
    done(await api.putPerson(person?.username ?? String(given.get("username") ?? ""), contacts));
  };
  const change = (key: number, changes: Partial<(typeof ways)[number]>) =>
    setWays(ways.map((one) => (one.key === key ? { ...one, ...changes } : one)));
  return (
    <Dialog title={person?.name ?? say("duty.add_person")} onClose={onClose}>
      <form className="duty-form" onSubmit={(event) => void submit(event)}>
        {person === null && (
          <label>
            <span>{say("sign_in.username")}</span>
            <input name="username" autoCapitalize="none" autoComplete="off" required />
          </label>
        )}
        {duty.channels.length === 0 && <Notice title={say("duty.no_channels")} />}
        {ways.map((way) => (
          <div key={way.key} className="duty-shift">
            <select
              aria-label={say("duty.channel")}
              value={way.channel}
              onChange={(event) => change(way.key, { channel: Number(event.currentTarget.value) })}
            >
              {duty.channels.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
            <input
              aria-label={say("duty.address")}
              placeholder={say("duty.address")}
              value={way.address}
              required
              onChange={(event) => change(way.key, { address: event.currentTarget.value })}
            />
            <input
              aria-label={say("duty.quiet")}
              placeholder={say("duty.quiet_like")}
              value={way.quiet}
              onChange={(event) => change(way.key, { quiet: event.currentTarget.value })}
            />
            <button
              type="button"
              className="quiet"
              onClick={() => setWays(ways.filter((one) => one.key !== way.key))}
            >
              {say("duty.remove")}
            </button>
          </div>
        ))}
        <button
          type="button"
          disabled={duty.channels.length === 0}
          onClick={() =>
            setWays([...ways, { key: ++keys, channel: duty.channels[0]?.id ?? 0, address: "", quiet: "" }])
          }
        >
          {say("duty.add_way")}
        </button>
        {problem && <Failed problem={problem} />}
        <footer>
          {person && (
            <button
              type="button"
              className="quiet"
              onClick={() => void api.dropPerson(person.username).then(done)}
            >
              {say("duty.drop_person")}
            </button>
          )}
          <button type="submit" className="primary">
            {say("duty.save")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
