/** 改正: what an officer says a plate is, in a mark beside what was read. */
import type { Correction } from "../api/types";
import { useSay } from "../app/settings";
import { fullText } from "../time/taipei";

/** The mark of the correction that holds; nothing where there is none. */
export function CorrectMark({ correction }: { correction: Correction | null }) {
  const say = useSay();
  if (!correction) return null;
  const by = say("correct.by", { name: correction.name, time: fullText(Date.parse(correction.at)) });
  return (
    <span className={`correct-mark correct-${correction.kind}`} title={by}>
      {say.word("corrected", correction.kind)}
      {correction.kind === "plate" && correction.plate && <b translate="no">{correction.plate.display}</b>}
    </span>
  );
}
