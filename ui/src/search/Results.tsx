/** The passages found: picture, plate, time, place, how sure. Empty answers say why. */

import type { Passage } from "../api/types";
import { useDesk } from "../app/desk";
import { useSay } from "../app/settings";
import { Confidence } from "../parts/Confidence";
import { Icon } from "../parts/Icon";
import { KindIcon } from "../parts/KindIcon";
import { Notice } from "../parts/Notice";
import { Plate } from "../parts/Plate";
import { VirtualList } from "../parts/VirtualList";
import { CorrectMark } from "../passage/CorrectMark";
import { clockText, dayText, fullText } from "../time/taipei";
import { showTrail } from "../trail/go";
import type { Kept } from "./answers";
import { Swatch } from "./Filters";
import { howMatched } from "./terms";

const ROW_HEIGHT = 84;

interface Props {
  readonly kept: Kept;
  readonly pattern: string;
  readonly order: "newest" | "oldest";
  readonly onOrder: (order: "newest" | "oldest") => void;
  readonly onMore: () => void;
  readonly onOpen: (passage: Passage) => void;
}

/** The passage opened last, so that coming back finds the place in the list again. */
let lastOpened = "";

export function Results({ kept, pattern, order, onOrder, onMore, onOpen }: Props) {
  const say = useSay();
  const { view } = useDesk();
  const { answer } = kept;
  if (answer.rows.length === 0) {
    return (
      <Notice icon="search" title={say("results.none")}>
        {say(`empty.${answer.empty_because ?? "nothing_matches"}`)}
      </Notice>
    );
  }
  const point = (passage: Passage | null) => {
    const camera = passage?.camera;
    view?.found.point(
      camera && camera.lon !== null && camera.lat !== null ? { lon: camera.lon, lat: camera.lat } : null,
    );
  };
  return (
    <section className="results" aria-label={say("results.label")}>
      <header>
        <p role="status">
          <b>{say(answer.more ? "results.more_than" : "results.count", { n: answer.rows.length })}</b>
          <small>
            {answer.cameras_asked === null
              ? say("results.all_cameras")
              : say("results.cameras", { n: answer.cameras_asked })}
            {" · "}
            {say("results.asked", { time: clockText(kept.asked), ms: String(Math.round(answer.elapsed_ms)) })}
          </small>
        </p>
        <button
          type="button"
          className="quiet"
          onClick={() => onOrder(order === "newest" ? "oldest" : "newest")}
        >
          {say(`results.${order}`)} {order === "newest" ? "↓" : "↑"}
        </button>
      </header>
      <VirtualList
        items={answer.rows}
        rowHeight={ROW_HEIGHT}
        label={say("results.label")}
        keyOf={(passage) => passage.id}
        current={answer.rows.findIndex((passage) => passage.id === lastOpened)}
        onOpen={(passage) => {
          lastOpened = passage.id;
          point(null);
          onOpen(passage);
        }}
        onPoint={point}
        side={({ plate, correction, at }) => {
          const meant = correction?.plate ?? plate;
          if (!meant) return null;
          return (
            <button
              type="button"
              className="row-side"
              aria-label={say("results.trail", { plate: meant.display })}
              title={say("passage.trail")}
              onClick={() => showTrail(meant.text, Date.parse(at))}
            >
              <Icon name="trail" size={19} />
            </button>
          );
        }}
        render={(passage) => <ResultRow passage={passage} pattern={pattern} />}
        foot={
          answer.more ? (
            <p className="more">
              {say("results.more_hint", { n: answer.rows.length })}
              <button type="button" onClick={onMore}>
                {say("results.more")}
              </button>
            </p>
          ) : null
        }
      />
    </section>
  );
}

function ResultRow({ passage, pattern }: { passage: Passage; pattern: string }) {
  const say = useSay();
  const at = Date.parse(passage.at);
  const match = howMatched(pattern, passage.plate?.text, passage.alternatives);
  const picture = passage.pictures[0];
  return (
    <>
      {picture ? (
        <img className="thumb" src={picture.url} alt="" loading="lazy" decoding="async" />
      ) : (
        <span className="thumb thumb-none">
          <Icon name="camera" />
        </span>
      )}
      <span className="result-plate">
        <span>
          <Plate plate={passage.plate} colours={passage.plate_colours} />
          {match !== "" && (
            <abbr className="match" title={say(match === "=" ? "match.exact" : "match.similar")}>
              {match}
            </abbr>
          )}
        </span>
        <small className="looks">
          <Swatch colour={passage.colour} />
          <span className={passage.colour === "unknown" ? "visually-hidden" : undefined}>
            {say.word("colour", passage.colour)}
          </span>
          <KindIcon kind={passage.kind} />
          {say.word("kind", passage.kind)}
        </small>
        <CorrectMark correction={passage.correction} />
      </span>
      <span className="result-when">
        <span>
          <time dateTime={passage.at} title={fullText(at)}>
            {clockText(at)}
          </time>{" "}
          <small>{dayText(at, Date.now())}</small>
        </span>
        <small className="result-where">{passage.camera.name}</small>
      </span>
      <span className="result-sure">
        {passage.plate && <Confidence value={passage.confidence} />}
        {passage.plate && passage.is_single_look && <small className="single">{say("single_look")}</small>}
      </span>
    </>
  );
}
