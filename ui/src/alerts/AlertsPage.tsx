/** 警示: the wall, the desk and the phone. What is open, by urgency; one of them beside it; those of before. */
import { useCallback, useEffect, useState } from "react";
import { api } from "../api/client";
import { useDesk } from "../app/desk";
import { useKeys } from "../app/keys";
import { go, useRoute } from "../app/route";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { Show, useLoaded } from "../pages/Page";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { AlertCard } from "./AlertCard";
import { AlertFigures } from "./AlertFigures";
import { AlertList } from "./AlertList";
import { Drill } from "./Drill";
import { canNotify, chooseNotices, chooseSound, useTelling } from "./telling";
import { openAlert, useNews } from "./use_news";
import { WatchHealth } from "./WatchHealth";

type Tab = "open" | "past" | "figures";
const TABS: readonly Tab[] = ["open", "past", "figures"];

export default function AlertsPage() {
  const say = useSay();
  const { id, params } = useRoute();
  const { alerts, link } = useNews();
  const { current: session } = useTrust();
  const tab = TABS.find((one) => one === params.show) ?? "open";
  const number = /^\d+$/.test(id) ? Number(id) : 0;
  const unseen = alerts.filter(({ state }) => state === "new").length;
  const isAdministrator = session.state === "known" && session.session.officer?.role === "administrator";
  const [isDrill, setDrill] = useState(false);

  const step = (by: number) => {
    const at = alerts.findIndex((alert) => alert.id === number);
    const next = alerts[at < 0 ? 0 : Math.max(0, Math.min(alerts.length - 1, at + by))];
    if (next) openAlert(next.id);
  };
  const toList = useCallback(() => go({ page: "alerts", id: "", params: {} }), []);
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    s: () => void chooseSound(true),
    ...(number > 0 && { escape: toList }),
  });

  return (
    <div className="alerts" data-open={number > 0}>
      <section className="alerts-side" aria-label={say("alerts.list_label")}>
        <header>
          <h1>{say("page.alerts")}</h1>
          <p role="status" aria-live="assertive" className={unseen > 0 ? "alerts-unseen" : ""}>
            {unseen > 0 ? say("alerts.unseen", { n: unseen }) : say("alerts.none_unseen")}
          </p>
          <Telling />
          <WatchHealth />
          {link !== "live" && (
            <p className="alerts-link" role="alert" data-link={link}>
              <Icon name="warning" size={17} />
              {say(link === "away" ? "alerts.link_away" : "alerts.link_connecting")}
            </p>
          )}
          <nav className="alerts-tabs" aria-label={say("alerts.tabs")}>
            {TABS.map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={tab === one}
                onClick={() => go({ page: "alerts", id: "", params: one === "open" ? {} : { show: one } })}
              >
                {say(`alerts.tab_${one}`)}
              </button>
            ))}
            {isAdministrator && (
              <button type="button" className="quiet" onClick={() => setDrill(true)}>
                {say("alerts.drill")}
              </button>
            )}
          </nav>
        </header>
        {tab === "open" &&
          (alerts.length > 0 ? (
            <AlertList alerts={alerts} current={number} label={say("alerts.tab_open")} />
          ) : (
            <Notice icon="alerts" title={say("alerts.none")}>
              {say("alerts.none_more")}
            </Notice>
          ))}
        {tab === "past" && <Past current={number} />}
        {tab === "figures" && <AlertFigures />}
      </section>
      {number > 0 && (
        <section className="alerts-main" aria-label={say("alerts.number", { n: String(number) })}>
          <button type="button" className="alerts-back" onClick={toList}>
            <Icon name="left" size={17} />
            {say("alerts.back")}
          </button>
          <AlertCard key={number} id={number} />
        </section>
      )}
      {isDrill && <Drill onClose={() => setDrill(false)} />}
    </div>
  );
}

/** Sound and notices of this browser: off until switched on here. */
function Telling() {
  const say = useSay();
  const { tell } = useDesk();
  const { sound, notices, isMute } = useTelling();
  useEffect(() => {
    if (sound && isMute) tell(say("alerts.sound_mute"));
  }, [sound, isMute, say, tell]);
  return (
    <p className="alerts-telling">
      <button type="button" aria-pressed={sound} onClick={() => void chooseSound(!sound || isMute)}>
        {say(sound ? (isMute ? "alerts.sound_touch" : "alerts.sound_on") : "alerts.sound_off")}
      </button>
      {canNotify() && (
        <button type="button" aria-pressed={notices} onClick={() => void chooseNotices(!notices)}>
          {say(notices ? "alerts.notices_on" : "alerts.notices_off")}
        </button>
      )}
    </p>
  );
}

function Past({ current }: { current: number }) {
  const say = useSay();
  const [plate, setPlate] = useState("");
  const [wanted, setWanted] = useState({ plate: "", origin: "", state: "" });
  const ask = useCallback(() => api.alerts(wanted), [wanted]);
  const [loaded] = useLoaded(ask);
  return (
    <>
      <form
        className="alerts-filter"
        onSubmit={(event) => {
          event.preventDefault();
          setWanted({ ...wanted, plate });
        }}
      >
        <input
          aria-label={say("alerts.plate")}
          placeholder={say("alerts.plate")}
          value={plate}
          maxLength={20}
          onChange={(event) => setPlate(event.target.value)}
        />
        <select
          aria-label={say("alerts.state")}
          value={wanted.state}
          onChange={(event) => setWanted({ ...wanted, state: event.target.value })}
        >
          <option value="">{say("alerts.any_state")}</option>
          {["closed", "rejected", "expired", "dispatched"].map((state) => (
            <option key={state} value={state}>
              {say.word("alert_state", state)}
            </option>
          ))}
        </select>
        <select
          aria-label={say("alerts.origin")}
          value={wanted.origin}
          onChange={(event) => setWanted({ ...wanted, origin: event.target.value })}
        >
          <option value="">{say("alerts.any_origin")}</option>
          {["live", "late", "retro", "drill"].map((origin) => (
            <option key={origin} value={origin}>
              {say.word("alert_origin", origin)}
            </option>
          ))}
        </select>
        <button type="submit">{say("alerts.find")}</button>
      </form>
      <Show loaded={loaded}>
        {({ alerts }) =>
          alerts.length > 0 ? (
            <AlertList alerts={alerts} current={current} label={say("alerts.tab_past")} />
          ) : (
            <Notice icon="alerts" title={say("alerts.none_past")} />
          )
        }
      </Show>
    </>
  );
}
