/** A lamp as it is to be: what it is, where it is, which alerts it shows. */

import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import type { Lamp, LampBody, LampKind } from "../api/types";
import { useSay } from "../app/settings";
import { Show, useLoaded } from "../pages/Page";
import { Dialog } from "../parts/Dialog";
import { Failed } from "../parts/Failed";

/** What a form needs of the JSON Schema of a kind's settings. */
interface Part {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly default?: string | number;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Props {
  readonly lamp: Lamp | null;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export function LampForm({ lamp, onClose, onSaved }: Props) {
  const say = useSay();
  const [loaded] = useLoaded(api.lampKinds);
  return (
    <Dialog title={say(lamp ? "lamps.change" : "lamps.add")} onClose={onClose}>
      <Show loaded={loaded}>{({ kinds }) => <Fields kinds={kinds} lamp={lamp} onSaved={onSaved} />}</Show>
    </Dialog>
  );
}

interface FieldsProps {
  readonly kinds: readonly LampKind[];
  readonly lamp: Lamp | null;
  readonly onSaved: () => void;
}

function Fields({ kinds, lamp, onSaved }: FieldsProps) {
  const say = useSay();
  const [name, setName] = useState(lamp?.kind ?? kinds[0]?.name ?? "");
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const parts = partsOf(kinds.find((one) => one.name === name));
  const done = (result: { ok: true } | { ok: false; kind: string; message: string }) => {
    if (result.ok) onSaved();
    else setProblem(result);
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (field: string) => String(given.get(field) ?? "").trim();
    const body: LampBody = {
      name: text("name"),
      kind: name,
      groups: names(text("groups")),
      stations: names(text("stations")),
      priority: Number(text("priority")),
      is_enabled: given.has("is_enabled"),
      settings: Object.fromEntries(
        parts.map(([field, part]) => {
          const value = text(`settings.${field}`);
          return [field, part.type === "integer" ? Number(value) : value];
        }),
      ),
    };
    done(lamp ? await api.changeLamp(lamp.id, body) : await api.addLamp(body));
  };
  return (
    <form className="lamp-form" onSubmit={(event) => void submit(event)}>
      <label>
        <span>{say("lamps.name")}</span>
        <input name="name" defaultValue={lamp?.name ?? ""} required maxLength={100} />
      </label>
      <label>
        <span>{say("lamps.kind")}</span>
        <select value={name} disabled={lamp !== null} onChange={(event) => setName(event.target.value)}>
          {kinds.map((one) => (
            <option key={one.name} value={one.name}>
              {one.title.zh} {one.title.en}
            </option>
          ))}
        </select>
      </label>
      <fieldset key={name}>
        <legend>{say("lamps.settings")}</legend>
        {parts.map(([field, part]) => (
          <label key={field}>
            <span>
              {part.title} <small>{part.description}</small>
            </span>
            <input
              name={`settings.${field}`}
              type={part.type === "integer" ? "number" : "text"}
              min={part.minimum}
              max={part.maximum}
              required
              defaultValue={String((lamp?.kind === name ? lamp.settings[field] : part.default) ?? "")}
            />
          </label>
        ))}
      </fieldset>
      <label>
        <span>
          {say("lamps.groups")} <small>{say("lamps.names_more")}</small>
        </span>
        <input name="groups" defaultValue={lamp?.groups.join("、") ?? ""} />
      </label>
      <label>
        <span>
          {say("lamps.stations")} <small>{say("lamps.names_more")}</small>
        </span>
        <input name="stations" defaultValue={lamp?.stations.join("、") ?? ""} />
      </label>
      <label>
        <span>{say("lamps.priority")}</span>
        <select name="priority" defaultValue={lamp?.priority ?? 3}>
          {[1, 2, 3, 4, 5].map((one) => (
            <option key={one} value={one}>
              {say("lamps.down_to", { n: one })}
            </option>
          ))}
        </select>
      </label>
      <label className="lamp-check">
        <input type="checkbox" name="is_enabled" defaultChecked={lamp?.is_enabled ?? true} />
        <span>{say("lamps.is_enabled")}</span>
      </label>
      {problem && <Failed problem={problem} />}
      <footer>
        {lamp && (
          <button type="button" className="quiet" onClick={() => void api.removeLamp(lamp.id).then(done)}>
            {say("lamps.remove")}
          </button>
        )}
        <button type="submit" className="primary">
          {say("lamps.save")}
        </button>
      </footer>
    </form>
  );
}

function partsOf(kind: LampKind | undefined): [string, Part][] {
  const parts = kind?.settings.properties;
  return parts && typeof parts === "object" ? Object.entries(parts as Record<string, Part>) : [];
}

/** Names as people list them: by comma, 、 or ;. */
function names(text: string): string[] {
  return text
    .split(/[,、，;；]/)
    .map((one) => one.trim())
    .filter(Boolean);
}
