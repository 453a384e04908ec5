/** What was seen of the vehicle and its plate, each with its doubt, and what could not be told. */
import type { OpenedPassage } from "../api/types";
import { useSay } from "../app/settings";
import { percent } from "../parts/confidence_words";
import { KindIcon } from "../parts/KindIcon";
import { PlateSample } from "../parts/Plate";
import { Swatch } from "../search/Filters";
import { classNames, speedText } from "./words";

/** More classes than this say nothing: the letters leave them all open. */
const MOST_CLASSES = 3;

export function VehicleFacts({ passage }: { passage: OpenedPassage }) {
  const say = useSay();
  const { kind, colour, plate_colours: plateColours, classes } = passage;
  return (
    <>
      <dt>{say("facts.kind")}</dt>
      <dd>
        {kind === "unknown" ? (
          say("facts.cannot_tell")
        ) : (
          <>
            <KindIcon kind={kind} /> {say.word("kind", kind)}
            {passage.kind_confidence > 0 ? (
              <Sure value={passage.kind_confidence} />
            ) : (
              <small>{say("facts.kind_unseen")}</small>
            )}
          </>
        )}
      </dd>
      <dt>{say("facts.colour")}</dt>
      <dd>
        <Swatch colour={colour} />{" "}
        {colour === "unknown" ? say("facts.cannot_tell") : say.word("colour", colour)}
        {colour !== "unknown" && <Sure value={passage.colour_confidence} />}
      </dd>
      {passage.plate && (
        <>
          <dt>{say("facts.plate_colours")}</dt>
          <dd>
            <PlateSample colours={plateColours} />{" "}
            {plateColours === "unknown" ? say("facts.cannot_tell") : say.word("plate_colours", plateColours)}
          </dd>
        </>
      )}
      {passage.conflicts.length === 0 && classes.length > 0 && classes.length <= MOST_CLASSES && (
        <>
          <dt>{say("facts.class")}</dt>
          <dd>{classNames(say, classes)}</dd>
        </>
      )}
      {passage.lane > 0 && (
        <>
          <dt>{say("facts.lane")}</dt>
          <dd>{say("facts.lane_no", { n: passage.lane })}</dd>
        </>
      )}
      {passage.speed_kmh !== null && (
        <>
          <dt>{say("facts.speed_label")}</dt>
          <dd>
            {speedText(say, passage.speed_kmh, passage.speed_error_kmh)}
            <small>{say("facts.speed_caveat")}</small>
          </dd>
        </>
      )}
    </>
  );
}

/** How sure, where anybody says. */
function Sure({ value }: { value: number }) {
  const say = useSay();
  return value > 0 ? <small>{say("facts.sure", { n: percent(value) })}</small> : null;
}
