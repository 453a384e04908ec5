/** 影像: footage of one to nine cameras under one clock. Every view is a link and a row in the audit. */
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { api } from "../api/client";
import type { FootageCamera, FootageCameras } from "../api/types";
import { useDesk } from "../app/desk";
import { useKeys } from "../app/keys";
import { useRoute, withParams } from "../app/route";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { Show, useLoaded } from "../pages/Page";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { useHealth } from "../streams/use_health";
import { dateText, fullText, isoText, SECOND_MS } from "../time/taipei";
import { Calendar } from "./Calendar";
import { CameraPicker, stateText } from "./CameraPicker";
import { Cell } from "./Cell";
import { AGO_MS, Controls, JUMP_MS, LONG_JUMP_MS } from "./Controls";
import { nextSpeed } from "./clock";
import { liveAddress } from "./live";
import { Player, type Role } from "./player";
import { keep, snapshot } from "./snapshot";
import { LENGTHS, TimeBar } from "./TimeBar";
import { around, following, type Stretch, zoomed } from "./timeline";
import { usePassageMarks } from "./use_passage_marks";
import { useTimelines } from "./use_timelines";
import { momentOf, preciseText } from "./words";

const MOST = 9;
/** Where a link that names no moment begins. */
const A_MINUTE_AGO_MS = 60 * SECOND_MS;
const FIRST_VIEW_MS = LENGTHS[1].ms;

export default function PlayerPage() {
  const say = useSay();
  const [loaded] = useLoaded(api.footageCameras);
  return (
    <div className="footage">
      <Show loaded={loaded}>
        {(found) => {
          if (found.cameras.length > 0) return <Viewer found={found} />;
          const { has_recorder } = found;
          return (
            <div className="page">
              <h1>{say("page.footage")}</h1>
              <Notice icon="footage" title={say(has_recorder ? "footage.no_streams" : "footage.no_recorder")}>
                {say(has_recorder ? "footage.no_streams_more" : "footage.no_recorder_more")}
              </Notice>
            </div>
          );
        }}
      </Show>
    </div>
  );
}

/** The centre's clock, running on by the browser's own count. */
function usePresent(now_us: number): () => number {
  const start = useRef({ at: now_us / 1000, since: performance.now() });
  return useCallback(() => start.current.at + performance.now() - start.current.since, []);
}

function Viewer({ found }: { found: FootageCameras }) {
  const say = useSay();
  const route = useRoute();
  const { tell } = useDesk();
  const { needPurpose, purpose } = useTrust();
  const present = usePresent(found.now_us);
  const byNumber = useMemo(() => new Map(found.cameras.map((one) => [one.camera, one])), [found]);
  const cameras = useMemo(() => numbersIn(route.params.cameras ?? ""), [route.params.cameras]);
  const [large, setLarge] = useState<number | null>(null);
  const [roles, setRoles] = useState<ReadonlyMap<number, Role>>(new Map());
  const [picked, setPicked] = useState<number | null>(null);
  const [isPicking, setPicking] = useState(cameras.length === 0);
  const [isGoing, setGoing] = useState(false);
  const [isCalendar, setCalendar] = useState(false);
  const chosen = picked !== null && cameras.includes(picked) ? picked : (cameras[0] ?? null);
  const shown = large !== null && cameras.includes(large) ? [large] : cameras;

  const asked = route.params.at ?? "";
  const [first] = useState(() => momentIn(asked, present()) ?? present() - A_MINUTE_AGO_MS);
  const [view, setView] = useState<Stretch>(() => around(first, FIRST_VIEW_MS));
  const timeline = useTimelines(cameras, view, present, purpose?.id);

  const player = useRef<Player>(undefined);
  const around_ = {
    ask: async (wanted: readonly number[], role: Role, span: Stretch) => {
      const purpose = await needPurpose();
      if (!purpose) return { ok: false as const, kind: "no_purpose", message: "", status: 0 };
      return api.viewFootage({
        purpose_id: purpose.id,
        cameras: [...wanted],
        role,
        from: isoText(Math.floor(span.start)),
        to: isoText(Math.floor(span.end)),
      });
    },
    liveAddress: async (camera: number, role: Role) => {
      const purpose = await needPurpose();
      return purpose && liveAddress(camera, { role, purpose_id: String(purpose.id) });
    },
    timeline,
    hasLive: found.has_live,
  };
  player.current ??= new Player(first, present, around_);
  const at_player = player.current;
  at_player.know(around_);
  const state = useSyncExternalStore(at_player.subscribe, () => at_player.state);

  useEffect(() => {
    at_player.start();
    return () => at_player.close();
  }, [at_player]);

  // A link followed while the page is open, by the back button or by hand.
  const written = useRef(asked);
  useEffect(() => {
    if (asked === "" || asked === written.current) return;
    written.current = asked;
    const at = momentIn(asked, present());
    if (at !== null) at_player.seek(at);
  }, [asked, at_player, present]);

  // The address keeps where it stands still, so that reloading and sharing come back to it.
  const { isPlaying, at } = state;
  useEffect(() => {
    if (isPlaying || state.isLive) return;
    const timer = setTimeout(() => {
      written.current = isoText(Math.round(at));
      withParams({ at: written.current }, "replace");
    }, 300);
    return () => clearTimeout(timer);
  }, [isPlaying, state.isLive, at]);

  // The bar turns its pages with the clock, unless somebody looks at another part of it.
  const before_at = useRef(at);
  useEffect(() => {
    const last = before_at.current;
    before_at.current = at;
    setView((view) => (last >= view.start && last < view.end ? following(view, at) : view));
  }, [at]);

  const choose = (wanted: readonly number[]) => withParams({ cameras: wanted.join() }, "replace");
  const copyLink = () => {
    const address = new URL(location.href);
    const text = isoText(Math.round(at_player.clock.at));
    address.hash = `#/footage?cameras=${cameras.join()}&at=${encodeURIComponent(text).replaceAll("%3A", ":")}`;
    void navigator.clipboard?.writeText(address.href);
    tell(say("link.copied"));
  };
  const takeSnapshot = async () => {
    const video = document.querySelector<HTMLVideoElement>(".cell.is-chosen video");
    const taken = chosen === null ? null : (state.cells.get(chosen)?.shownAt ?? null);
    const file =
      video && taken !== null
        ? await snapshot(video, {
            text: `${nameOf(byNumber, chosen)}　${fullText(taken)}${preciseText(taken).slice(8)}`,
            small: say("footage.snapshot_line"),
          })
        : null;
    if (!file || taken === null) return tell(say("footage.no_snapshot"));
    const id = byNumber.get(chosen ?? 0)?.id ?? String(chosen);
    keep(file, `${id}-${dateText(taken)}T${preciseText(taken).replaceAll(":", "-")}.png`);
    tell(say("footage.snapshot_kept"));
  };
  const marks = usePassageMarks(cameras, view);
  const noGap = () => tell(say("footage.no_more_footage"));
  const enlarge = (camera: number | null) => {
    setLarge((before) => (before === camera ? null : camera));
    if (camera !== null) setPicked(camera);
  };
  const roleOf = (camera: number): Role => {
    const given = roles.get(camera);
    const isAlone = shown.length === 1;
    const streams = byNumber.get(camera)?.streams ?? [];
    const wanted = given ?? (isAlone ? "main" : "sub");
    return streams.some(({ role }) => role === wanted) ? wanted : ((streams[0]?.role ?? "main") as Role);
  };

  useKeys({
    " ": (event) => {
      event.preventDefault();
      at_player.toggle(chosen);
    },
    arrowleft: ({ shiftKey }) => at_player.jump(shiftKey ? -LONG_JUMP_MS : -JUMP_MS),
    arrowright: ({ shiftKey }) => at_player.jump(shiftKey ? LONG_JUMP_MS : JUMP_MS),
    ",": () => chosen !== null && at_player.step(chosen, -1),
    ".": () => chosen !== null && at_player.step(chosen, 1),
    "[": () => at_player.setSpeed(nextSpeed(at_player.clock.speed, -1)),
    "]": () => at_player.setSpeed(nextSpeed(at_player.clock.speed, 1)),
    b: () => at_player.toGapEnd(-1) || noGap(),
    n: () => at_player.toGapEnd(1) || noGap(),
    g: (event) => {
      event.preventDefault();
      setGoing(true);
    },
    d: () => setCalendar((is) => !is),
    i: () => found.has_live && at_player.live(),
    o: () => found.has_live && at_player.live(AGO_MS),
    s: () => void takeSnapshot(),
    y: copyLink,
    a: (event) => {
      event.preventDefault();
      setPicking(true);
    },
    "+": () => setView(zoomed(view, at, 0.5)),
    "=": () => setView(zoomed(view, at, 0.5)),
    "-": () => setView(zoomed(view, at, 2)),
    enter: ({ target }) => {
      if (target instanceof HTMLButtonElement || chosen === null) return;
      enlarge(large === null ? chosen : null);
    },
    escape: () => {
      if (isCalendar) setCalendar(false);
      else setLarge(null);
    },
    m: () => {
      if (chosen === null) return;
      setRoles(new Map(roles).set(chosen, roleOf(chosen) === "main" ? "sub" : "main"));
    },
    k: () => {
      const next = cameras[(cameras.indexOf(chosen ?? 0) + 1) % Math.max(1, cameras.length)];
      if (next === undefined) return;
      setPicked(next);
      if (large !== null) setLarge(next);
    },
  });

  return (
    <>
      <header className="footage-head">
        <h1>{say("page.footage")}</h1>
        <button
          type="button"
          className="quiet"
          title={`${say("footage.pick_short")} (A)`}
          onClick={() => setPicking(true)}
        >
          <Icon name="camera" size={18} />
          {say("footage.cameras", { n: cameras.length })}
        </button>
        <span className="footage-head-gap" />
        <button
          type="button"
          className="quiet"
          aria-label={say("footage.snapshot")}
          title={`${say("footage.snapshot")} (S)`}
          disabled={chosen === null}
          onClick={() => void takeSnapshot()}
        >
          <Icon name="download" size={18} />
          <span>{say("footage.snapshot")}</span>
        </button>
        <button
          type="button"
          className="quiet"
          aria-label={say("footage.copy_link")}
          title={`${say("footage.copy_link")} (Y)`}
          disabled={chosen === null}
          onClick={copyLink}
        >
          <Icon name="link" size={18} />
          <span>{say("footage.copy_link")}</span>
        </button>
      </header>
      {found.has_live && <Alarms />}
      <div className="footage-grid" data-count={shown.length}>
        {shown.map((camera) => (
          <Cell
            key={camera}
            player={at_player}
            camera={camera}
            name={nameOf(byNumber, camera)}
            state={state.cells.get(camera)}
            role={roleOf(camera)}
            hasRoles={(byNumber.get(camera)?.streams.length ?? 0) > 1}
            clockDelta_ms={deltaOf(byNumber.get(camera), roleOf(camera))}
            isChosen={camera === chosen}
            isLarge={large === camera}
            canEnlarge={cameras.length > 1}
            isLive={state.isLive}
            onChoose={() => setPicked(camera)}
            onEnlarge={() => enlarge(camera)}
            onRole={(role) => setRoles(new Map(roles).set(camera, role))}
            onNextFootage={() => at_player.toGapEnd(1) || noGap()}
            onDrop={() => choose(cameras.filter((one) => one !== camera))}
          />
        ))}
        {cameras.length === 0 && (
          <Notice icon="footage" title={say("footage.none_chosen")}>
            <button type="button" className="primary" onClick={() => setPicking(true)}>
              {say("footage.pick_short")}
            </button>
          </Notice>
        )}
      </div>
      <section className="footage-foot" aria-label={say("footage.foot")}>
        <Controls
          player={at_player}
          state={state}
          chosen={chosen}
          canLive={found.has_live && cameras.length > 0}
          present={present}
          isGoing={isGoing}
          setGoing={setGoing}
          isCalendar={isCalendar}
          onCalendar={() => setCalendar(!isCalendar)}
          onNoGap={noGap}
        />
        {isCalendar && (
          <Calendar
            cameras={cameras}
            at={at}
            present={present()}
            onDay={(midnight) => {
              at_player.seek(onDay(midnight, at));
              setView(around(onDay(midnight, at), LENGTHS[0].ms));
              setCalendar(false);
            }}
          />
        )}
        <TimeBar
          rows={cameras.map((camera) => ({
            camera,
            name: nameOf(byNumber, camera),
            timeline: timeline(camera),
          }))}
          view={view}
          at={at}
          present={present()}
          marks={marks.times}
          onView={setView}
          onSeek={(to) => at_player.seek(to)}
        />
        <div className="footage-lengths">
          {LENGTHS.map(({ name, ms }) => (
            <button
              key={name}
              type="button"
              className="chip"
              aria-pressed={Math.abs(view.end - view.start - ms) < ms * 0.05}
              onClick={() => setView(around(at, ms))}
            >
              {say(name)}
            </button>
          ))}
          <button type="button" className="chip" aria-pressed={marks.isOn} onClick={marks.toggle}>
            {say("footage.passages")}
          </button>
          <span className="footage-legend" aria-hidden="true">
            <i className="legend-footage" /> {say("footage.legend_footage")}
            <i className="legend-gap" /> {say("footage.legend_gap")}
          </span>
          <span className="footage-state">{chosenState(say, byNumber.get(chosen ?? 0))}</span>
        </div>
      </section>
      {isPicking && (
        <CameraPicker
          cameras={found.cameras}
          chosen={cameras}
          most={MOST}
          onChoose={choose}
          onClose={() => setPicking(false)}
        />
      )}
    </>
  );
}

/** What the recorder wants people to know, in one line; the streams page says all of it. */
function Alarms() {
  const say = useSay();
  const health = useHealth();
  if (!health) return null;
  const [first, ...others] = health.is_running ? health.alarms : [health.says];
  if (first === undefined) return null;
  return (
    <p className="footage-alarms" role="status">
      <Icon name="warning" size={16} />
      <span>{first}</span>
      {others.length > 0 && <small>{say("streams.more_alarms", { n: others.length })}</small>}
    </p>
  );
}

function numbersIn(text: string): number[] {
  const numbers = text.split(",").map(Number);
  return [...new Set(numbers.filter((n) => Number.isInteger(n) && n > 0))].slice(0, MOST);
}

function momentIn(text: string, now: number): number | null {
  return text === "" ? null : momentOf(text, now, now);
}

/** The same time of day on another day. */
function onDay(midnight: number, at: number): number {
  const [hour = 0, minute = 0, second = 0] = fullText(at).slice(11).split(":").map(Number);
  return midnight + ((hour * 60 + minute) * 60 + second) * SECOND_MS;
}

function nameOf(byNumber: ReadonlyMap<number, FootageCamera>, camera: number | null): string {
  return byNumber.get(camera ?? 0)?.name ?? String(camera);
}

function deltaOf(camera: FootageCamera | undefined, role: Role): number | null {
  const delta = camera?.streams.find((stream) => stream.role === role)?.camera_delta_us ?? null;
  return delta === null ? null : delta / 1000;
}

function chosenState(say: ReturnType<typeof useSay>, camera: FootageCamera | undefined): string {
  if (!camera) return "";
  const [first] = camera.streams;
  const promised = first ? say("footage.promised", { n: first.promised_days }) : "";
  return `${camera.id}：${stateText(say, camera)}${promised && `，${promised}`}`;
}
