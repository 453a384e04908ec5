/** 這個裝置: whether this browser is told of alerts, a test, and one's other devices. */

import { type FormEvent, useEffect, useState } from "react";
import { api, type Result } from "../api/client";
import type { Push, PushDevice } from "../api/types";
import { useSay } from "../app/settings";
import { Show, useLoaded } from "../pages/Page";
import { Dialog } from "../parts/Dialog";
import { Failed } from "../parts/Failed";
import { Notice } from "../parts/Notice";
import { fullText } from "../time/taipei";
import { ability, allow, remove, thisOne, usualName } from "./device";

export function ThisDevice({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const [loaded, reload] = useLoaded(api.push);
  return (
    <Dialog title={say("push.title")} onClose={onClose}>
      <div className="push">
        <p className="push-lead">{say("push.lead")}</p>
        <Show loaded={loaded}>{(push) => <Known push={push} onChanged={reload} />}</Show>
      </div>
    </Dialog>
  );
}

function Known({ push, onChanged }: { push: Push; onChanged: () => void }) {
  const say = useSay();
  const [mine, setMine] = useState<PushDevice | null | "looking">("looking");
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const [told, setTold] = useState("");
  useEffect(() => {
    void thisOne(push.devices).then(setMine);
  }, [push]);
  const done = async (doing: Promise<Result<unknown>>, sentence: string) => {
    setTold("");
    setProblem(null);
    const result = await doing;
    if (result.ok) setTold(sentence);
    else setProblem({ kind: result.kind, message: result.message });
    onChanged();
  };
  if (mine === "looking") return null;
  const others = push.devices.filter((device) => device.id !== mine?.id);
  return (
    <>
      {mine ? (
        <Allowed
          device={mine}
          onTest={() => void done(api.testPushDevice(mine.id), say("push.tested"))}
          onRemove={() => void done(remove(mine), say("push.removed"))}
        />
      ) : (
        <Asking push={push} onAllow={(name) => done(allow(name, push.public_key), say("push.allowed"))} />
      )}
      {problem && <Failed problem={problem} />}
      {told && (
        <p className="push-told" role="status">
          {told}
        </p>
      )}
      {others.length > 0 && (
        <section>
          <h3>{say("push.others")}</h3>
          <ul className="push-others">
            {others.map((device) => (
              <li key={device.id}>
                <span>
                  <b>{device.name}</b>
                  <small>{lastTold(say, device)}</small>
                </span>
                <button
                  type="button"
                  aria-label={`${say("push.remove")}：${device.name}`}
                  onClick={() => void done(remove(device), say("push.removed"))}
                >
                  {say("push.remove")}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

interface AllowedProps {
  readonly device: PushDevice;
  readonly onTest: () => void;
  readonly onRemove: () => void;
}

function Allowed({ device, onTest, onRemove }: AllowedProps) {
  const say = useSay();
  return (
    <section className="push-this">
      <Notice icon="phone" title={say("push.is_on", { name: device.name })}>
        {lastTold(say, device)}
      </Notice>
      <div className="push-buttons">
        <button type="button" className="primary" onClick={onTest}>
          {say("push.test")}
        </button>
        <button type="button" onClick={onRemove}>
          {say("push.remove")}
        </button>
      </div>
    </section>
  );
}

function Asking({ push, onAllow }: { push: Push; onAllow: (name: string) => Promise<void> }) {
  const say = useSay();
  const [isAsking, setAsking] = useState(false);
  const able = ability();
  if (!push.is_ready) return <Notice tone="warn" title={say("push.not_ready")} />;
  if (able !== "can") return <Notice tone="warn" title={say(`push.${able}`)} />;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAsking(true);
    await onAllow(String(new FormData(event.currentTarget).get("name") ?? ""));
    setAsking(false);
  };
  return (
    <form className="push-this" onSubmit={(event) => void submit(event)}>
      <label>
        <span>{say("push.name")}</span>
        <input name="name" defaultValue={usualName()} maxLength={100} autoComplete="off" required />
      </label>
      <button type="submit" className="primary" disabled={isAsking}>
        {say("push.allow")}
      </button>
    </form>
  );
}

function lastTold(say: ReturnType<typeof useSay>, device: PushDevice): string {
  return device.told
    ? say("push.last_told", { at: fullText(Date.parse(device.told)) })
    : say("push.never_told");
}
