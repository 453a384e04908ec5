/** One alert: the picture beside what is looked for, how it matched, where, and what can be done about it. */

import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "../api/client";
import type { AlertStep, OpenedAlert, Passage } from "../api/types";
import { useDesk } from "../app/desk";
import { useKeys } from "../app/keys";
import { toPage } from "../app/route";
import { type Say, useSay } from "../app/settings";
import { Confidence } from "../parts/Confidence";
import { Failed } from "../parts/Failed";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { PlateCrop, PlatePicture } from "../passage/PlatePicture";
import { showFootage } from "../player/go";
import { whyFailed } from "../search/words";
import { clockText, fullText } from "../time/taipei";
import { showTrail } from "../trail/go";
import { duration } from "../trail/words";
import { Marks } from "./AlertList";
import { Beside } from "./Beside";
import { type Act, Deciding } from "./Deciding";
import { PlaceOf } from "./PlaceOf";
import { Pursuit } from "./Pursuit";
import { news, useCentreNow, useNews } from "./use_news";
import { ageText, said, stepText, titleOf } from "./words";

type State =
  | { readonly state: "loading" }
  | { readonly state: "open"; readonly alert: OpenedAlert }
  | { readonly state: "failed"; readonly kind: string; readonly message: string };

/** Footage begins a little before the passage, so that the vehicle is seen coming. */
const BEFORE_MS = 3_000;

export function AlertCard({ id }: { id: number }) {
  const say = useSay();
  const { tell } = useDesk();
  const { latest } = useNews();
  const [current, setCurrent] = useState<State>({ state: "loading" });
  const [isBusy, setBusy] = useState(false);
  const shown = useRef(0);

  const take = useCallback((alert: OpenedAlert) => {
    shown.current = alert.version;
    news.put(alert);
    setCurrent({ state: "open", alert });
  }, []);
  const reload = useCallback(async () => {
    const result = await api.alert(id);
    if (result.ok) take(result.value);
    else setCurrent({ state: "failed", kind: result.kind, message: result.message });
  }, [id, take]);
  useEffect(() => void reload(), [reload]);

  // Another officer, or time, did something to it.
  useEffect(() => {
    if (latest && latest.alert.id === id && latest.alert.version > shown.current) void reload();
  }, [latest, id, reload]);

  const act = async (what: Act, body: Readonly<Record<string, unknown>> = {}): Promise<boolean> => {
    setBusy(true);
    const result = await api.actOnAlert(id, what, { version: shown.current, ...body });
    setBusy(false);
    if (result.ok) {
      take(result.value);
      return true;
    }
    if (result.kind === "taken_meanwhile") {
      await reload();
      const again = await api.alert(id);
      tell(again.ok ? first(say, again.value.steps) : result.message);
    } else tell(result.message || whyFailed(say, result.kind));
    return false;
  };

  switch (current.state) {
    case "loading":
      return (
        <p className="asking" role="status">
          <span className="spinner" aria-hidden="true" />
          {say("loading")}
        </p>
      );
    case "failed":
      return <Failed problem={current} />;
    case "open":
      return <Card key={id} alert={current.alert} isBusy={isBusy} act={act} />;
  }
}

interface CardProps {
  readonly alert: OpenedAlert;
  readonly isBusy: boolean;
  readonly act: (act: Act, body?: Readonly<Record<string, unknown>>) => Promise<boolean>;
}

function Card({ alert, isBusy, act }: CardProps) {
  const say = useSay();
  const [lookedAt, setLookedAt] = useState(alert.passage.id);
  const passage = alert.sightings.find(({ id }) => id === lookedAt) ?? alert.passage;
  const plate = passage.plate?.text;
  useKeys({
    ...(plate !== undefined && { g: () => showTrail(plate, Date.parse(passage.at)) }),
    p: () => showFootage([passage.camera.number], Date.parse(passage.at) - BEFORE_MS),
  });
  return (
    <article className="alert-card" aria-labelledby="alert-title" data-state={alert.state}>
      <Head alert={alert} />
      <div className="alert-body">
        <div className="alert-sights">
          <Pictures passage={passage} />
          <Sightings alert={alert} current={passage.id} onChoose={setLookedAt} />
        </div>
        <div className="alert-facts">
          <Beside alert={alert} />
          <Deciding alert={alert} lookedAt={passage.id} isBusy={isBusy} act={act} />
        </div>
        <div className="alert-where">
          <PlaceOf passage={passage} />
          <p className="alert-onward">
            <button
              type="button"
              onClick={() => showFootage([passage.camera.number], Date.parse(passage.at) - BEFORE_MS)}
            >
              <Icon name="footage" size={17} />
              {say("alerts.footage")}
            </button>
            {plate !== undefined && (
              <button type="button" onClick={() => showTrail(plate, Date.parse(passage.at))}>
                <Icon name="trail" size={17} />
                {say("alerts.trail")}
              </button>
            )}
            <button type="button" onClick={() => toPage("passage", passage.id)}>
              <Icon name="search" size={17} />
              {say("alerts.passage")}
            </button>
          </p>
        </div>
        <Pursuit alert={alert} />
        <Why alert={alert} />
        <Steps alert={alert} act={act} />
      </div>
    </article>
  );
}

function Head({ alert }: { alert: OpenedAlert }) {
  const say = useSay();
  const now = useCentreNow();
  const isOpen = ["new", "shown", "verified", "dispatched"].includes(alert.state);
  return (
    <header className={`alert-head alert-p${alert.priority}`}>
      {alert.origin === "drill" && (
        <p className="alert-drill-line" role="note">
          {say("alerts.drill_line")}
        </p>
      )}
      <div>
        <h2 id="alert-title">{titleOf(say, alert)}</h2>
        <span className="badge">{say("alerts.priority", { n: alert.priority })}</span>
        <Marks alert={alert} />
      </div>
      <p>{said(say, alert.title)}</p>
      <p className="alert-standing">
        <b data-testid="alert-state">{say.word("alert_state", alert.state)}</b>
        {alert.holder && <span>{say("alerts.held_by", { who: alert.holder })}</span>}
        <span>
          {fullText(Date.parse(alert.opened))}
          {isOpen && <time> · {ageText(now - Date.parse(alert.opened))}</time>}
        </span>
        <small>{say("alerts.number", { n: String(alert.id) })}</small>
      </p>
      {alert.danger && (
        <p className="alert-danger">
          <Icon name="warning" size={19} />
          <b>{say("alerts.danger")}</b> {alert.danger}
        </p>
      )}
    </header>
  );
}

function Pictures({ passage }: { passage: Passage }) {
  const say = useSay();
  const [picture] = passage.pictures;
  const label = say("alerts.picture_of", { camera: passage.camera.name });
  if (!picture) return <Notice icon="camera" title={say("alerts.no_picture")} />;
  return (
    <>
      <PlatePicture key={picture.url} picture={picture} label={label} corners={[]} />
      <PlateCrop key={`${picture.url}#plate`} picture={picture} label={say("alerts.plate_of")} />
    </>
  );
}

/** Where else it was seen since; choosing one looks at its picture. */
function Sightings({
  alert,
  current,
  onChoose,
}: {
  alert: OpenedAlert;
  current: string;
  onChoose: (id: string) => void;
}) {
  const say = useSay();
  const passage = alert.sightings.find(({ id }) => id === current) ?? alert.passage;
  const error = passage.error_s;
  return (
    <>
      <p className="alert-when">
        <b>{fullText(Date.parse(passage.at))}</b>{" "}
        {error === null
          ? say("alerts.clock_unknown")
          : say("alerts.clock_error", { n: error < 10 ? error.toFixed(1) : String(Math.round(error)) })}
        {passage.plate && (
          <>
            {" "}
            <Confidence value={passage.confidence} />
          </>
        )}
      </p>
      {alert.sightings.length > 1 && (
        <ul className="alert-sightings" aria-label={say("alerts.sightings")}>
          {alert.sightings.map((one) => (
            <li key={one.id}>
              <button type="button" aria-pressed={one.id === current} onClick={() => onChoose(one.id)}>
                <time>{clockText(Date.parse(one.at))}</time> {one.camera.name}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Why it was told, what speaks against it, and on whose word: with the age of the list. */
function Why({ alert }: { alert: OpenedAlert }) {
  const say = useSay();
  const now = useCentreNow();
  const { entry, refreshed } = alert;
  const age_s = refreshed === null ? 0 : (now - Date.parse(refreshed)) / 1000;
  const isOld = alert.refresh_within_s !== null && age_s > alert.refresh_within_s;
  return (
    <section className="alert-why">
      <h3>{say("alerts.why")}</h3>
      <ul>
        {alert.says.map((one) => (
          <li key={one.en}>{said(say, one)}</li>
        ))}
      </ul>
      {alert.caveats.length > 0 && (
        <>
          <h3>{say("alerts.caveats")}</h3>
          <ul>
            {alert.caveats.map((one) => (
              <li key={one.en}>{said(say, one)}</li>
            ))}
          </ul>
        </>
      )}
      {(alert.list_name || entry) && (
        <dl>
          {alert.list_name && (
            <>
              <dt>{say("alerts.list")}</dt>
              <dd>
                {alert.list_name}
                {refreshed !== null && (
                  <small className={isOld ? "is-bad" : ""}>
                    {say(isOld ? "alerts.list_too_old" : "alerts.list_age", {
                      age: duration(say, Math.max(0, age_s)),
                    })}
                  </small>
                )}
              </dd>
            </>
          )}
          {entry && (
            <>
              <dt>{say("alerts.reason")}</dt>
              <dd>
                {entry.reason}
                <small>{entry.legal_basis}</small>
              </dd>
              <dt>{say("alerts.case")}</dt>
              <dd>{entry.case_no}</dd>
              <dt>{say("alerts.asked_by")}</dt>
              <dd>
                {entry.requester}
                <small>
                  {entry.approver
                    ? say("alerts.approved_by", { who: entry.approver })
                    : say("alerts.not_approved")}
                </small>
              </dd>
              <dt>{say("alerts.until")}</dt>
              <dd>{fullText(Date.parse(entry.until))}</dd>
              {entry.note && (
                <>
                  <dt>{say("alerts.note")}</dt>
                  <dd>{entry.note}</dd>
                </>
              )}
            </>
          )}
        </dl>
      )}
      <p>
        <small>{say("alerts.lead_only")}</small>
      </p>
    </section>
  );
}

function Steps({ alert, act }: Pick<CardProps, "alert" | "act">) {
  const say = useSay();
  const [note, setNote] = useState("");
  return (
    <section className="alert-steps">
      <h3>{say("alerts.steps")}</h3>
      <ol>
        {alert.steps.map((step) => (
          <li key={step.id}>
            <time>{clockText(Date.parse(step.at))}</time>
            <span>
              <b>{say.word("alert_step", step.kind)}</b> {step.by}
              <small>{stepText(say, step)}</small>
            </span>
          </li>
        ))}
      </ol>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void act("note", { text: note }).then((isDone) => isDone && setNote(""));
        }}
      >
        <input
          aria-label={say("alerts.note")}
          placeholder={say("alerts.note")}
          value={note}
          maxLength={500}
          onChange={(event) => setNote(event.target.value)}
        />
        <button type="submit" disabled={note.trim() === ""}>
          {say("alerts.add_note")}
        </button>
      </form>
    </section>
  );
}

/** Who was first, in a sentence for the one who was not. */
function first(say: Say, steps: readonly AlertStep[]): string {
  const last = [...steps].reverse().find(({ by, kind }) => by !== "" && kind !== "noted");
  if (!last) return say("alerts.meanwhile");
  return say("alerts.first", {
    who: last.by,
    at: clockText(Date.parse(last.at)),
    what: say.word("alert_step", last.kind),
  });
}
