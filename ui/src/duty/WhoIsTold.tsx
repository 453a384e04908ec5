/** Whom an alert would be told to if it came now: the question a duty desk is handed over with. */
import type { Duty, WhoIsTold as Told } from "../api/types";
import { useSay } from "../app/settings";
import { Notice } from "../parts/Notice";
import { channelName, grouped, moment, nameOf } from "./words";

export function WhoIsTold({ duty }: { duty: Duty }) {
  const say = useSay();
  const first = duty.who_is_told[0];
  return (
    <section className="duty-told" aria-labelledby="duty-told">
      <h2 id="duty-told">{say("duty.if_now", { at: moment(duty.at) })}</h2>
      {first?.told.length === 0 && (
        <Notice tone="bad" title={say("duty.nobody")}>
          {say("duty.nobody_more")}
        </Notice>
      )}
      {first?.told.some((one) => one.is_in_gap) && (
        <Notice tone="warn" title={say("duty.gap")}>
          {say("duty.gap_more")}
        </Notice>
      )}
      <ol className="duty-priorities">
        {duty.who_is_told.map((one) => (
          <Priority key={one.priority} duty={duty} told={one} />
        ))}
      </ol>
    </section>
  );
}

function Priority({ duty, told }: { duty: Duty; told: Told }) {
  const say = useSay();
  const people = grouped(told.told, (one) => one.username);
  return (
    <li>
      <strong>{say("duty.priority", { n: told.priority })}</strong>
      {told.told.length === 0 && <p className="duty-none">{say("duty.told_nobody")}</p>}
      <ul>
        {[...people].map(([username, ways]) => (
          <li key={username}>
            <span>{username === "" ? say("duty.machines") : nameOf(duty, username)}</span>
            <small>
              {ways
                .map((way) =>
                  way.not_before
                    ? say("duty.later", {
                        channel: channelName(duty, way.channel),
                        at: moment(way.not_before),
                      })
                    : channelName(duty, way.channel),
                )
                .join("、")}
            </small>
          </li>
        ))}
      </ul>
    </li>
  );
}
