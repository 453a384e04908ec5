/** A plate number in a frame like a plate, in the colours that were seen; neutral where none could be told. */

import type { PlateColours, PlateText } from "../api/types";
import { useSay } from "../app/settings";

interface Props {
  readonly plate: PlateText | null;
  readonly colours?: PlateColours;
  readonly size?: "small" | "large";
}

export function Plate({ plate, colours = "unknown", size = "small" }: Props) {
  const say = useSay();
  if (!plate) return <span className={`plate plate-${size} plate-none`}>{say("plate.none")}</span>;
  const series = plate.is_valid ? say.word("series", plate.series) : say("plate.odd");
  return (
    <span
      className={`plate plate-${size} ${plate.is_valid ? "" : "plate-odd"} plate-${colours}`}
      title={colours === "unknown" ? series : `${series} · ${say.word("plate_colours", colours)}`}
    >
      <span translate="no">{plate.display}</span>
      {!plate.is_valid && <span className="plate-mark">?</span>}
    </span>
  );
}

/** The two colours of a plate as a small sample; a label goes with it. */
export function PlateSample({ colours }: { colours: PlateColours }) {
  return (
    <i className={`plate-sample plate-${colours}`} aria-hidden="true">
      {colours === "unknown" ? "?" : "A1"}
    </i>
  );
}
