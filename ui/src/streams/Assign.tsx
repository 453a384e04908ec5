/** Streams tied to a camera of the register or to a new one, tried, and set to be recorded. */

import { type FormEvent, useId, useState } from "react";
import { api } from "../api/client";
import type { OpenedStream, RetentionClass, Transport } from "../api/types";
import { useDesk } from "../app/desk";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";
import { Icon } from "../parts/Icon";
import type { LogIn } from "./DeviceCard";
import { type Place, PlaceMap } from "./PlaceMap";
import { openedWords } from "./words";

export const RETENTIONS: readonly RetentionClass[] = ["ordinary", "important", "brief"];
const TRANSPORTS: readonly Transport[] = ["own", "library_tcp", "library_udp"];

interface Props {
  /** The camera of the register that this is, where one is had from the same address. */
  readonly known?: string;
  readonly suggested: string;
  readonly model: string;
  readonly deviceUrl: string;
  readonly main: string;
  readonly sub: string;
  readonly logIn: LogIn;
  readonly onSaved: () => void;
}

type Tried =
  | { readonly state: "untried" }
  | { readonly state: "trying" }
  | { readonly state: "opened"; readonly main: OpenedStream; readonly sub: OpenedStream | null }
  | { readonly state: "failed"; readonly kind: string; readonly message: string };

export function Assign({
  known: before = "",
  suggested,
  model,
  deviceUrl,
  main,
  sub,
  logIn,
  onSaved,
}: Props) {
  const say = useSay();
  const { register, reloadRegister, tell } = useDesk();
  const [trial, setTrial] = useState<{ of: string; tried: Tried }>({ of: "", tried: { state: "untried" } });
  const [isNew, setNew] = useState(false);
  const [camera, setCamera] = useState(before);
  const [name, setName] = useState(suggested);
  const [place, setPlace] = useState<Place | null>(null);
  const [isRecorded, setRecorded] = useState(true);
  const [transport, setTransport] = useState<Transport>("own");
  const [retention, setRetention] = useState<RetentionClass>("ordinary");
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const [isDone, setDone] = useState(false);
  const list = useId();

  // What was tried counts for these addresses, this log-in and this way only.
  const which = JSON.stringify([main, sub, logIn, transport]);
  const tried: Tried = trial.of === which ? trial.tried : { state: "untried" };
  const known = register?.cameras.some(({ id }) => id === camera) ?? false;
  const missing = [
    ...(tried.state === "opened" ? [] : [say("streams.missing_try")]),
    ...(camera !== "" && known !== isNew ? [] : [say("streams.camera_id")]),
    ...(isNew && place === null ? [say("streams.missing_place")] : []),
  ];

  const attempt = async () => {
    setDone(false);
    setTrial({ of: which, tried: { state: "trying" } });
    const first = await api.tryStream({ url: main, ...logIn, transport });
    const second = first.ok && sub !== "" ? await api.tryStream({ url: sub, ...logIn, transport }) : null;
    const failed = first.ok ? (second && !second.ok ? second : null) : first;
    const outcome: Tried =
      first.ok && !failed
        ? { state: "opened", main: first.value, sub: second?.ok ? second.value : null }
        : { state: "failed", kind: failed?.kind ?? "", message: failed?.message ?? "" };
    setTrial({ of: which, tried: outcome });
  };

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    if (isNew && place) {
      const added = await api.addCamera({ id: camera, name, model: model || null, ...place });
      if (!added.ok) {
        setProblem(added);
        return;
      }
      // From here on it is a camera of the register, whatever becomes of its streams.
      setNew(false);
      reloadRegister();
    }
    const how = { ...logIn, transport, retention, is_recorded: isRecorded, device_url: deviceUrl };
    const streams = [["main", main] as const, ...(sub === "" ? [] : [["sub", sub] as const])];
    for (const [role, url] of streams) {
      const saved = await api.setStream(camera, role, { url, ...how });
      if (!saved.ok) {
        setProblem(saved);
        return;
      }
    }
    setDone(true);
    tell(say(isRecorded ? "streams.saved_recorded" : "streams.saved", { id: camera }));
    onSaved();
  };

  return (
    <form
      className="assign"
      onSubmit={(event) => void save(event)}
      aria-label={suggested || say("streams.assign")}
    >
      <div className="assign-try">
        <button
          type="button"
          onClick={() => void attempt()}
          disabled={main === "" || tried.state === "trying"}
        >
          <Icon name="play" size={16} />
          {say(tried.state === "trying" ? "streams.trying" : "streams.try")}
        </button>
        <label>
          <span className="visually-hidden">{say("streams.transport")}</span>
          <select value={transport} onChange={(event) => setTransport(event.target.value as Transport)}>
            {TRANSPORTS.map((one) => (
              <option key={one} value={one}>
                {say.word("transport", one)}
              </option>
            ))}
          </select>
        </label>
        <p role="status">
          {tried.state === "opened" && (
            <>
              <b>{say("streams.opens", { what: openedWords(tried.main) })}</b>
              {tried.sub && ` · ${say("streams.sub_opens", { what: openedWords(tried.sub) })}`}
            </>
          )}
          {tried.state === "untried" && say("streams.try_first")}
        </p>
      </div>
      {tried.state === "failed" && <Failed problem={tried} />}
      <fieldset className="assign-which">
        <legend>{say("streams.which")}</legend>
        {[false, true].map((choice) => (
          <label key={String(choice)}>
            <input type="radio" name={list} checked={isNew === choice} onChange={() => setNew(choice)} />
            {say(choice ? "streams.new_camera" : "streams.old_camera")}
          </label>
        ))}
      </fieldset>
      <div className="assign-fields">
        <label>
          <span>{say("streams.camera_id")}</span>
          <input
            value={camera}
            onChange={(event) => {
              setCamera(event.target.value);
              setDone(false);
            }}
            list={isNew ? undefined : `${list}-ids`}
            placeholder={isNew ? "HL-0123" : say("streams.camera_search")}
            aria-invalid={camera !== "" && known === isNew}
            autoComplete="off"
            required
          />
        </label>
        {!isNew && (
          <datalist id={`${list}-ids`}>
            {register?.cameras.map(({ id, name: called }) => (
              <option key={id} value={id}>
                {called}
              </option>
            ))}
          </datalist>
        )}
        {isNew && (
          <label>
            <span>{say("streams.camera_name")}</span>
            <input value={name} onChange={(event) => setName(event.target.value)} autoComplete="off" />
          </label>
        )}
        <label>
          <span>{say("streams.retention")}</span>
          <select value={retention} onChange={(event) => setRetention(event.target.value as RetentionClass)}>
            {RETENTIONS.map((one) => (
              <option key={one} value={one}>
                {say.word("retention", one)}
              </option>
            ))}
          </select>
        </label>
        <label className="assign-record">
          <input
            type="checkbox"
            checked={isRecorded}
            onChange={(event) => setRecorded(event.target.checked)}
          />
          {say("streams.record")}
        </label>
      </div>
      {camera !== "" && known === isNew && !isDone && (
        <p className="assign-hint">{say(isNew ? "streams.id_taken" : "streams.id_unknown")}</p>
      )}
      {isNew && <PlaceMap place={place} onPlace={setPlace} />}
      {problem && <Failed problem={problem} />}
      <div className="assign-try">
        <button type="submit" className="primary" disabled={missing.length > 0}>
          <Icon name="save" size={18} />
          {say("streams.save")}
        </button>
        {missing.length > 0 && <p>{say("streams.missing", { what: missing.join(say("streams.and")) })}</p>}
      </div>
      {isDone && (
        <p className="assign-done" role="status">
          {say(isRecorded ? "streams.saved_recorded" : "streams.saved", { id: camera })}
        </p>
      )}
    </form>
  );
}
