/** 警示燈: warning lamps, what each shows now, whether it answers; tried with one touch. */
import { useEffect, useState } from "react";
import { api } from "../api/client";
import type { Lamp } from "../api/types";
import { useDesk } from "../app/desk";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { Page, Show, useLoaded } from "../pages/Page";
import { Notice } from "../parts/Notice";
import { shortText } from "../time/taipei";
import { LampForm } from "./LampForm";

/** A lamp is told every two seconds; somebody who stands before it wants to see it follow. */
const LOOK_MS = 3000;
const TRIALS = ["red", "amber", "green", "buzzer", "down"] as const;
const COLOURS = ["red", "amber", "green"] as const;

export default function LampsPage() {
  const say = useSay();
  const { current } = useTrust();
  const [loaded, reload] = useLoaded(api.lamps);
  const [editing, setEditing] = useState<Lamp | "new" | null>(null);
  const role = current.state === "known" ? current.session.officer?.role : undefined;
  useEffect(() => {
    const timer = setInterval(reload, LOOK_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <Page
      title={say("page.lamps")}
      lead={say("lamps.lead")}
      actions={
        role === "administrator" && (
          <button type="button" className="primary" onClick={() => setEditing("new")}>
            {say("lamps.add")}
          </button>
        )
      }
    >
      <Show loaded={loaded}>
        {({ lamps }) =>
          lamps.length === 0 ? (
            <Notice icon="bell" title={say("lamps.none")}>
              {say("lamps.none_more")}
            </Notice>
          ) : (
            <ul className="lamps">
              {lamps.map((lamp) => (
                <LampCard
                  key={lamp.id}
                  lamp={lamp}
                  role={role}
                  onEdit={() => setEditing(lamp)}
                  onChanged={reload}
                />
              ))}
            </ul>
          )
        }
      </Show>
      {editing && (
        <LampForm
          lamp={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            reload();
          }}
        />
      )}
    </Page>
  );
}

interface CardProps {
  readonly lamp: Lamp;
  readonly role: string | undefined;
  readonly onEdit: () => void;
  readonly onChanged: () => void;
}

function LampCard({ lamp, role, onEdit, onChanged }: CardProps) {
  const say = useSay();
  const { tell } = useDesk();
  const settle = (result: { ok: true } | { ok: false; message: string }) => {
    if (!result.ok) tell(result.message);
    onChanged();
  };
  const signal = lamp.is_enabled ? lamp.signal : null;
  // A relay does not flash: what flashes on a tower is steady there.
  const light = (one: (typeof COLOURS)[number]) =>
    signal?.[one] === "flashing" && lamp.kind === "relay" ? "on" : (signal?.[one] ?? "off");
  const shown = COLOURS.filter((one) => light(one) !== "off").map(
    (one) => `${say(`lamps.${one}`)}${say.language === "en" ? " " : ""}${say.word("lamp_light", light(one))}`,
  );
  if (signal && signal.buzzer !== "off") shown.push(say("lamps.sounding"));
  return (
    <li className="lamp" data-trouble={lamp.is_enabled && lamp.trouble !== ""}>
      <span className="lamp-tower" role="img" aria-label={shown.join("、") || say("lamps.dark")}>
        {COLOURS.map((one) => (
          <i key={one} data-colour={one} data-light={light(one)} />
        ))}
      </span>
      <div className="lamp-words">
        <h2>{lamp.name}</h2>
        <p>
          {say.word("lamp_kind", lamp.kind)} · {String(lamp.settings.host ?? "")} ·{" "}
          {say("lamps.down_to", { n: lamp.priority })}
        </p>
        <p>
          {[...lamp.groups, ...lamp.stations].join("、") || say("lamps.everything")}
          {lamp.pressed && ` · ${say("lamps.pressed", { at: shortText(Date.parse(lamp.pressed)) })}`}
        </p>
        <p role="status" className={lamp.is_enabled && lamp.trouble ? "lamp-trouble" : ""}>
          {!lamp.is_enabled && say("lamps.is_off")}
          {lamp.is_enabled && (lamp.trouble || shown.join("、") || say("lamps.waiting"))}
        </p>
      </div>
      <div className="lamp-acts">
        {role === "administrator" && (
          <fieldset>
            <legend>{say("lamps.test")}</legend>
            {TRIALS.map((one) => (
              <button
                key={one}
                type="button"
                onClick={() => void api.testLamp(lamp.id, one).then(settle)}
                aria-label={`${say("lamps.test")}：${lamp.name} ${say(`lamps.${one}`)}`}
              >
                {say(`lamps.${one}`)}
              </button>
            ))}
          </fieldset>
        )}
        {(role === "administrator" || role === "investigator") && signal && signal.buzzer !== "off" && (
          <button type="button" className="primary" onClick={() => void api.muteLamp(lamp.id).then(settle)}>
            {say("lamps.mute")}
          </button>
        )}
        {role === "administrator" && (
          <button type="button" className="quiet" onClick={onEdit}>
            {say("lamps.change")}
          </button>
        )}
      </div>
    </li>
  );
}
