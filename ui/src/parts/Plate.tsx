/** A plate number in a frame like a plate, in the colours that were seen; neutral where none could be told. */

import type { PlateColours, PlateText } from "../api/types";
import { useSay } from "../app/settings";

interface Props {
  readonly plate: PlateText | null;
  readonly colours?: PlateColours;
  readonly size?: "small" | "large";
  /** Places of letters to mark, from 0, the hyphen not counted. */
  readonly marks?: ReadonlySet<number>;
}

export function Plate({ plate, colours = "unknown", size = "small", marks }: Props) {
  const say = useSay();
  if (!plate) return <span className={`plate plate-${size} plate-none`}>{say("plate.none")}</span>;
  const series = plate.is_valid ? say.word("series", plate.series) : say("plate.odd");
  return (
    <span
      className={`plate plate-${size} ${plate.is_valid ? "" : "plate-odd"} plate-${colours}`}
      title={colours === "unknown" ? series : `${series} · ${say.word("plate_colours", colours)}`}
    >
      <span translate="no">{marks?.size ? marked(plate.display, marks) : plate.display}</span>
      {!plate.is_valid && <span className="plate-mark">?</span>}
    </span>
  );
}

/** A plate's letters with those at these places marked; a hyphen is no place. */
export function marked(display: string, places: ReadonlySet<number>) {
  let place = -1;
  return [...display].map((letter, at) => {
    if (letter !== "-") place += 1;
    const key = `${at}${letter}`;
    return letter !== "-" && places.has(place) ? <mark key={key}>{letter}</mark> : letter;
  });
}

/** The two colours of a plate as a small sample; a label goes with it. */
export function PlateSample({ colours }: { colours: PlateColours }) {
  return (
    <i className={`plate-sample plate-${colours}`} aria-hidden="true">
      {colours === "unknown" ? "?" : "A1"}
    </i>
  );
}
