/** The network is searched; what answers is listed as it comes. */

import { type FormEvent, useEffect, useState } from "react";
import { api } from "../api/client";
import type { CameraSearch } from "../api/types";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { DeviceCard, type LogIn } from "./DeviceCard";

const ASK_MS = 400;

export function FindCameras({ onSaved }: { onSaved: () => void }) {
  const say = useSay();
  const [subnets, setSubnets] = useState("");
  const [search, setSearch] = useState<CameraSearch | null>(null);
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  // What was last typed is offered to the next camera: a house has one account for all of them.
  const [logIn, setLogIn] = useState<LogIn>({ username: "", password: "" });

  const begin = async (event: FormEvent) => {
    event.preventDefault();
    const result = await api.findCameras(subnets.split(/[\s,;、，]+/).filter((one) => one !== ""));
    setProblem(result.ok ? null : result);
    if (result.ok) setSearch(result.value);
  };
  const id = search && !search.is_over ? search.id : "";
  useEffect(() => {
    if (id === "") return;
    const timer = setInterval(() => {
      void api.cameraSearch(id).then((result) => {
        if (result.ok) setSearch(result.value);
        else setProblem(result);
      });
    }, ASK_MS);
    return () => clearInterval(timer);
  }, [id]);

  return (
    <section className="find-cameras">
      <form className="inline-form" onSubmit={(event) => void begin(event)} aria-label={say("streams.find")}>
        <label className="find-subnets">
          <span>{say("streams.subnets")}</span>
          <input
            value={subnets}
            onChange={(event) => setSubnets(event.target.value)}
            placeholder="192.168.10.0/24"
            inputMode="url"
            autoComplete="off"
          />
        </label>
        {id === "" ? (
          <button type="submit" className="primary">
            <Icon name="search" size={18} />
            {say("streams.find")}
          </button>
        ) : (
          <button type="button" onClick={() => void api.stopCameraSearch(id)}>
            {say("streams.stop")}
          </button>
        )}
        <small>{say("streams.subnets_more")}</small>
      </form>
      {problem && <Failed problem={problem} />}
      {id !== "" && search && (
        <p className="find-progress" role="status">
          <progress value={search.share} max={1} aria-label={say("streams.finding")} />
          {say("streams.finding_so_far", { n: search.devices.length })}
        </p>
      )}
      {search?.is_over && search.devices.length === 0 && (
        <Notice title={say("streams.none_found")}>{say("streams.none_found_more")}</Notice>
      )}
      {search && search.devices.length > 0 && (
        <ul className="devices" aria-label={say("streams.found")}>
          {search.devices.map((device) => (
            <DeviceCard key={device.url} device={device} logIn={logIn} onLogIn={setLogIn} onSaved={onSaved} />
          ))}
        </ul>
      )}
    </section>
  );
}
