/** 時刻: one moment as people write it, with what it means right now below. */
import { useSay } from "../../app/settings";
import { parseMoment, readable } from "../../time/moment";
import { fullText } from "../../time/taipei";

interface Props {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function MomentField({ value, onChange }: Props) {
  const say = useSay();
  const moment = parseMoment(value, Date.now(), "from");
  return (
    <>
      <input
        value={readable(value)}
        autoComplete="off"
        spellCheck={false}
        placeholder={say("analyses.moment_hint")}
        aria-invalid={value !== "" && !moment.ok}
        onChange={(event) => onChange(event.target.value)}
      />
      {value !== "" && (
        <small className={moment.ok ? "span-means" : "span-means is-wrong"} aria-live="polite">
          {moment.ok ? fullText(moment.ms) : say("analyses.wrong_unreadable")}
        </small>
      )}
    </>
  );
}
