/** 過車紀錄: one passage opened, with the evidence it rests on. Opening it is a row in the audit. */

import { useEffect, useState } from "react";
import { Onward } from "../analyses/Onward";
import { api } from "../api/client";
import type { Correction, OpenedPassage } from "../api/types";
import { useDesk } from "../app/desk";
import { useKeys } from "../app/keys";
import { go, toPage, useRoute } from "../app/route";
import { useTrust } from "../app/session";
import { type Say, useSay } from "../app/settings";
import { way } from "../map/CameraCard";
import { Confidence } from "../parts/Confidence";
import { Failed } from "../parts/Failed";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { Plate } from "../parts/Plate";
import { showFootage } from "../player/go";
import { keepCorrection, keepOpened, openedPassage, useLatestAnswer } from "../search/answers";
import { fullText } from "../time/taipei";
import { showTrail } from "../trail/go";
import { Conflicts } from "./Conflicts";
import { Correct } from "./Correct";
import { CorrectMark } from "./CorrectMark";
import { cornersIn } from "./corners";
import { Letters } from "./Letters";
import { PlateCrop, PlatePicture } from "./PlatePicture";
import { VehicleFacts } from "./VehicleFacts";

type State =
  | { readonly state: "loading" }
  | { readonly state: "open"; readonly passage: OpenedPassage }
  | { readonly state: "failed"; readonly kind: string; readonly message: string };

/** Footage of a passage begins a little before it, so that the vehicle is seen coming. */
const BEFORE_MS = 3_000;

export function PassagePanel() {
  const say = useSay();
  const route = useRoute();
  const { view, drawing } = useDesk();
  const { needPurpose } = useTrust();
  const latest = useLatestAnswer();
  const [current, setCurrent] = useState<State>({ state: "loading" });
  const id = route.id;

  useEffect(() => {
    const kept = openedPassage(id);
    if (kept) {
      setCurrent({ state: "open", passage: kept });
      return;
    }
    let isGone = false;
    setCurrent({ state: "loading" });
    void (async () => {
      const purpose = await needPurpose();
      if (isGone) return;
      if (!purpose) {
        setCurrent({ state: "failed", kind: "no_purpose", message: "" });
        return;
      }
      const result = await api.passage(id, purpose.id);
      if (isGone) return;
      if (!result.ok) {
        setCurrent({ state: "failed", kind: result.kind, message: result.message });
        return;
      }
      keepOpened(result.value);
      setCurrent({ state: "open", passage: result.value });
    })();
    return () => {
      isGone = true;
    };
  }, [id, needPurpose]);

  const passage = current.state === "open" ? current.passage : null;
  useEffect(() => {
    if (!view || !passage) return;
    const { lon, lat } = passage.camera;
    if (lon === null || lat === null) return;
    view.found.point({ lon, lat });
    view.goTo(lon, lat);
    return () => view.found.point(null);
  }, [view, passage]);

  const rows = latest?.answer.rows ?? [];
  const index = rows.findIndex((row) => row.id === id);
  const step = (by: number) => {
    const next = index < 0 ? undefined : rows[index + by];
    if (next) go({ page: "passage", id: next.id, params: route.params }, "replace");
  };
  const corrected = (correction: Correction | null, corrections: readonly Correction[]) => {
    if (!passage) return;
    keepCorrection(passage.id, correction, corrections);
    setCurrent({ state: "open", passage: { ...passage, correction, corrections } });
  };
  const { of: analysis, ...params } = route.params;
  const back = () =>
    analysis === undefined ? toPage("search", "", params) : toPage("analyses", analysis, params);
  useKeys({
    arrowleft: () => step(-1),
    arrowright: () => step(1),
    j: () => step(1),
    k: () => step(-1),
    escape: () => drawing === null && back(),
  });

  return (
    <article className="passage" aria-label={say("passage.label")}>
      <header className="passage-head">
        <button type="button" className="quiet" onClick={back}>
          <Icon name="left" size={18} />
          {say("passage.back")}
        </button>
        {index >= 0 && (
          <span className="stepper">
            <button
              type="button"
              className="quiet"
              aria-label={say("passage.previous")}
              disabled={index === 0}
              onClick={() => step(-1)}
            >
              <Icon name="left" size={16} />
            </button>
            <span>{say("passage.of", { n: index + 1, all: rows.length })}</span>
            <button
              type="button"
              className="quiet"
              aria-label={say("passage.next")}
              disabled={index === rows.length - 1}
              onClick={() => step(1)}
            >
              <Icon name="right" size={16} />
            </button>
          </span>
        )}
      </header>
      {current.state === "loading" && (
        <p className="asking" role="status">
          <span className="spinner" aria-hidden="true" />
          {say("passage.loading")}
        </p>
      )}
      {current.state === "failed" && <Failed problem={current} />}
      {passage && <Opened passage={passage} onCorrected={corrected} />}
    </article>
  );
}

interface OpenedProps {
  readonly passage: OpenedPassage;
  readonly onCorrected: (correction: Correction | null, corrections: readonly Correction[]) => void;
}

function Opened({ passage, onCorrected }: OpenedProps) {
  const say = useSay();
  const { tell } = useDesk();
  const [shown, setShown] = useState(0);
  const picture = passage.pictures[shown] ?? passage.pictures[0];
  const at = Date.parse(passage.at);
  const { plate, correction } = passage;
  const meant = correction?.plate ?? plate;
  return (
    <>
      <div className="passage-title">
        <Plate plate={plate} colours={passage.plate_colours} size="large" />
        <CorrectMark correction={correction} />
        <div>
          <time dateTime={passage.at}>{fullText(at)}</time>
          <span>{passage.camera.name}</span>
        </div>
      </div>
      {picture ? (
        <figure className="passage-picture">
          <PlatePicture
            picture={picture}
            label={say("passage.picture", { camera: passage.camera.name })}
            corners={cornersIn(picture, passage.readings)}
          />
          {passage.pictures.length > 1 && (
            <figcaption className="chips">
              {passage.pictures.map((other, i) => (
                <button
                  key={other.url}
                  type="button"
                  className="chip"
                  aria-pressed={i === shown}
                  onClick={() => setShown(i)}
                >
                  {say("passage.picture_no", { n: i + 1 })}
                </button>
              ))}
            </figcaption>
          )}
        </figure>
      ) : (
        <Notice icon="camera" title={say("passage.no_picture")} />
      )}

      <Conflicts passage={passage} />

      <div className="passage-actions">
        {meant && (
          <button type="button" className="primary" onClick={() => showTrail(meant.text, at)}>
            <Icon name="trail" size={18} />
            {say("passage.trail")}
          </button>
        )}
        {meant && (
          <button
            type="button"
            onClick={() =>
              toPage("search", "", { q: meant.text, from: "now-30d", to: "now", area: "", cameras: "" })
            }
          >
            <Icon name="search" size={18} />
            {say("passage.same_plate")}
          </button>
        )}
        <button type="button" onClick={() => showFootage([passage.camera.number], at - BEFORE_MS)}>
          <Icon name="footage" size={18} />
          {say("footage.of_moment")}
        </button>
        <button
          type="button"
          onClick={() => {
            void navigator.clipboard?.writeText(location.href);
            tell(say("link.copied"));
          }}
        >
          <Icon name="link" size={18} />
          {say("link.copy")}
        </button>
      </div>
      <Onward plate={meant?.text ?? ""} at={at} {...(isDoubtful(passage) ? { unsure: passage.id } : {})} />

      <section className="readings" aria-label={say("readings.label")}>
        <h3>
          {say("readings.label")}
          {plate && <Confidence value={passage.confidence} />}
        </h3>
        {picture?.plate_box && <PlateCrop picture={picture} label={say("passage.crop")} />}
        {passage.readings.map((reading, i) => (
          <Letters key={`${reading.at_s}-${reading.text}-${String(i)}`} reading={reading} />
        ))}
        {passage.readings.length === 0 && <p className="faint">{say("readings.none")}</p>}
        {passage.alternatives.length > 0 && (
          <p className="alternatives">
            {say("readings.alternatives")}
            {passage.alternatives.map((text) => (
              <code key={text}>{text}</code>
            ))}
          </p>
        )}
      </section>

      <Correct key={passage.id} passage={passage} onCorrected={onCorrected} />
      <Facts passage={passage} />
      <p className="caveat">{say("passage.caveat")}</p>
    </>
  );
}

function Facts({ passage }: { passage: OpenedPassage }) {
  const say = useSay();
  const { stationById, cameraByNumber } = useDesk();
  const camera = cameraByNumber.get(passage.camera.number);
  const station = camera?.station_id ? stationById.get(camera.station_id) : undefined;
  return (
    <dl className="facts">
      <dt>{say("facts.clock")}</dt>
      <dd>
        {say.word("clock", passage.clock)}
        <small>{clockError(say, passage.error_s)}</small>
      </dd>
      <dt>{say("facts.camera")}</dt>
      <dd>
        {passage.camera.id}
        {passage.camera.heading_deg !== null && (
          <small>{say("card.looks", { way: way(say, passage.camera.heading_deg) })}</small>
        )}
      </dd>
      {station && (
        <>
          <dt>{say("facts.station")}</dt>
          <dd>
            {station.precinct} · {station.name}
          </dd>
        </>
      )}
      <VehicleFacts passage={passage} />
      <dt>{say("facts.heading")}</dt>
      <dd>{say.word("heading", passage.heading)}</dd>
      {passage.plate && (
        <>
          <dt>{say("facts.series")}</dt>
          <dd>
            {passage.plate.is_valid ? say.word("series", passage.plate.series) : say("plate.odd")}
            <small>
              {passage.is_single_look ? say("single_look") : say("facts.looks", { n: passage.looks })}
            </small>
          </dd>
        </>
      )}
      <dt>{say("facts.source")}</dt>
      <dd>
        {say.word("source", passage.source)}
        {passage.model !== "" && <small>{passage.model}</small>}
      </dd>
    </dl>
  );
}

/** How wrong the clock may be, the number before the adjective. */
export function clockError(say: Say, errorS: number | null): string {
  if (errorS === null) return say("clock.unmeasured");
  return say("clock.error", { n: errorS < 10 ? errorS.toFixed(1) : String(Math.round(errorS)) });
}

/** Surer than this, and seen twice, a plate is its own answer. */
const SURE = 0.9;

function isDoubtful({ plate, confidence, is_single_look }: OpenedPassage): boolean {
  return !plate || confidence < SURE || is_single_look;
}
