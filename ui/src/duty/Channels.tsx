/** Channels: how each has been doing, a test, and how it is set up. Secrets are given and never shown. */

import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import type { Channel, ChannelKind, Delivery } from "../api/types";
import { withParams } from "../app/route";
import { useSay } from "../app/settings";
import { Show, useLoaded } from "../pages/Page";
import { Failed } from "../parts/Failed";
import { Notice } from "../parts/Notice";
import { ChannelForm } from "./ChannelForm";
import { moment } from "./words";

const LOOK_MS = 1_000;
const LOOKS = 60;

export function Channels({ isAdministrator }: { isAdministrator: boolean }) {
  const say = useSay();
  const [kinds] = useLoaded(api.channelKinds);
  const [channels, reload] = useLoaded(api.channels);
  const [editing, setEditing] = useState<Channel | "new" | null>(null);
  return (
    <section className="duty-groups" aria-labelledby="duty-channels">
      <header>
        <h2 id="duty-channels">{say("duty.channels")}</h2>
        {isAdministrator && (
          <button type="button" onClick={() => setEditing("new")}>
            {say("duty.add_channel")}
          </button>
        )}
      </header>
      <Show loaded={kinds}>
        {(known) => (
          <Show loaded={channels}>
            {(found) => (
              <>
                {found.channels.length === 0 && (
                  <Notice title={say("duty.no_channels")}>{say("duty.no_channels_more")}</Notice>
                )}
                {found.channels.map((one) => (
                  <Card
                    key={one.id}
                    channel={one}
                    kind={known.kinds.find((kind) => kind.name === one.kind)}
                    isAdministrator={isAdministrator}
                    onChange={() => setEditing(one)}
                    onTried={reload}
                  />
                ))}
                {editing !== null && (
                  <ChannelForm
                    kinds={known.kinds}
                    channel={editing === "new" ? null : editing}
                    onClose={() => setEditing(null)}
                    onSaved={() => {
                      setEditing(null);
                      reload();
                    }}
                  />
                )}
              </>
            )}
          </Show>
        )}
      </Show>
    </section>
  );
}

interface CardProps {
  readonly channel: Channel;
  readonly kind: ChannelKind | undefined;
  readonly isAdministrator: boolean;
  readonly onChange: () => void;
  readonly onTried: () => void;
}

function Card({ channel, kind, isAdministrator, onChange, onTried }: CardProps) {
  const say = useSay();
  const { health } = channel;
  const title = kind ? (say.language === "en" ? kind.title.en : kind.title.zh) : channel.kind;
  const isBad = channel.is_enabled && (channel.trouble !== "" || health.failures > 0);
  return (
    <article className="duty-group">
      <header>
        <h3>{channel.name}</h3>
        <small>{title}</small>
        <span className={isBad ? "tag duty-tag-bad" : "tag"}>
          {say(!channel.is_enabled ? "duty.off" : isBad ? "duty.in_trouble" : "duty.in_order")}
        </span>
        <small>{say(channel.is_plate_allowed ? "duty.with_plate" : "duty.without_plate")}</small>
        {isAdministrator && (
          <button
            type="button"
            className="quiet"
            aria-label={`${say("duty.change")}：${channel.name}`}
            onClick={onChange}
          >
            {say("duty.change")}
          </button>
        )}
      </header>
      {channel.trouble && (
        <Notice tone="bad" title={say("duty.cannot_open")}>
          {channel.trouble}
        </Notice>
      )}
      <ul className="duty-health">
        <li>{say("duty.health_told", { n: health.told })}</li>
        <li className={health.untold > 0 ? "duty-bad" : ""}>
          {say("duty.health_untold", { n: health.untold })}
        </li>
        <li className={health.unclear > 0 ? "duty-bad" : ""}>
          {say("duty.health_unclear", { n: health.unclear })}
        </li>
        <li className={health.oldest ? "duty-bad" : ""}>
          {health.oldest
            ? say("duty.health_queued_since", { n: health.queued, at: moment(health.oldest) })
            : say("duty.health_queued", { n: health.queued })}
        </li>
        {health.accepted && <li>{say("duty.health_accepted", { at: moment(health.accepted) })}</li>}
        {health.credit && (
          <li>
            {say("duty.health_credit", {
              n: health.credit.left,
              unit: say.language === "en" ? health.credit.unit.en : health.credit.unit.zh,
            })}
          </li>
        )}
      </ul>
      {health.failures > 0 && (
        <p className="duty-bad">
          {say("duty.health_failures", { n: health.failures, says: health.last_says })}
        </p>
      )}
      <div className="duty-actions">
        {isAdministrator && channel.is_enabled && (
          <Trial channel={channel} address={kind?.address} onTried={onTried} />
        )}
        <button
          type="button"
          className="quiet"
          onClick={() => withParams({ tab: "log", channel: String(channel.id) })}
        >
          {say("duty.see_log")}
        </button>
      </div>
    </article>
  );
}

interface TrialProps {
  readonly channel: Channel;
  readonly address: ChannelKind["address"] | undefined;
  readonly onTried: () => void;
}

/** Sends a test and follows it until the gateway has said something. */
function Trial({ channel, address, onTried }: TrialProps) {
  const say = useSay();
  const [told, setTold] = useState<Delivery | null>(null);
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const to = String(new FormData(event.currentTarget).get("address") ?? "");
    const begun = await api.testChannel(channel.id, to);
    setProblem(begun.ok ? null : begun);
    setTold(begun.ok ? begun.value : null);
    if (!begun.ok) return;
    for (let n = 0; n < LOOKS; n++) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const seen = await api.delivery(begun.value.id);
      if (!seen.ok) break;
      setTold(seen.value.delivery);
      if (!["queued", "sending"].includes(seen.value.delivery.state)) break;
    }
    onTried();
  };
  const hint = address ? (say.language === "en" ? address.en : address.zh) : "";
  return (
    <form className="duty-trial" onSubmit={(event) => void submit(event)}>
      <label>
        <span className="visually-hidden">{hint}</span>
        <input name="address" placeholder={hint} required />
      </label>
      <button type="submit">{say("duty.test")}</button>
      {told && (
        <span role="status" className={`duty-state duty-state-${told.state}`}>
          {say(`delivery.${told.state}`)} {told.says}
        </span>
      )}
      {problem && <Failed problem={problem} />}
    </form>
  );
}
