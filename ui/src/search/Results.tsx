/** The passages found: picture, plate, time, place, how sure. Empty answers say why. */

import { useState } from "react";
import type { Differs, Found } from "../api/types";
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

const ROW_HEIGHT = 84;

interface Props {
  readonly kept: Kept;
  readonly order: "newest" | "oldest";
  readonly onOrder: (order: "newest" | "oldest") => void;
  readonly onMore: () => void;
  readonly onOpen: (passage: Found) => void;
}

/** The passage opened last, so that coming back finds the place in the list again. */
let lastOpened = "";

export function Results({ kept, order, onOrder, onMore, onOpen }: Props) {
  const say = useSay();
  const { view } = useDesk();
  const { answer } = kept;
  const [unfolded, setUnfolded] = useState("");
  if (answer.rows.length === 0) {
    return (
      <Notice icon="search" title={say("results.none")}>
        {say(`empty.${answer.empty_because ?? "nothing_matches"}`)}
      </Notice>
    );
  }
  const point = (passage: Found | null) => {
    const camera = passage?.camera;
    view?.found.point(
      camera && camera.lon !== null && camera.lat !== null ? { lon: camera.lon, lat: camera.lat } : null,
    );
  };
  const exact = answer.rows.length - answer.near;
  const isUnfolded = unfolded === kept.key || exact + answer.near === answer.less_likely;
  const shown = isUnfolded ? answer.rows : answer.rows.slice(0, answer.rows.length - answer.less_likely);
  return (
    <section className="results" aria-label={say("results.label")}>
      <header>
        <p role="status">
          <b>
            {say(answer.more ? "results.more_than" : "results.count", { n: exact })}
            {answer.near > 0 && (
              <span className="near-count">
                {say(answer.near_more ? "results.near_more_than" : "results.near", { n: answer.near })}
              </span>
            )}
          </b>
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
        items={shown}
        rowHeight={ROW_HEIGHT}
        label={say("results.label")}
        keyOf={(passage) => passage.id}
        current={shown.findIndex((passage) => passage.id === lastOpened)}
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
        render={(passage, index) => (
          <ResultRow
            passage={passage}
            begins={
              index === exact ? "near" : index === answer.rows.length - answer.less_likely ? "less" : ""
            }
          />
        )}
        foot={
          <>
            {!isUnfolded && answer.less_likely > 0 && (
              <p className="more">
                <button type="button" onClick={() => setUnfolded(kept.key)}>
                  {say("results.less_likely", { n: answer.less_likely })}
                </button>
              </p>
            )}
            {answer.near_more && <p className="more">{say("results.near_hint")}</p>}
            {answer.more && (
              <p className="more">
                {say("results.more_hint", { n: exact })}
                <button type="button" onClick={onMore}>
                  {say("results.more")}
                </button>
              </p>
            )}
          </>
        }
      />
    </section>
  );
}

/** What was read in place of what was asked, and by what: `≈ 8→B`. */
function MatchMark({ passage }: { passage: Found }) {
  const say = useSay();
  if (passage.match === null) return null;
  if (passage.match === "=") {
    return (
      <abbr className="match" title={say(passage.by === "correction" ? "match.corrected" : "match.exact")}>
        =
      </abbr>
    );
  }
  const letters = passage.differs
    .map(({ asked, read }: Differs) => say("match.letter", { read: read || "∅", asked: asked || "∅" }))
    .join("、");
  const by = passage.by === "alternative" ? say("match.alternative") : "";
  return (
    <abbr className="match match-near" title={`${say("match.similar")}：${letters}${by}`}>
      ≈
      <small translate="no">
        {passage.differs.map(({ asked, read }) => `${read || "∅"}→${asked || "∅"}`).join(" ")}
      </small>
      <span className="visually-hidden">{letters}</span>
    </abbr>
  );
}

function ResultRow({ passage, begins }: { passage: Found; begins: "" | "near" | "less" }) {
  const say = useSay();
  const at = Date.parse(passage.at);
  const marks = new Set(
    passage.by === "correction"
      ? []
      : passage.differs.flatMap(({ at: place, read }) => [...read].map((_, n) => place + n)),
  );
  const isNear = passage.match === "≈";
  const picture = passage.pictures[0];
  return (
    <>
      {begins !== "" && <span className="near-begins">{say(`results.begins_${begins}`)}</span>}
      {picture ? (
        <img className="thumb" src={picture.url} alt="" loading="lazy" decoding="async" />
      ) : (
        <span className="thumb thumb-none">
          <Icon name="camera" />
        </span>
      )}
      <span className="result-plate">
        <span>
          <Plate plate={passage.plate} colours={passage.plate_colours} marks={marks} />
          {!isNear && <MatchMark passage={passage} />}
        </span>
        <small className="looks">
          <Swatch colour={passage.colour} />
          <span className={passage.colour === "unknown" ? "visually-hidden" : undefined}>
            {say.word("colour", passage.colour)}
            {passage.is_dark && passage.colour !== "unknown" && (
              <abbr className="in-dark" title={say("results.dark")}>
                <Icon name="moon" size={12} />
              </abbr>
            )}
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
        {isNear && <MatchMark passage={passage} />}
        {passage.plate && passage.is_single_look && <small className="single">{say("single_look")}</small>}
      </span>
    </>
  );
}
