/** 這支鏡頭的誤讀: what officers' corrections tell of a camera; fetched when it is opened. */

import { useState } from "react";
import { api } from "../api/client";
import type { EngineMisreads } from "../api/types";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";

type State =
  | { readonly state: "closed" | "loading" }
  | { readonly state: "known"; readonly engines: readonly EngineMisreads[] }
  | { readonly state: "failed"; readonly kind: string; readonly message: string };

export function CorrectMisreads({ camera }: { camera: number }) {
  const say = useSay();
  const [current, setCurrent] = useState<State>({ state: "closed" });
  const load = async () => {
    setCurrent({ state: "loading" });
    const result = await api.misreads(camera);
    setCurrent(
      result.ok
        ? { state: "known", engines: result.value.engines }
        : { state: "failed", kind: result.kind, message: result.message },
    );
  };
  return (
    <details
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && current.state !== "known") void load();
      }}
    >
      <summary>{say("misreads.label")}</summary>
      {current.state === "loading" && <p role="status">{say("misreads.loading")}</p>}
      {current.state === "failed" && <Failed problem={current} />}
      {current.state === "known" && current.engines.length === 0 && <p>{say("misreads.none")}</p>}
      {current.state === "known" &&
        current.engines.map((engine) => <Engine key={engine.engine} engine={engine} />)}
    </details>
  );
}

function Engine({ engine }: { engine: EngineMisreads }) {
  const say = useSay();
  return (
    <>
      <p>
        {say("misreads.right", { n: engine.right, all: engine.judged })}
        <small>
          {engine.judged > 0 &&
            say("misreads.interval", { low: whole(engine.right_low), high: whole(engine.right_high) })}
        </small>
      </p>
      <p>
        {say("misreads.others", { unreadable: engine.unreadable, missed: engine.missed })}
        <small>{engine.engine || say("misreads.engine_unknown")}</small>
      </p>
      {engine.confusions.length > 0 && (
        <table>
          <caption className="visually-hidden">{say("misreads.label")}</caption>
          <thead>
            <tr>
              <th scope="col">{say("misreads.read")}</th>
              <th scope="col">{say("misreads.meant")}</th>
              <th scope="col">{say("misreads.times")}</th>
              <th scope="col">{say("misreads.chance")}</th>
            </tr>
          </thead>
          <tbody>
            {engine.confusions.map((one) => (
              <tr key={`${one.read}${one.meant}`}>
                <td translate="no">{one.read}</td>
                <td translate="no">{one.meant}</td>
                <td>
                  {one.count} / {one.of}
                </td>
                <td>{whole(one.chance)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="faint">{say("misreads.note")}</p>
    </>
  );
}

function whole(share: number): string {
  return `${Math.round(share * 100)}%`;
}
