/** The radius of a circle in exact metres: for fingers, and for orders that name a distance. */
import { useEffect, useState } from "react";
import { useSay } from "../app/settings";
import type { Circle } from "../geo/area";

const MOST_M = 200_000;

export function RadiusField({ circle, onChange }: { circle: Circle; onChange: (circle: Circle) => void }) {
  const say = useSay();
  const shown = String(Math.round(circle.radius_m));
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const metres = Number(text);
  const isWrong = !(metres >= 1 && metres <= MOST_M);
  const apply = () => {
    if (!isWrong && text !== shown) onChange({ ...circle, radius_m: metres });
  };
  return (
    <form
      className="radius"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <label>
        <span>{say("area.radius")}</span>
        <input
          type="number"
          inputMode="numeric"
          min={1}
          max={MOST_M}
          value={text}
          aria-invalid={isWrong}
          onChange={(event) => setText(event.target.value)}
          onBlur={apply}
        />
      </label>
      <span>{say("distance.unit_m")}</span>
    </form>
  );
}
