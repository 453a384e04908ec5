/** Open alerts by urgency, each with its age counting. Only what nobody has taken blinks. */
import type { AlertLine } from "../api/types";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { Plate } from "../parts/Plate";
import { openAlert, useCentreNow } from "./use_news";
import { ageText, titleOf } from "./words";

interface Props {
  readonly alerts: readonly AlertLine[];
  readonly current: number;
  readonly label: string;
}

export function AlertList({ alerts, current, label }: Props) {
  const now = useCentreNow();
  return (
    <ul className="alert-list" aria-label={label}>
      {alerts.map((alert) => (
        <li key={alert.id}>
          <AlertRow alert={alert} isCurrent={alert.id === current} now={now} />
        </li>
      ))}
    </ul>
  );
}

function AlertRow({ alert, isCurrent, now }: { alert: AlertLine; isCurrent: boolean; now: number }) {
  const say = useSay();
  const isOpen = ["new", "shown", "verified", "dispatched"].includes(alert.state);
  return (
    <button
      type="button"
      className={`alert-row alert-p${alert.priority}`}
      data-state={alert.state}
      aria-current={isCurrent}
      onClick={() => openAlert(alert.id)}
    >
      <span className="alert-row-priority" title={say("alerts.priority", { n: alert.priority })}>
        {alert.priority}
      </span>
      <span className="alert-row-what">
        <span>
          <b>{titleOf(say, alert)}</b>
          <Marks alert={alert} />
        </span>
        <span>
          <Plate plate={alert.plate} />
          {alert.sign && <span className="match">{alert.sign}</span>}
          {alert.hits > 1 && <small>{say("alerts.times", { n: alert.hits })}</small>}
        </span>
        <small>
          {alert.newest_camera.name}
          {alert.list_name && ` · ${alert.list_name}`}
        </small>
      </span>
      <span className="alert-row-state">
        <time dateTime={alert.opened}>{isOpen ? ageText(now - Date.parse(alert.opened)) : ""}</time>
        <span>{say.word("alert_state", alert.state)}</span>
        {alert.holder && <small>{alert.holder}</small>}
      </span>
    </button>
  );
}

/** What must not be overlooked, each in a word. */
export function Marks({ alert }: { alert: AlertLine }) {
  const say = useSay();
  return (
    <>
      {alert.origin !== "live" && (
        <span className={`badge alert-${alert.origin}`}>{say.word("alert_origin", alert.origin)}</span>
      )}
      {alert.is_covert && <span className="badge">{say("alerts.covert")}</span>}
      {alert.has_conflicts && (
        <span className="badge alert-conflict">
          <Icon name="warning" size={13} />
          {say("alerts.conflict")}
        </span>
      )}
      {alert.level > 0 && alert.state === "new" && (
        <span className="badge alert-raised">
          <Icon name="up" size={13} />
          {say("alerts.raised", { n: alert.level })}
        </span>
      )}
    </>
  );
}
