/** A channel's settings, as a form made from what its kind says of them. */

import { type FormEvent, useId, useState } from "react";
import { api } from "../api/client";
import type { Channel, ChannelKind } from "../api/types";
import { useSay } from "../app/settings";
import { Dialog } from "../parts/Dialog";
import { Failed } from "../parts/Failed";
import { type Field, fieldsOf, read } from "./fields";

interface Props {
  readonly kinds: readonly ChannelKind[];
  readonly channel: Channel | null;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export function ChannelForm({ kinds, channel, onClose, onSaved }: Props) {
  const say = useSay();
  const [name, setName] = useState(channel?.kind ?? kinds[0]?.name ?? "");
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const kind = kinds.find((one) => one.name === name);
  if (!kind) return null;
  const fields = fieldsOf(kind);
  const done = (result: { ok: true } | { ok: false; kind: string; message: string }) => {
    if (result.ok) onSaved();
    else setProblem(result);
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    done(
      await api.putChannel(channel?.id ?? 0, {
        name: String(given.get("channel-name") ?? ""),
        kind: kind.name,
        settings: read(fields, given),
        is_enabled: given.has("channel-enabled"),
        is_plate_allowed: given.has("channel-plate"),
      }),
    );
  };
  return (
    <Dialog title={channel?.name ?? say("duty.add_channel")} onClose={onClose}>
      <form className="duty-form" key={name} onSubmit={(event) => void submit(event)}>
        {channel === null && (
          <label>
            <span>{say("duty.kind")}</span>
            <select value={name} onChange={(event) => setName(event.currentTarget.value)}>
              {kinds.map((one) => (
                <option key={one.name} value={one.name}>
                  {say.language === "en" ? one.title.en : one.title.zh}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          <span>{say("duty.channel_name")}</span>
          <input name="channel-name" defaultValue={channel?.name ?? ""} required maxLength={100} />
        </label>
        {fields.map((field) => (
          <Setting key={field.name} field={field} channel={channel} />
        ))}
        <label className="duty-check">
          <input type="checkbox" name="channel-enabled" defaultChecked={channel?.is_enabled ?? true} />
          <span>{say("duty.enabled")}</span>
        </label>
        <label className="duty-check">
          <input type="checkbox" name="channel-plate" defaultChecked={channel?.is_plate_allowed ?? false} />
          <span>{say("duty.plate_allowed")}</span>
        </label>
        <p className="duty-hint">{say("duty.plate_allowed_more")}</p>
        {problem && <Failed problem={problem} />}
        <footer>
          {channel && (
            <button
              type="button"
              className="quiet"
              onClick={() => void api.dropChannel(channel.id).then(done)}
            >
              {say("duty.drop_channel")}
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

function Setting({ field, channel }: { field: Field; channel: Channel | null }) {
  const say = useSay();
  const id = useId();
  const held = channel?.settings[field.name];
  const title = say.language === "en" ? field.description || field.title : field.title;
  if (field.type === "boolean")
    return (
      <label className="duty-check">
        <input type="checkbox" name={field.name} defaultChecked={Boolean(held ?? field.usual)} />
        <span>{title}</span>
      </label>
    );
  if (field.isSecret) {
    const isSet = channel?.secrets.includes(field.name) ?? false;
    return (
      <label htmlFor={id}>
        <span>{title}</span>
        {field.isLong ? (
          <textarea
            id={id}
            name={field.name}
            rows={3}
            autoComplete="off"
            required={field.isRequired && !isSet}
          />
        ) : (
          <input
            id={id}
            type="password"
            name={field.name}
            autoComplete="new-password"
            required={field.isRequired && !isSet}
          />
        )}
        <small>{say(isSet ? "duty.secret_set" : "duty.secret_more")}</small>
      </label>
    );
  }
  const value = Array.isArray(held) ? held.join("\n") : String(held ?? field.usual ?? "");
  return (
    <label htmlFor={id}>
      <span>{title}</span>
      {field.choices.length > 0 ? (
        <select id={id} name={field.name} defaultValue={value}>
          {field.choices.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      ) : field.type === "array" || field.isLong ? (
        <textarea id={id} name={field.name} rows={2} defaultValue={value} />
      ) : (
        <input
          id={id}
          name={field.name}
          type={field.type === "string" ? "text" : "number"}
          step="any"
          defaultValue={value}
          required={field.isRequired}
          autoComplete="off"
        />
      )}
      {say.language !== "en" && field.description && <small lang="en">{field.description}</small>}
    </label>
  );
}
