/** 使用者: who may sign in, as what. Accounts are switched off, never deleted: the audit names them. */

import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import type { Account, Role } from "../api/types";
import { useDesk } from "../app/desk";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";
import { Page, Show, useLoaded } from "./Page";

const ROLES: readonly Role[] = ["investigator", "auditor", "administrator"];
const SHORTEST_PASSWORD = 12;

export function OfficersPage() {
  const say = useSay();
  const [loaded, reload] = useLoaded(api.officers);
  return (
    <Page title={say("page.officers")} lead={say("officers.lead")}>
      <AddOfficer onAdded={reload} />
      <Show loaded={loaded}>{({ officers }) => <OfficerTable officers={officers} onChanged={reload} />}</Show>
    </Page>
  );
}

function OfficerTable({ officers, onChanged }: { officers: readonly Account[]; onChanged: () => void }) {
  const say = useSay();
  const { tell } = useDesk();
  const { current } = useTrust();
  const me = current.state === "known" ? current.session.officer?.username : undefined;
  const change = async (username: string, changes: { is_active?: boolean; role?: Role }) => {
    const result = await api.changeOfficer(username, changes);
    if (!result.ok) tell(result.message);
    onChanged();
  };
  return (
    <div className="table-box">
      <table>
        <thead>
          <tr>
            <th scope="col">{say("sign_in.username")}</th>
            <th scope="col">{say("first.name")}</th>
            <th scope="col">{say("officers.role")}</th>
            <th scope="col">{say("officers.state")}</th>
          </tr>
        </thead>
        <tbody>
          {officers.map((officer) => (
            <tr key={officer.username}>
              <td translate="no">{officer.username}</td>
              <td>{officer.name}</td>
              <td>
                <select
                  value={officer.role}
                  disabled={officer.username === me}
                  aria-label={`${say("officers.role")}：${officer.name}`}
                  onChange={(event) => void change(officer.username, { role: event.target.value as Role })}
                >
                  {ROLES.map((role) => (
                    <option key={role} value={role}>
                      {say.word("role", role)}
                    </option>
                  ))}
                </select>
              </td>
              <td>
                {officer.username === me ? (
                  say("officers.me")
                ) : (
                  <button
                    type="button"
                    onClick={() => void change(officer.username, { is_active: !officer.is_active })}
                  >
                    {say(officer.is_active ? "officers.switch_off" : "officers.switch_on")}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AddOfficer({ onAdded }: { onAdded: () => void }) {
  const say = useSay();
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const field = (name: string) => String(given.get(name) ?? "");
    const result = await api.addOfficer({
      username: field("username"),
      name: field("name"),
      password: field("password"),
      role: field("role") as Role,
    });
    if (!result.ok) {
      setProblem({ kind: result.kind, message: result.message });
      return;
    }
    setProblem(null);
    form.reset();
    onAdded();
  };
  return (
    <form className="inline-form" onSubmit={(event) => void submit(event)} aria-label={say("officers.add")}>
      <label>
        <span>{say("sign_in.username")}</span>
        <input name="username" autoComplete="off" autoCapitalize="none" required />
      </label>
      <label>
        <span>{say("first.name")}</span>
        <input name="name" autoComplete="off" required />
      </label>
      <label>
        <span>{say("officers.first_password")}</span>
        <input
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={SHORTEST_PASSWORD}
          required
        />
      </label>
      <label>
        <span>{say("officers.role")}</span>
        <select name="role">
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {say.word("role", role)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="primary">
        {say("officers.add")}
      </button>
      {problem && <Failed problem={problem} />}
    </form>
  );
}
