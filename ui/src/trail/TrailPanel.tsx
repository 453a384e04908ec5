/** 軌跡: the passages of one vehicle in order, with the gaps between them admitted. */

import { useEffect, useMemo, useState } from "react";
import { createPortal } from "react-dom";
import { Onward } from "../analyses/Onward";
import { api } from "../api/client";
import type { Passage, TrailAnswer } from "../api/types";
import { useDesk } from "../app/desk";
import { toPage, useRoute, withParams } from "../app/route";
import { useTrust } from "../app/session";
import { type Say, useSay } from "../app/settings";
import type { TrailLeg, TrailPoint } from "../map/trail_layer";
import { Confidence } from "../parts/Confidence";
import { Failed } from "../parts/Failed";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { Plate } from "../parts/Plate";
import { CorrectMark } from "../passage/CorrectMark";
import { keepTrail, trailFor } from "../search/answers";
import { distance } from "../search/area_words";
import { SpanField } from "../search/SpanField";
import { spanAt } from "../time/span";
import { clockText, dateText, isoText } from "../time/taipei";
import { ReplayBar } from "./ReplayBar";
import { Replay, type Stop } from "./replay";
import { duration, isOnePlace, legMark, legSentence } from "./words";

type State =
  | { readonly state: "idle" }
  | { readonly state: "asking" }
  | { readonly state: "answered"; readonly trail: TrailAnswer }
  | { readonly state: "failed"; readonly kind: string; readonly message: string };

export function TrailPanel() {
  const say = useSay();
  const route = useRoute();
  const { needPurpose } = useTrust();
  const [current, setCurrent] = useState<State>({ state: "idle" });
  const [plate, setPlate] = useState(route.id);
  const { from = "now-7d", to = "now" } = route.params;
  const [span, setSpan] = useState({ from, to });
  useEffect(() => setPlate(route.id), [route.id]);
  useEffect(() => setSpan({ from, to }), [from, to]);

  useEffect(() => {
    if (route.id === "") {
      setCurrent({ state: "idle" });
      return;
    }
    const key = `${route.id} ${from} ${to}`;
    const before = trailFor(key);
    if (before) {
      setCurrent({ state: "answered", trail: before });
      return;
    }
    let isGone = false;
    void ask(route.id, { from, to }).then((answer) => {
      if (isGone) return;
      if (answer.state === "answered") keepTrail(key, answer.trail);
      setCurrent(answer);
    });
    return () => {
      isGone = true;
    };

    async function ask(wanted: string, typed: { from: string; to: string }): Promise<State> {
      const when = spanAt(typed, Date.now());
      if (!when.ok) return { state: "failed", kind: `span_${when.wrong}`, message: "" };
      setCurrent({ state: "asking" });
      const purpose = await needPurpose();
      if (!purpose) return { state: "failed", kind: "no_purpose", message: "" };
      const result = await api.trail({
        purpose_id: purpose.id,
        plate: wanted,
        from: isoText(when.from),
        to: isoText(when.to),
      });
      if (!result.ok) return { state: "failed", kind: result.kind, message: result.message };
      return { state: "answered", trail: result.value };
    }
  }, [route.id, from, to, needPurpose]);

  const trail = current.state === "answered" ? current.trail : null;
  return (
    <div className="trail">
      <form
        className="search-form"
        aria-label={say("trail.label")}
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = plate.trim();
          if (wanted !== "") toPage("trail", wanted, { ...span, area: "" });
        }}
      >
        <div className="search-box">
          <label>
            <span className="visually-hidden">{say("trail.plate")}</span>
            <input
              type="search"
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              placeholder={say("trail.placeholder")}
              value={plate}
              onChange={(event) => setPlate(event.target.value)}
            />
          </label>
          <button type="submit" className="primary" disabled={plate.trim() === ""}>
            <Icon name="trail" />
            {say("trail.go")}
          </button>
        </div>
        <SpanField value={span} onChange={setSpan} />
      </form>
      {current.state === "idle" && (
        <Notice icon="trail" title={say("trail.idle.title")}>
          {say("trail.idle.more")}
        </Notice>
      )}
      {current.state === "asking" && (
        <p className="asking" role="status">
          <span className="spinner" aria-hidden="true" />
          {say("trail.asking")}
        </p>
      )}
      {current.state === "failed" && <Failed problem={current} />}
      {trail && trail.passages.length === 0 && (
        <Notice icon="trail" title={say("trail.none.title")}>
          {say("trail.none.more")}
        </Notice>
      )}
      {trail && trail.passages.length > 0 && <Drawn trail={trail} />}
    </div>
  );
}

function Drawn({ trail }: { trail: TrailAnswer }) {
  const say = useSay();
  const route = useRoute();
  const { view, foot } = useDesk();
  const stops = useMemo(() => stopsOf(trail), [trail]);
  const wanted = Math.max(0, Math.min(trail.passages.length - 1, Number(route.params.i ?? 0) || 0));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a replay begins where the link says, once
  const replay = useMemo(() => new Replay(stops, stops[wanted]?.at), [stops]);
  const [index, setIndex] = useState(wanted);

  useEffect(() => {
    if (!view) return;
    view.trail.show(pointsOf(trail), legsOf(trail, say));
    return () => view.trail.show([], []);
  }, [view, trail, say]);

  useEffect(() => {
    if (!view || stops.length === 0) return;
    view.reserve((foot?.offsetHeight ?? 0) + FOOT_GAP_PX);
    view.cameras.quiet(true);
    const [lons, lats] = [stops.map((stop) => stop.lon), stops.map((stop) => stop.lat)];
    const [west, east, south, north] = [
      Math.min(...lons),
      Math.max(...lons),
      Math.min(...lats),
      Math.max(...lats),
    ];
    view.fit({ west, south, east, north }, 14);
    return () => {
      view.reserve(0);
      view.cameras.quiet(false);
    };
  }, [view, stops, foot]);

  // A link, or a click on a point of the map, says which passage is looked at.
  useEffect(() => {
    const stop = stops[wanted];
    if (stop && replay.moment?.index !== wanted) {
      replay.pause();
      replay.seek(stop.at);
    }
  }, [wanted, stops, replay]);

  const showIndex = (next: number) => {
    if (next === index) return;
    setIndex(next);
    withParams({ i: next === 0 ? "" : String(next) }, "replace");
  };
  const choose = (next: number) => {
    replay.pause();
    const stop = stops[next];
    if (!stop) return;
    replay.seek(stop.at);
    view?.goTo(stop.lon, stop.lat);
  };
  const passage = trail.passages[index];

  return (
    <>
      <Summary trail={trail} />
      <ol className="way" aria-label={say("trail.list")}>
        {trail.passages.map((seen, i) => (
          <WayStop
            key={seen.id}
            trail={trail}
            passage={seen}
            index={i}
            isCurrent={i === index}
            onChoose={() => choose(i)}
          />
        ))}
      </ol>
      <p className="caveat">{say("trail.caveat")}</p>
      {foot &&
        createPortal(
          <>
            {passage && <HereCard passage={passage} index={index} />}
            {stops.length > 1 && <ReplayBar replay={replay} trail={trail} onIndex={showIndex} />}
          </>,
          foot,
        )}
    </>
  );
}

function Summary({ trail }: { trail: TrailAnswer }) {
  const say = useSay();
  const [first, last] = [trail.passages[0], trail.passages.at(-1)];
  const metres = trail.legs.reduce((sum, leg) => sum + leg.distance_m, 0);
  const gaps = trail.legs.filter((leg) => leg.status === "gap").length;
  const impossible = trail.legs.filter((leg) => leg.status === "impossible").length;
  if (!first || !last) return null;
  const seconds = (Date.parse(last.at) - Date.parse(first.at)) / 1000;
  return (
    <section className="summary" aria-label={say("trail.summary")}>
      <Plate plate={trail.plate} size="large" />
      <ul>
        <li>{say("trail.passages", { n: trail.passages.length })}</li>
        <li>{duration(say, seconds)}</li>
        <li title={say("trail.straight")}>{say("trail.metres", { distance: distance(say, metres) })}</li>
        {gaps > 0 && <li className="is-gap">{say("trail.gaps", { n: gaps })}</li>}
        {impossible > 0 && <li className="is-impossible">{say("trail.impossible", { n: impossible })}</li>}
      </ul>
      <Onward plate={trail.plate.text} at={Date.parse(last.at)} />
    </section>
  );
}

interface WayStopProps {
  readonly trail: TrailAnswer;
  readonly passage: Passage;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly onChoose: () => void;
}

function WayStop({ trail, passage, index, isCurrent, onChoose }: WayStopProps) {
  const say = useSay();
  const at = Date.parse(passage.at);
  const before = trail.passages[index - 1];
  const leg = trail.legs[index];
  const after = trail.passages[index + 1];
  const isNewDay = !before || dateText(Date.parse(before.at)) !== dateText(at);
  return (
    <>
      {isNewDay && <li className="way-day">{dateText(at)}</li>}
      <li className="way-stop">
        <button type="button" aria-current={isCurrent ? "step" : undefined} onClick={onChoose}>
          <span className="way-number">{index + 1}</span>
          <time dateTime={passage.at}>{clockText(at)}</time>
          <span className="way-where">
            {passage.camera.name}
            <small>
              {passage.error_s !== null && passage.error_s >= 1 ? `±${passage.error_s.toFixed(0)} s · ` : ""}
              {say.word("heading", passage.heading)}
            </small>
            <CorrectMark correction={passage.correction} />
          </span>
          <Confidence value={passage.confidence} />
        </button>
      </li>
      {leg && (
        <li className={`way-leg way-${leg.status}`}>
          <span>{legSentence(say, leg, after?.camera.number === passage.camera.number)}</span>
          <small>{say("leg.distance", { distance: distance(say, leg.distance_m) })}</small>
        </li>
      )}
    </>
  );
}

/** The passage the replay is at: its picture beside the map. */
function HereCard({ passage, index }: { passage: Passage; index: number }) {
  const say = useSay();
  const picture = passage.pictures[0];
  return (
    <aside className="here" aria-label={say("trail.here")}>
      {picture && <img src={picture.url} alt="" decoding="async" />}
      <div>
        <b>
          {index + 1} · {passage.camera.name}
        </b>
        <time dateTime={passage.at}>
          {dateText(Date.parse(passage.at))} {clockText(Date.parse(passage.at))}
        </time>
        <button type="button" className="quiet" onClick={() => toPage("passage", passage.id)}>
          {say("trail.open")}
          <Icon name="right" size={14} />
        </button>
      </div>
    </aside>
  );
}

/** One stop per passage; a camera whose place is not known stands where the vehicle was seen before. */
function stopsOf(trail: TrailAnswer): Stop[] {
  let place = { lon: 0, lat: 0 };
  const known = trail.passages.find(({ camera }) => camera.lon !== null && camera.lat !== null);
  if (!known) return [];
  place = { lon: known.camera.lon ?? 0, lat: known.camera.lat ?? 0 };
  return trail.passages.map(({ at, camera }) => {
    if (camera.lon !== null && camera.lat !== null) place = { lon: camera.lon, lat: camera.lat };
    return { at: Date.parse(at), ...place };
  });
}

/** Between the foot of the map and what stands on it. */
const FOOT_GAP_PX = 40;
const MOST_NUMBERS = 3;

/** One point per place; a place passed again carries every number, or how often. */
function pointsOf(trail: TrailAnswer): TrailPoint[] {
  const places = new Map<string, { lon: number; lat: number; numbers: number[] }>();
  trail.passages.forEach(({ camera }, i) => {
    if (camera.lon === null || camera.lat === null) return;
    const key = `${camera.lon.toFixed(5)},${camera.lat.toFixed(5)}`;
    const place = places.get(key) ?? { lon: camera.lon, lat: camera.lat, numbers: [] };
    place.numbers.push(i + 1);
    places.set(key, place);
  });
  return [...places.values()].map(({ lon, lat, numbers }) => ({
    lon,
    lat,
    index: (numbers[0] ?? 1) - 1,
    label: numbers.length <= MOST_NUMBERS ? numbers.join("·") : `${numbers[0]}…${numbers.at(-1)}`,
  }));
}

/** One line per pair of places and meaning: a way driven twenty times is not drawn twenty times. */
function legsOf(trail: TrailAnswer, say: Say): TrailLeg[] {
  const drawn = new Map<string, TrailLeg>();
  trail.legs.forEach((leg, i) => {
    const [a, b] = [trail.passages[i]?.camera, trail.passages[i + 1]?.camera];
    if (!a || !b || a.lon === null || a.lat === null || b.lon === null || b.lat === null) return;
    const says = a.number === b.number || isOnePlace(leg) ? "" : legMark(say, leg);
    const ends = [a, b].map(({ lon, lat }) => `${lon?.toFixed(3)},${lat?.toFixed(3)}`).sort();
    const key = [leg.status, ...ends].join(" ");
    if (drawn.get(key)?.says) return;
    drawn.set(key, { from: [a.lon, a.lat], to: [b.lon, b.lat], status: leg.status, says });
  });
  return [...drawn.values()];
}
