/** The row of controls under the pictures. Every one has a key. */
import { type FormEvent, useState } from "react";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { dateText, MINUTE_MS, SECOND_MS } from "../time/taipei";
import { SPEEDS } from "./clock";
import type { Player, PlayerState } from "./player";
import { momentOf, preciseText } from "./words";

interface Props {
  readonly player: Player;
  readonly state: PlayerState;
  readonly chosen: number | null;
  readonly canLive: boolean;
  readonly present: () => number;
  readonly isGoing: boolean;
  readonly setGoing: (isGoing: boolean) => void;
  readonly onCalendar: () => void;
  readonly isCalendar: boolean;
  readonly onNoGap: () => void;
}

export const JUMP_MS = 10 * SECOND_MS;
export const LONG_JUMP_MS = MINUTE_MS;
export const AGO_MS = 30 * SECOND_MS;

export function Controls(props: Props) {
  const { player, state, chosen, canLive } = props;
  const say = useSay();
  /** A button with an icon needs a name; one with words has it. */
  const tool = (label: string, key: string, action: () => void, content: React.ReactNode, isOff = false) => (
    <button
      type="button"
      className="quiet"
      aria-label={typeof content === "string" ? undefined : label}
      title={`${label} (${key})`}
      disabled={isOff}
      onClick={action}
    >
      {content}
    </button>
  );
  const toGapEnd = (by: 1 | -1) => {
    if (!player.toGapEnd(by)) props.onNoGap();
  };
  return (
    <div className="controls" role="toolbar" aria-label={say("footage.controls")}>
      <div className="controls-now">
        <button
          type="button"
          className="quiet controls-date"
          aria-expanded={props.isCalendar}
          title={`${say("footage.calendar")} (D)`}
          onClick={props.onCalendar}
        >
          {dateText(state.at)}
          <Icon name="chevron" size={14} />
        </button>
        {props.isGoing ? (
          <GoTo {...props} />
        ) : (
          <button
            type="button"
            className="quiet controls-time"
            title={`${say("footage.go_to")} (G)`}
            onClick={() => props.setGoing(true)}
          >
            <output aria-label={say("footage.wall_clock")}>{preciseText(state.at)}</output>
          </button>
        )}
      </div>
      <div className="controls-keys">
        {tool(say("footage.gap_before"), "B", () => toGapEnd(-1), <Icon name="back" size={18} />)}
        {tool(
          say("footage.back_minute"),
          "⇧ ←",
          () => player.jump(-LONG_JUMP_MS),
          `−1 ${say("footage.min")}`,
        )}
        {tool(say("footage.back_seconds"), "←", () => player.jump(-JUMP_MS), `−10 ${say("footage.sec")}`)}
        {tool(
          say("footage.frame_back"),
          ",",
          () => chosen !== null && player.step(chosen, -1),
          <Icon name="frame_back" size={18} />,
          state.isLive,
        )}
        <button
          type="button"
          className="play"
          aria-label={say(state.isPlaying ? "footage.pause" : "footage.play")}
          title={`${say(state.isPlaying ? "footage.pause" : "footage.play")} (Space)`}
          onClick={() => player.toggle(chosen)}
        >
          <Icon name={state.isPlaying ? "pause" : "play"} size={22} />
        </button>
        {tool(
          say("footage.frame_forward"),
          ".",
          () => chosen !== null && player.step(chosen, 1),
          <Icon name="frame_forward" size={18} />,
          state.isLive,
        )}
        {tool(
          say("footage.forward_seconds"),
          "→",
          () => player.jump(JUMP_MS),
          `+10 ${say("footage.sec")}`,
          state.isLive,
        )}
        {tool(
          say("footage.forward_minute"),
          "⇧ →",
          () => player.jump(LONG_JUMP_MS),
          `+1 ${say("footage.min")}`,
          state.isLive,
        )}
        {tool(
          say("footage.gap_after"),
          "N",
          () => toGapEnd(1),
          <Icon name="forward" size={18} />,
          state.isLive,
        )}
      </div>
      <label className="speed">
        <span className="visually-hidden">{say("footage.speed")}</span>
        <select
          value={state.speed}
          disabled={state.isLive}
          title={`${say("footage.speed")} ([ ])`}
          onChange={(event) => player.setSpeed(Number(event.target.value))}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed}>
              {speed}×
            </option>
          ))}
        </select>
      </label>
      {canLive && (
        <>
          <button
            type="button"
            className="controls-live"
            aria-pressed={state.isLive}
            title={`${say("footage.live")} (I)`}
            onClick={() => player.live()}
          >
            <i aria-hidden="true" />
            {say("footage.live")}
            {state.isLive && (
              <small>
                {state.delay_ms === null
                  ? say("footage.live_waits")
                  : say("footage.live_delay", { s: (state.delay_ms / 1000).toFixed(1) })}
              </small>
            )}
          </button>
          <button
            type="button"
            className="quiet"
            title={`${say("footage.ago")} (O)`}
            onClick={() => player.live(AGO_MS)}
          >
            {say("footage.ago")}
          </button>
        </>
      )}
    </div>
  );
}

/** To the moment that somebody types. */
function GoTo({ player, state, present, setGoing }: Props) {
  const say = useSay();
  const [typed, setTyped] = useState(preciseText(state.at).slice(0, 8));
  const [isOdd, setOdd] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const at = momentOf(typed, state.at, present());
    if (at === null) setOdd(true);
    else {
      player.seek(at);
      setGoing(false);
    }
  };
  return (
    <form className="controls-go" onSubmit={submit}>
      <input
        // biome-ignore lint/a11y/noAutofocus: it was opened to type in
        autoFocus
        aria-label={say("footage.go_to")}
        aria-invalid={isOdd}
        value={typed}
        placeholder="08:15:30"
        onFocus={(event) => event.target.select()}
        onChange={(event) => {
          setTyped(event.target.value);
          setOdd(false);
        }}
        onKeyDown={(event) => event.key === "Escape" && setGoing(false)}
      />
      <button type="submit">{say("footage.go")}</button>
      {isOdd && <small role="alert">{say("footage.odd_time")}</small>}
    </form>
  );
}
