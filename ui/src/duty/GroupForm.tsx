/** A group as it is to be: members, shifts, machines, and who follows when nobody answers. */

import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import type { Duty, DutyGroup, DutyGroupBody, Shift } from "../api/types";
import { useSay } from "../app/settings";
import { Dialog } from "../parts/Dialog";
import { Failed } from "../parts/Failed";
import { WEEKDAYS } from "../search/hours";
import { nameOf } from "./words";

interface Props {
  readonly duty: Duty;
  readonly group: DutyGroup | null;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

interface Row<Value> {
  readonly key: number;
  readonly value: Value;
}

let keys = 0;
const row = <Value,>(value: Value): Row<Value> => ({ key: ++keys, value });

export function GroupForm({ duty, group, onClose, onSaved }: Props) {
  const say = useSay();
  const [members, setMembers] = useState<readonly string[]>(group?.members ?? []);
  const [shifts, setShifts] = useState<readonly Row<Shift>[]>(() => (group?.shifts ?? []).map(row));
  const [machines, setMachines] = useState<readonly Row<{ channel: number; address: string }>[]>(() =>
    (group?.machines ?? []).map(row),
  );
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const done = (result: { ok: true } | { ok: false; kind: string; message: string }) => {
    if (result.ok) onSaved();
    else setProblem(result);
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const body: DutyGroupBody = {
      name: String(given.get("name") ?? ""),
      next_name: String(given.get("next") ?? ""),
      is_default: given.has("default"),
      members: [...members],
      shifts: shifts.map((one) => one.value),
      machines: machines.map((one) => one.value),
    };
    done(await api.putGroup(group?.id ?? 0, body));
  };
  const change = (key: number, changes: Partial<Shift>) =>
    setShifts(shifts.map((one) => (one.key === key ? { key, value: { ...one.value, ...changes } } : one)));
  return (
    <Dialog title={say(group ? "duty.change_group" : "duty.add_group")} onClose={onClose}>
      <form className="duty-form" onSubmit={(event) => void submit(event)}>
        <label>
          <span>{say("duty.group_name")}</span>
          <input name="name" defaultValue={group?.name ?? ""} required maxLength={100} />
        </label>
        <label>
          <span>{say("duty.next_group")}</span>
          <select name="next" defaultValue={group?.next_name ?? ""}>
            <option value="">{say("duty.next_none")}</option>
            {duty.groups
              .filter((one) => one.id !== group?.id)
              .map((one) => (
                <option key={one.id}>{one.name}</option>
              ))}
          </select>
        </label>
        <label className="duty-check">
          <input type="checkbox" name="default" defaultChecked={group?.is_default ?? false} />
          <span>{say("duty.is_default")}</span>
        </label>
        <fieldset>
          <legend>{say("duty.members")}</legend>
          {duty.people.length === 0 && <p>{say("duty.no_people")}</p>}
          {duty.people.map((one) => (
            <label key={one.username} className="duty-check">
              <input
                type="checkbox"
                checked={members.includes(one.username)}
                onChange={(event) =>
                  setMembers(
                    event.currentTarget.checked
                      ? [...members, one.username]
                      : members.filter((name) => name !== one.username),
                  )
                }
              />
              <span>
                {one.name} <small>{one.username}</small>
              </span>
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>{say("duty.shifts")}</legend>
          <p>{say("duty.shifts_more")}</p>
          {shifts.map(({ key, value }) => (
            <div key={key} className="duty-shift">
              <select
                aria-label={say("duty.who")}
                value={value.username}
                onChange={(event) => change(key, { username: event.currentTarget.value })}
              >
                {members.map((one) => (
                  <option key={one} value={one}>
                    {nameOf(duty, one)}
                  </option>
                ))}
              </select>
              <input
                aria-label={say("duty.band")}
                value={value.band}
                placeholder="20:00-08:00"
                onChange={(event) => change(key, { band: event.currentTarget.value })}
              />
              <span className="duty-weekdays">
                {WEEKDAYS.map((day) => (
                  <button
                    key={day}
                    type="button"
                    aria-pressed={(value.weekdays ?? []).includes(day)}
                    aria-label={say("duty.weekday", { day: say(`weekday.${day}`) })}
                    onClick={() =>
                      change(key, {
                        weekdays: (value.weekdays ?? []).includes(day)
                          ? (value.weekdays ?? []).filter((one) => one !== day)
                          : [...(value.weekdays ?? []), day],
                      })
                    }
                  >
                    {say(`weekday.${day}`)}
                  </button>
                ))}
              </span>
              <button
                type="button"
                className="quiet"
                onClick={() => setShifts(shifts.filter((one) => one.key !== key))}
              >
                {say("duty.remove")}
              </button>
            </div>
          ))}
          <button
            type="button"
            disabled={members.length === 0}
            onClick={() =>
              setShifts([...shifts, row({ username: members[0] ?? "", band: "08:00-20:00", weekdays: [] })])
            }
          >
            {say("duty.add_shift")}
          </button>
        </fieldset>
        <fieldset>
          <legend>{say("duty.machines")}</legend>
          <p>{say("duty.machines_more")}</p>
          {machines.map(({ key, value }) => (
            <div key={key} className="duty-shift">
              <select
                aria-label={say("duty.channel")}
                value={value.channel}
                onChange={(event) => {
                  const channel = Number(event.currentTarget.value);
                  setMachines(
                    machines.map((one) => (one.key === key ? { key, value: { ...value, channel } } : one)),
                  );
                }}
              >
                {duty.channels.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
              <input
                aria-label={say("duty.address")}
                value={value.address}
                onChange={(event) => {
                  const address = event.currentTarget.value;
                  setMachines(
                    machines.map((one) => (one.key === key ? { key, value: { ...value, address } } : one)),
                  );
                }}
              />
              <button
                type="button"
                className="quiet"
                onClick={() => setMachines(machines.filter((one) => one.key !== key))}
              >
                {say("duty.remove")}
              </button>
            </div>
          ))}
          <button
            type="button"
            disabled={duty.channels.length === 0}
            onClick={() =>
              setMachines([...machines, row({ channel: duty.channels[0]?.id ?? 0, address: "" })])
            }
          >
            {say("duty.add_machine")}
          </button>
        </fieldset>
        {problem && <Failed problem={problem} />}
        <footer>
          {group && (
            <button type="button" className="quiet" onClick={() => void api.dropGroup(group.id).then(done)}>
              {say("duty.drop_group")}
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
