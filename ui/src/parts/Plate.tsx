/** A plate number in a frame like a plate; kept legible, coloured by what is known of its series. */

import type { PlateText } from "../api/types";
import { useSay } from "../app/settings";

export function Plate({ plate, size = "small" }: { plate: PlateText | null; size?: "small" | "large" }) {
  const say = useSay();
  if (!plate) return <span className={`plate plate-${size} plate-none`}>{say("plate.none")}</span>;
  return (
    <span
      className={`plate plate-${size} ${plate.is_valid ? "" : "plate-odd"} ${tone(plate.series)}`}
      title={plate.is_valid ? say.word("series", plate.series) : say("plate.odd")}
    >
      <span translate="no">{plate.display}</span>
      {!plate.is_valid && <span className="plate-mark">?</span>}
    </span>
  );
}

function tone(series: string): string {
  if (series.includes("taxi")) return "plate-taxi";
  if (series.includes("electric")) return "plate-electric";
  return "";
}
