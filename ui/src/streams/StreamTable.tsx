/** Every stream on the register and whether it is recorded. */
import { useMemo, useState } from "react";
import { api } from "../api/client";
import type { CameraStream, FootageHealth, RetentionClass } from "../api/types";
import { useDesk } from "../app/desk";
import { useSay } from "../app/settings";
import { Dialog } from "../parts/Dialog";
import { Notice } from "../parts/Notice";
import { shortText } from "../time/taipei";
import { RETENTIONS } from "./Assign";
import { type Going, going } from "./going";

/** More than fit on a few screens are found by typing. */
const SHOWN = 200;

interface Props {
  readonly streams: readonly CameraStream[];
  /** How the recorder is; `null` before it has said so. */
  readonly health: FootageHealth | null;
  readonly onChanged: () => void;
}

export function StreamTable({ streams, health, onChanged }: Props) {
  const say = useSay();
  const { register, tell } = useDesk();
  const [wanted, setWanted] = useState("");
  const [leaving, setLeaving] = useState<CameraStream | null>(null);
  const names = useMemo(
    () => new Map(register?.cameras.map((camera) => [camera.id, camera.name])),
    [register],
  );
  const name = (id: string) => names.get(id) ?? "";
  const words = wanted.trim().toLowerCase();
  const matching = streams.filter(({ camera_id, url }) =>
    `${camera_id} ${name(camera_id)} ${url}`.toLowerCase().includes(words),
  );
  const withGoing = matching.map((one) => ({ one, now: going(say, one, health) }));
  const shown = withGoing.sort((a, b) => Number(isBad(b.now)) - Number(isBad(a.now))).slice(0, SHOWN);
  const settle = (result: { ok: true } | { ok: false; message: string }) => {
    if (!result.ok) tell(result.message);
    onChanged();
  };
  const record = async (one: CameraStream) =>
    settle(await api.recordStream(one.camera_id, one.role, !one.is_recorded));
  const keep = async (one: CameraStream, retention: RetentionClass) => {
    const { url, username, transport, is_recorded, device_url } = one;
    const same = { url, username, transport, is_recorded, device_url };
    settle(await api.setStream(one.camera_id, one.role, { ...same, retention }));
  };
  const remove = async (one: CameraStream) => {
    setLeaving(null);
    settle(await api.removeStream(one.camera_id, one.role));
  };

  if (streams.length === 0) {
    return (
      <Notice icon="camera" title={say("streams.none")}>
        {say("streams.none_more")}
      </Notice>
    );
  }
  return (
    <>
      <p className="streams-count">
        {say("streams.count", {
          n: streams.length,
          recorded: streams.filter((one) => one.is_recorded).length,
        })}
      </p>
      {streams.length > 10 && (
        <input
          type="search"
          className="streams-filter"
          value={wanted}
          placeholder={say("streams.filter")}
          aria-label={say("streams.filter")}
          onChange={(event) => setWanted(event.target.value)}
        />
      )}
      <div className="table-box">
        <table className="streams-table">
          <thead>
            <tr>
              <th scope="col">{say("streams.camera")}</th>
              <th scope="col">{say("streams.stream")}</th>
              <th scope="col">{say("streams.address")}</th>
              <th scope="col">{say("streams.recording")}</th>
              <th scope="col">{say("streams.retention")}</th>
              <th scope="col">{say("streams.changed")}</th>
              <th scope="col">
                <span className="visually-hidden">{say("streams.remove")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ one, now }) => {
              const which = `${one.camera_id} ${say.word("stream_role", one.role)}`;
              return (
                <tr key={which}>
                  <td>
                    <b translate="no">{one.camera_id}</b>
                    <small>{name(one.camera_id)}</small>
                  </td>
                  <td className="nowrap">{say.word("stream_role", one.role)}</td>
                  <td className="path" translate="no">
                    {one.url}
                    {one.username && (
                      <small>
                        {one.username}
                        {one.has_password && ` · ${say("streams.has_password")}`}
                      </small>
                    )}
                  </td>
                  <td>
                    <label className="nowrap">
                      <input
                        type="checkbox"
                        checked={one.is_recorded}
                        aria-label={`${say("streams.recording")}：${which}`}
                        onChange={() => void record(one)}
                      />{" "}
                      {say(one.is_recorded ? "streams.is_recorded" : "streams.not_recorded")}
                    </label>
                    {now && (
                      <small className={`streams-now ${isBad(now) ? "is-bad" : ""}`}>
                        {now.words}
                        {now.why && <span>{now.why}</span>}
                      </small>
                    )}
                  </td>
                  <td>
                    <select
                      value={one.retention}
                      aria-label={`${say("streams.retention")}：${which}`}
                      onChange={(event) => void keep(one, event.target.value as RetentionClass)}
                    >
                      {RETENTIONS.map((choice) => (
                        <option key={choice} value={choice}>
                          {say.word("retention", choice)}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td>
                    {one.by}
                    <small className="nowrap">{shortText(Date.parse(one.at))}</small>
                  </td>
                  <td>
                    <button
                      type="button"
                      className="quiet"
                      aria-label={`${say("streams.remove")}：${which}`}
                      onClick={() => setLeaving(one)}
                    >
                      {say("streams.remove")}
                    </button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {matching.length > SHOWN && (
        <p className="streams-count">{say("streams.more", { n: matching.length - SHOWN })}</p>
      )}
      {leaving && (
        <Dialog title={say("streams.remove")} onClose={() => setLeaving(null)}>
          <div className="streams-leave">
            <p>
              {say("streams.remove_sure", {
                id: leaving.camera_id,
                role: say.word("stream_role", leaving.role),
              })}
            </p>
            <button type="button" className="primary" onClick={() => void remove(leaving)}>
              {say("streams.remove")}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function isBad(now: Going | null): boolean {
  return now?.isBad ?? false;
}
