/** One device that answered: logged in to, looked at, its lenses set to be recorded. */

import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import type { DeviceLens, DeviceLook, FoundDevice } from "../api/types";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { Assign } from "./Assign";
import { Snapshot } from "./Snapshot";
import { clockWords, isClockWrong, profileWords } from "./words";

export interface LogIn {
  readonly username: string;
  readonly password: string;
}

interface Props {
  readonly device: FoundDevice;
  readonly logIn: LogIn;
  readonly onLogIn: (logIn: LogIn) => void;
  readonly onSaved: () => void;
}

type State =
  | { readonly state: "shut" }
  | { readonly state: "asking" }
  | { readonly state: "seen"; readonly look: DeviceLook; readonly logIn: LogIn }
  | { readonly state: "failed"; readonly kind: string; readonly message: string };

export function DeviceCard({ device, logIn, onLogIn, onSaved }: Props) {
  const say = useSay();
  const [current, setCurrent] = useState<State>({ state: "shut" });
  const seen = current.state === "seen" ? current.look : null;
  const cameras = seen?.cameras ?? device.cameras;
  const name = device.name || seen?.model || device.hardware || device.ip;

  const look = async (event: FormEvent) => {
    event.preventDefault();
    setCurrent({ state: "asking" });
    const result = await api.lookAtDevice({ url: device.url, ...logIn });
    if (result.ok) setCurrent({ state: "seen", look: result.value, logIn });
    else setCurrent({ state: "failed", kind: result.kind, message: result.message });
  };

  return (
    <li className="device">
      <header>
        <Icon name="camera" size={26} />
        <div>
          <h3>{name}</h3>
          <p>
            {[seen ? `${seen.maker} ${seen.model}`.trim() : device.hardware, device.ip]
              .filter((part) => part !== "" && part !== name)
              .join(" · ")}
          </p>
        </div>
        {cameras.length > 0 ? (
          <span className="badge device-known">{say("streams.known", { ids: cameras.join("、") })}</span>
        ) : (
          <span className="badge">{say("streams.unknown")}</span>
        )}
      </header>
      {!seen && (
        <form className="device-log-in" onSubmit={(event) => void look(event)}>
          <label>
            <span>{say("streams.username")}</span>
            <input
              value={logIn.username}
              onChange={(event) => onLogIn({ ...logIn, username: event.target.value })}
              autoComplete="off"
              autoCapitalize="none"
            />
          </label>
          <label>
            <span>{say("streams.password")}</span>
            <input
              type="password"
              value={logIn.password}
              onChange={(event) => onLogIn({ ...logIn, password: event.target.value })}
              autoComplete="new-password"
            />
          </label>
          <button type="submit" disabled={current.state === "asking"}>
            {say(current.state === "asking" ? "streams.looking" : "streams.look")}
          </button>
        </form>
      )}
      {current.state === "failed" && <Failed problem={current} />}
      {current.state === "seen" && (
        <Seen look={current.look} name={name} logIn={current.logIn} onSaved={onSaved} />
      )}
    </li>
  );
}

interface SeenProps {
  readonly look: DeviceLook;
  readonly name: string;
  readonly logIn: LogIn;
  readonly onSaved: () => void;
}

function Seen({ look, name, logIn, onSaved }: SeenProps) {
  const say = useSay();
  const isWrong = isClockWrong(look.clock_offset_s, look.clock_error_s);
  return (
    <>
      <dl className="device-facts">
        <div>
          <dt>{say("streams.clock")}</dt>
          <dd className={isWrong ? "is-wrong" : ""}>
            {isWrong && <Icon name="warning" size={16} />}
            {clockWords(say, look.clock_offset_s, look.clock_error_s)}
          </dd>
        </div>
        <div>
          <dt>{say("streams.firmware")}</dt>
          <dd>{look.firmware || "—"}</dd>
        </div>
        <div>
          <dt>{say("streams.archive")}</dt>
          <dd>
            {look.archive_from && look.archive_to
              ? say("streams.archive_span", {
                  from: look.archive_from.slice(0, 10),
                  to: look.archive_to.slice(0, 10),
                })
              : say("streams.archive_none")}
          </dd>
        </div>
      </dl>
      {look.lenses.map((lens) => (
        <Lens
          key={lens.source}
          lens={lens}
          look={look}
          name={look.lenses.length > 1 ? `${name} ${lens.source}` : name}
          logIn={logIn}
          onSaved={onSaved}
        />
      ))}
    </>
  );
}

function Lens({ lens, look, name, logIn, onSaved }: SeenProps & { lens: DeviceLens }) {
  const say = useSay();
  const [main, setMain] = useState(lens.main);
  const [sub, setSub] = useState(lens.sub);
  const fit = lens.profiles.filter((profile) => profile.codec && profile.url);
  const of = (token: string) => lens.profiles.find((profile) => profile.token === token);
  const warned = [of(main), of(sub)]
    .flatMap((profile) => (profile ? profile.warnings.map((one) => ({ profile, one })) : []))
    .filter(({ profile, one }) => one !== "sub_is_h265" || profile.token === sub);

  if (fit.length === 0) return <Notice tone="bad" title={say("streams.no_stream")} />;
  return (
    <section className="lens" aria-label={name}>
      <div className="lens-top">
        <Snapshot device={look.url} token={main} logIn={logIn} />
        <div className="lens-streams">
          <label>
            <span>{say.word("stream_role", "main")}</span>
            <select value={main} onChange={(event) => setMain(event.target.value)}>
              {fit.map((profile) => (
                <option key={profile.token} value={profile.token}>
                  {profileWords(say, profile)}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>{say.word("stream_role", "sub")}</span>
            <select value={sub} onChange={(event) => setSub(event.target.value)}>
              <option value="">{say("streams.no_sub")}</option>
              {fit.map((profile) => (
                <option key={profile.token} value={profile.token}>
                  {profileWords(say, profile)}
                </option>
              ))}
            </select>
          </label>
          {warned.length > 0 && (
            <ul className="lens-warnings">
              {warned.map(({ profile, one }) => (
                <li key={`${profile.token}-${one}`}>
                  <Icon name="warning" size={16} />
                  <span>
                    {profile.name}：{say.word("stream_warning", one)}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
      <Assign
        known={look.lenses.length === 1 && look.cameras.length === 1 ? (look.cameras[0] ?? "") : ""}
        suggested={name}
        model={`${look.maker} ${look.model}`.trim()}
        deviceUrl={look.url}
        main={of(main)?.url ?? ""}
        sub={of(sub)?.url ?? ""}
        logIn={logIn}
        onSaved={onSaved}
      />
    </section>
  );
}
