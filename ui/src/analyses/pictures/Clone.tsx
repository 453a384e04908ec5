/** One number, two vehicles? The hypotheses weighed, the worst meetings side by side, and both lives. */
import type { Colour, Finding, Passage } from "../../api/types";
import { useSay } from "../../app/settings";
import { distance } from "../../search/area_words";
import { Swatch } from "../../search/Filters";
import { clockText, dateText } from "../../time/taipei";
import { duration } from "../../trail/words";
import { type Facts, factsIn, numberIn, rowsIn, textIn, textsIn } from "../facts";
import { lifeOf, livesOf } from "../lives";
import { Bars } from "./Bars";

const MEETINGS = 3;
const MOST_SITES = 6;

export function Clone({ finding, passages }: { finding: Finding; passages: readonly Passage[] }) {
  const say = useSay();
  const byId = new Map(passages.map((passage) => [passage.id, passage]));
  const bars = rowsIn(finding.facts.hypotheses).map((one) => {
    const name = textIn(one.name) ?? "";
    return {
      name,
      label: say.word("hypothesis", name),
      share: numberIn(one.probability) ?? 0,
      tone: name === "clone" ? ("bad" as const) : ("plain" as const),
    };
  });
  const lives = livesOf(finding);
  return (
    <>
      {bars.length > 0 && <Bars bars={bars} label={say("picture.hypotheses")} />}
      {rowsIn(finding.facts.meetings)
        .slice(0, MEETINGS)
        .map((meeting) => {
          const [one, other] = [meeting.earlier, meeting.later].map((id) => byId.get(textIn(id) ?? ""));
          return one && other ? (
            <Meeting key={one.id + other.id} finding={finding} meeting={meeting} pair={[one, other]} />
          ) : null;
        })}
      {lives.length === 2 && (
        <div className="lives">
          {lives.map((life, i) => (
            <Life key={i === 0 ? "a" : "b"} tone={i === 0 ? "a" : "b"} life={life} />
          ))}
        </div>
      )}
    </>
  );
}

interface MeetingProps {
  readonly finding: Finding;
  readonly meeting: Facts;
  readonly pair: readonly [Passage, Passage];
}

function Meeting({ finding, meeting, pair }: MeetingProps) {
  const say = useSay();
  const [took, needed, error] = [meeting.took_s, meeting.needed_s, meeting.error_s].map(numberIn);
  return (
    <figure className="chart">
      <figcaption>
        {say("picture.meeting", { distance: distance(say, numberIn(meeting.distance_m) ?? 0) })}
        <small>
          {say("picture.meeting_took", {
            took: duration(say, took ?? 0),
            needed: duration(say, needed ?? 0),
            error: String(Math.round(error ?? 0)),
          })}
        </small>
      </figcaption>
      <div className="meeting">
        {pair.map((passage) => {
          const at = Date.parse(passage.at);
          const picture = passage.pictures[0];
          return (
            <div key={passage.id} className={`meeting-side side-${lifeOf(finding, passage)}`}>
              {picture ? (
                <img src={picture.url} alt={say("passage.picture", { camera: passage.camera.name })} />
              ) : (
                <p>{say("passage.no_picture")}</p>
              )}
              <time dateTime={passage.at}>
                {dateText(at)} {clockText(at)}
              </time>
              <small>{passage.camera.name}</small>
              <small className="looks">
                <Swatch colour={passage.colour} />
                {say.word("colour", passage.colour)} · {say.word("kind", passage.kind)}
              </small>
            </div>
          );
        })}
      </div>
    </figure>
  );
}

function Life({ tone, life }: { tone: "a" | "b"; life: Facts }) {
  const say = useSay();
  const [kinds, colours] = [commonest(life.kinds), commonest(life.colours)];
  const sites = textsIn(life.site_names);
  return (
    <section className={`life side-${tone}`}>
      <h3>{say(tone === "a" ? "picture.life_a" : "picture.life_b", { n: numberIn(life.passages) ?? 0 })}</h3>
      <p className="looks">
        {colours && <Swatch colour={colours as Colour} />}
        {colours && say.word("colour", colours)} {kinds && say.word("kind", kinds)}
      </p>
      <small>
        {sites.slice(0, MOST_SITES).join("、")}
        {sites.length > MOST_SITES && "…"}
      </small>
    </section>
  );
}

/** The word counted most often, `unknown` last. */
function commonest(counted: unknown): string {
  const counts = Object.entries(factsIn(counted) ?? {}).filter(([word]) => word !== "unknown");
  return counts.sort(([, a], [, b]) => (numberIn(b) ?? 0) - (numberIn(a) ?? 0))[0]?.[0] ?? "";
}
