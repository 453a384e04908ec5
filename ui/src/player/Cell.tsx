/** One camera in the grid: its picture, or in words why there is none. */
import { useEffect, useRef } from "react";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { whyFailed } from "../search/words";
import type { CellState, Player, Role } from "./player";
import { lengthText, preciseText, stretchText } from "./words";

interface Props {
  readonly player: Player;
  readonly camera: number;
  readonly name: string;
  readonly state: CellState | undefined;
  readonly role: Role;
  readonly hasRoles: boolean;
  readonly clockDelta_ms: number | null;
  readonly isChosen: boolean;
  readonly isLarge: boolean;
  readonly canEnlarge: boolean;
  readonly isLive: boolean;
  readonly onChoose: () => void;
  readonly onEnlarge: () => void;
  readonly onRole: (role: Role) => void;
  readonly onNextFootage: () => void;
  readonly onDrop: () => void;
}

/** A clock that is less wrong than this is not worth a warning. */
const NOTED_MS = 500;

export function Cell(props: Props) {
  const { player, camera, name, state, role, isChosen, isLarge, clockDelta_ms } = props;
  const say = useSay();
  const video = useRef<HTMLVideoElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another role is told to the screen that is there
  useEffect(() => {
    const element = video.current;
    return element ? player.attach(camera, element, role) : undefined;
  }, [player, camera]);
  useEffect(() => player.setRole(camera, role), [player, camera, role]);

  return (
    <figure className={`cell ${isChosen ? "is-chosen" : ""}`} data-showing={state?.showing ?? "asking"}>
      <video
        ref={video}
        muted
        playsInline
        disablePictureInPicture
        aria-label={say("footage.picture_of", { camera: name })}
        onClick={props.onChoose}
        onDoubleClick={props.canEnlarge ? props.onEnlarge : undefined}
      />
      <Message {...props} />
      <figcaption>
        <button type="button" className="cell-name" aria-pressed={isChosen} onClick={props.onChoose}>
          {name}
        </button>
        {state?.showing === "shown" && state.shownAt !== null && (
          <time title={say("footage.taken")}>{preciseText(state.shownAt)}</time>
        )}
        {state?.isCopy && <span className="cell-copy">{say("footage.copy")}</span>}
        {clockDelta_ms !== null && Math.abs(clockDelta_ms) >= NOTED_MS && (
          <span className="cell-clock" title={say("footage.clock_more")}>
            {say(clockDelta_ms > 0 ? "footage.clock_fast" : "footage.clock_slow", {
              s: (Math.abs(clockDelta_ms) / 1000).toFixed(1),
            })}
          </span>
        )}
        <span className="cell-gap" />
        {props.hasRoles && (
          <button
            type="button"
            className="cell-tool"
            title={say("footage.role_more")}
            onClick={() => props.onRole(role === "main" ? "sub" : "main")}
          >
            {say(role === "main" ? "footage.role_main" : "footage.role_sub")}
          </button>
        )}
        {props.canEnlarge && (
          <button
            type="button"
            className="cell-tool"
            aria-label={say(isLarge ? "footage.smaller" : "footage.larger")}
            title={`${say(isLarge ? "footage.smaller" : "footage.larger")} (Enter)`}
            onClick={props.onEnlarge}
          >
            <Icon name={isLarge ? "minus" : "county"} size={15} />
          </button>
        )}
        <button
          type="button"
          className="cell-tool"
          aria-label={say("footage.drop", { camera: name })}
          onClick={props.onDrop}
        >
          <Icon name="close" size={15} />
        </button>
      </figcaption>
    </figure>
  );
}

function Message({ state, player, camera, isLive, onNextFootage }: Props) {
  const say = useSay();
  switch (state?.showing) {
    case "shown":
      return null;
    case "gap":
      return (
        <div className="cell-card" role="status">
          <strong>
            <Icon name="warning" size={18} />
            {say("footage.gap")}
          </strong>
          {state.gap && Number.isFinite(state.gap.end) && (
            <p>
              {stretchText(state.gap)}
              <small>{lengthText(say, state.gap.end - state.gap.start)}</small>
            </p>
          )}
          <p>{say.word("cause", state.gap?.cause ?? "")}</p>
          {!isLive && (
            <button type="button" onClick={onNextFootage}>
              <Icon name="forward" size={16} />
              {say("footage.next_footage")}
            </button>
          )}
        </div>
      );
    case "failed":
      return (
        <div className="cell-card" role="alert">
          <strong>
            <Icon name="warning" size={18} />
            {whyFailed(say, state.failure?.kind ?? "")}
          </strong>
          {state.failure?.message && <p translate="no">{state.failure.message}</p>}
          <button type="button" onClick={() => player.again(camera)}>
            <Icon name="again" size={16} />
            {say("footage.again")}
          </button>
        </div>
      );
    case "unknown":
      return (
        <div className="cell-card" role="status">
          <strong>{say("footage.unknown")}</strong>
        </div>
      );
    default:
      return (
        <div className="cell-wait">
          <span className="spinner" aria-hidden="true" />
          <span>{say("footage.loading")}</span>
        </div>
      );
  }
}
