/** The panel beside the map; on a phone a sheet at its foot that is dragged or tapped up and down. */
import { type PointerEvent, type ReactNode, useRef, useState } from "react";
import { useDesk } from "./desk";
import { useSay } from "./settings";

type Height = "low" | "half" | "full";
const STEPS: readonly Height[] = ["low", "half", "full"];
const DRAG_PX = 40;

export function Sheet({ label, children }: { label: string; children: ReactNode }) {
  const say = useSay();
  const { drawing } = useDesk();
  const [height, setHeight] = useState<Height>("half");
  const start = useRef<number | null>(null);
  const move = (by: 1 | -1) => {
    const at = STEPS.indexOf(height) + by;
    setHeight(STEPS[Math.max(0, Math.min(STEPS.length - 1, at))] ?? "half");
  };
  const drop = (event: PointerEvent) => {
    if (start.current === null) return;
    const moved = event.clientY - start.current;
    start.current = null;
    if (Math.abs(moved) > DRAG_PX) move(moved < 0 ? 1 : -1);
    else setHeight(height === "half" ? "full" : "half");
  };
  return (
    <main
      className="panel"
      id="panel"
      tabIndex={-1}
      aria-label={label}
      data-height={drawing ? "low" : height}
    >
      <button
        type="button"
        className="grip"
        aria-label={say("sheet.move")}
        aria-expanded={height !== "low"}
        onPointerDown={(event) => {
          start.current = event.clientY;
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerUp={drop}
        onKeyDown={(event) => {
          if (event.key === "ArrowUp") move(1);
          if (event.key === "ArrowDown") move(-1);
          if (event.key === "Enter" || event.key === " ") setHeight(height === "full" ? "half" : "full");
        }}
      />
      <h1 className="panel-title">{label}</h1>
      <div className="panel-body">{children}</div>
    </main>
  );
}
