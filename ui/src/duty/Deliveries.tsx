/** The log of deliveries: what was to be sent, to whom, and everything that was tried. */
import { Fragment, useCallback, useState } from "react";
import { api } from "../api/client";
import type { Delivery, DeliveryState } from "../api/types";
import { useRoute, withParams } from "../app/route";
import { useSay } from "../app/settings";
import { Show, useLoaded } from "../pages/Page";
import { Notice } from "../parts/Notice";
import { fullText } from "../time/taipei";
import { moment } from "./words";

const STATES: readonly DeliveryState[] = [
  "queued",
  "sending",
  "accepted",
  "delivered",
  "acknowledged",
  "unclear",
  "failed",
  "refused",
  "expired",
];

export function Deliveries() {
  const say = useSay();
  const { params } = useRoute();
  const { channel = "", state = "", alert = "", member = "", before = "" } = params;
  const load = useCallback(
    () => api.deliveries({ channel, state, alert, member, before }),
    [channel, state, alert, member, before],
  );
  const [loaded, reload] = useLoaded(load);
  const [channels] = useLoaded(api.channels);
  const narrow = (name: string, value: string) => withParams({ [name]: value, before: "" }, "replace");
  return (
    <section className="duty-groups" aria-label={say("duty.tab_log")}>
      <search className="inline-form">
        <label>
          <span>{say("duty.channel")}</span>
          <select value={channel} onChange={(event) => narrow("channel", event.currentTarget.value)}>
            <option value="">{say("duty.any")}</option>
            {channels.state === "here" &&
              channels.value.channels.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
          </select>
        </label>
        <label>
          <span>{say("duty.state")}</span>
          <select value={state} onChange={(event) => narrow("state", event.currentTarget.value)}>
            <option value="">{say("duty.any")}</option>
            {STATES.map((one) => (
              <option key={one} value={one}>
                {say(`delivery.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{say("duty.alert")}</span>
          <input
            inputMode="numeric"
            value={alert}
            onChange={(event) => narrow("alert", event.currentTarget.value.replace(/\D/g, ""))}
          />
        </label>
        <label>
          <span>{say("sign_in.username")}</span>
          <input value={member} onChange={(event) => narrow("member", event.currentTarget.value)} />
        </label>
        <button type="button" onClick={reload}>
          {say("duty.reload")}
        </button>
      </search>
      <Show loaded={loaded}>
        {({ deliveries, next }) => (
          <>
            {deliveries.length === 0 ? (
              <Notice title={say("duty.no_deliveries")}>{say("duty.no_deliveries_more")}</Notice>
            ) : (
              <Table deliveries={deliveries} />
            )}
            {next !== null && (
              <button type="button" onClick={() => withParams({ before: String(next) })}>
                {say("duty.older")}
              </button>
            )}
          </>
        )}
      </Show>
    </section>
  );
}

function Table({ deliveries }: { deliveries: readonly Delivery[] }) {
  const say = useSay();
  const [open, setOpen] = useState<number | null>(null);
  return (
    <div className="table-box">
      <table>
        <thead>
          <tr>
            <th scope="col">{say("duty.when")}</th>
            <th scope="col">{say("duty.alert")}</th>
            <th scope="col">{say("duty.to")}</th>
            <th scope="col">{say("duty.channel")}</th>
            <th scope="col">{say("duty.state")}</th>
            <th scope="col">{say("duty.said")}</th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((one) => (
            <Fragment key={one.id}>
              <tr>
                <td>
                  <time dateTime={one.queued}>{moment(one.queued)}</time>
                </td>
                <td>
                  {one.alert === 0 ? say("duty.trial") : <a href={`#/alerts/${one.alert}`}>{one.alert}</a>}
                  {one.is_drill && <span className="tag">{say("duty.drill")}</span>}
                </td>
                <td>
                  <span translate="no">{one.member || one.address}</span>
                </td>
                <td>{one.channel_name}</td>
                <td>
                  <span className={`duty-state duty-state-${one.state}`}>{say(`delivery.${one.state}`)}</span>
                </td>
                <td>
                  <button
                    type="button"
                    className="quiet"
                    aria-expanded={open === one.id}
                    onClick={() => setOpen(open === one.id ? null : one.id)}
                  >
                    {say("duty.tries", { n: one.tries })}
                  </button>{" "}
                  <span className="duty-says">{one.says}</span>
                </td>
              </tr>
              {open === one.id && (
                <tr>
                  <td colSpan={6}>
                    <Tries id={one.id} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Tries({ id }: { id: number }) {
  const say = useSay();
  const load = useCallback(() => api.delivery(id), [id]);
  const [loaded] = useLoaded(load);
  return (
    <Show loaded={loaded}>
      {({ delivery, tries }) => (
        <ol className="duty-tries">
          <li>
            <time>{fullText(Date.parse(delivery.queued))}</time> {say("duty.put")}{" "}
            <span translate="no">{delivery.address}</span>
          </li>
          {tries.map((one) => (
            <li key={`${one.at} ${one.came_of}`}>
              <time>{fullText(Date.parse(one.at))}</time> {say(`delivery.${one.came_of}`)} {one.says}
            </li>
          ))}
        </ol>
      )}
    </Show>
  );
}
