/** An analysis under way: for how long, and a way to stop it. */
import { useEffect, useState } from "react";
import { useSay } from "../app/settings";

const SECOND_MS = 1000;

export function Asking({ onStop }: { onStop: () => void }) {
  const say = useSay();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="asking">
      <span className="spinner" aria-hidden="true" />
      <span role="status">{say("analyses.asking")}</span>
      {seconds > 0 && <small aria-hidden="true">{say("duration.seconds", { n: seconds })}</small>}
      <button type="button" onClick={onStop}>
        {say("search.stop")}
      </button>
    </div>
  );
}
