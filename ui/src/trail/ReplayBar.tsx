/** The bar at the foot of the map: play, step, speed, follow, and the time strip. */
import { useEffect, useState, useSyncExternalStore } from "react";
import type { TrailAnswer } from "../api/types";
import { useDesk } from "../app/desk";
import { useKeys } from "../app/keys";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { fullText } from "../time/taipei";
import { type Replay, SPEEDS } from "./replay";
import { TimeStrip } from "./TimeStrip";

interface Props {
  readonly replay: Replay;
  readonly trail: TrailAnswer;
  /** Called when the replay comes to another passage. */
  readonly onIndex: (index: number) => void;
}

export function ReplayBar({ replay, trail, onIndex }: Props) {
  const say = useSay();
  const { view } = useDesk();
  const [isFollowing, setFollowing] = useState(true);
  const state = useSyncExternalStore(
    (listener) => replay.subscribe(listener),
    () => replay.state,
  );
  const moment = replay.moment;
  const index = moment?.index ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another passage is what counts
  useEffect(() => onIndex(index), [index]);
  useEffect(() => () => replay.pause(), [replay]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state stands for the moment
  useEffect(() => {
    if (!view || !moment) return;
    view.trail.mark({ lon: moment.lon, lat: moment.lat, isSeen: moment.isSeen });
    if (isFollowing && state.isPlaying) view.follow(moment.lon, moment.lat);
  }, [view, state, isFollowing]);
  useEffect(() => () => view?.trail.mark(null), [view]);

  const faster = (by: 1 | -1) => {
    const at = SPEEDS.indexOf(state.speed as (typeof SPEEDS)[number]) + by;
    const speed = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at))];
    if (speed) replay.setSpeed(speed);
  };
  const step = (by: 1 | -1) => {
    replay.pause();
    replay.step(by);
    const here = replay.moment;
    if (here && isFollowing) view?.follow(here.lon, here.lat);
  };
  useKeys({
    " ": (event) => {
      event.preventDefault();
      replay.toggle();
    },
    arrowright: () => step(1),
    arrowleft: () => step(-1),
    f: () => setFollowing(!isFollowing),
    "[": () => faster(-1),
    "]": () => faster(1),
  });

  return (
    <section className="replay" aria-label={say("replay.label")}>
      <div className="replay-controls">
        <button
          type="button"
          className="quiet"
          aria-label={say("replay.back")}
          title="←"
          onClick={() => step(-1)}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          className="play"
          aria-label={say(state.isPlaying ? "replay.pause" : "replay.play")}
          title={`${say(state.isPlaying ? "replay.pause" : "replay.play")} (Space)`}
          onClick={() => replay.toggle()}
        >
          <Icon name={state.isPlaying ? "pause" : "play"} size={22} />
        </button>
        <button
          type="button"
          className="quiet"
          aria-label={say("replay.forward")}
          title="→"
          onClick={() => step(1)}
        >
          <Icon name="forward" />
        </button>
        <div className="replay-now" aria-live="off">
          <b>{fullText(state.at)}</b>
          <small>
            {moment?.isSeen === false
              ? say("replay.between", { a: index + 1, b: index + 2 })
              : say("replay.at", { n: index + 1, camera: trail.passages[index]?.camera.name ?? "" })}
          </small>
        </div>
        <label className="speed">
          <span className="visually-hidden">{say("replay.speed")}</span>
          <select value={state.speed} onChange={(event) => replay.setSpeed(Number(event.target.value))}>
            {SPEEDS.map((speed) => (
              <option key={speed} value={speed}>
                {speed}×
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          className="quiet toggle"
          aria-pressed={isFollowing}
          aria-label={say("replay.follow")}
          title={`${say("replay.follow")} (F)`}
          onClick={() => setFollowing(!isFollowing)}
        >
          <Icon name="follow" />
          <span>{say("replay.follow")}</span>
        </button>
      </div>
      <TimeStrip trail={trail} at={state.at} onSeek={(at) => replay.seek(at)} />
    </section>
  );
}
