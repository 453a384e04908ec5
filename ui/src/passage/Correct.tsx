/** 改正判讀: an officer who looked says what the plate really reads. The reading stays; both find the passage. */

import { type FormEvent, useLayoutEffect, useRef, useState } from "react";
import { api } from "../api/client";
import type { Correction, CorrectionKind, OpenedPassage } from "../api/types";
import { useKeys } from "../app/keys";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { Failed } from "../parts/Failed";
import { fullText } from "../time/taipei";
import { CorrectMisreads } from "./CorrectMisreads";

interface Props {
  readonly passage: OpenedPassage;
  /** Something was said of it: this is all that has been said by now. */
  readonly onCorrected: (correction: Correction | null, corrections: readonly Correction[]) => void;
}

export function Correct({ passage, onCorrected }: Props) {
  const say = useSay();
  const { needPurpose } = useTrust();
  const { correction, corrections } = passage;
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement>(null);

  const open = () => {
    setText((correction?.plate ?? passage.plate)?.display ?? "");
    setProblem(null);
    setOpen(true);
  };
  const close = () => setOpen(false);
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    if (isOpen) input.current?.select();
    else if (wasOpen.current) opener.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  useKeys({
    e: (event) => {
      event.preventDefault();
      open();
    },
  });

  const send = async (kind: CorrectionKind, plate?: string) => {
    const purpose = await needPurpose();
    if (!purpose) {
      setProblem({ kind: "no_purpose", message: "" });
      return;
    }
    setSending(true);
    const result = await api.correct(passage.id, {
      purpose_id: purpose.id,
      kind,
      seen: corrections.at(-1)?.id ?? 0,
      ...(plate === undefined ? {} : { plate }),
    });
    setSending(false);
    if (!result.ok) {
      setProblem({ kind: result.kind, message: result.message });
      if (result.kind === "corrected_meanwhile") await lookAgain(purpose.id);
      return;
    }
    setProblem(null);
    close();
    onCorrected(result.value.correction, result.value.corrections);
  };
  const lookAgain = async (purposeId: number) => {
    const result = await api.passage(passage.id, purposeId);
    if (result.ok) onCorrected(result.value.correction, result.value.corrections);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send("plate", text.trim());
  };

  return (
    <section className="correct" aria-label={say("correct.label")}>
      <h3>{say("correct.label")}</h3>
      <p className="correct-now" role="status">
        {correction ? <Said correction={correction} /> : say("correct.none")}
      </p>
      {isOpen ? (
        <form
          onSubmit={submit}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            close();
          }}
        >
          <label>
            <span>{say("correct.plate")}</span>
            <input
              ref={input}
              value={text}
              required
              maxLength={64}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          <button type="submit" className="primary" disabled={isSending}>
            {say("correct.save")}
          </button>
          <button type="button" onClick={close}>
            {say("cancel")}
          </button>
        </form>
      ) : (
        <div className="chips">
          <button ref={opener} type="button" className="chip" aria-keyshortcuts="E" onClick={open}>
            {say("correct.open")}
          </button>
          {passage.plate && (
            <button
              type="button"
              className="chip"
              disabled={isSending || correction?.kind === "confirmed"}
              onClick={() => void send("confirmed")}
            >
              {say("correct.confirm")}
            </button>
          )}
          <button
            type="button"
            className="chip"
            disabled={isSending || correction?.kind === "unreadable"}
            onClick={() => void send("unreadable")}
          >
            {say("correct.unreadable")}
          </button>
          {correction && (
            <button
              type="button"
              className="chip"
              disabled={isSending}
              onClick={() => void send("withdrawn")}
            >
              {say("correct.withdraw")}
            </button>
          )}
        </div>
      )}
      {problem && <Failed problem={problem} />}
      <p className="faint">{say("correct.note")}</p>
      {corrections.length > 1 && (
        <details>
          <summary>{say("correct.history", { n: corrections.length })}</summary>
          <ol>
            {corrections.map((one) => (
              <li key={one.id}>
                <Said correction={one} />
              </li>
            ))}
          </ol>
        </details>
      )}
      <CorrectMisreads camera={passage.camera.number} key={corrections.at(-1)?.id ?? 0} />
    </section>
  );
}

/** What was said, by whom and when, in a line. */
function Said({ correction }: { correction: Correction }) {
  const say = useSay();
  return (
    <>
      {say.word("corrected", correction.kind)}
      {correction.kind === "plate" && correction.plate && <b translate="no">{correction.plate.display}</b>}
      <small>{say("correct.by", { name: correction.name, time: fullText(Date.parse(correction.at)) })}</small>
    </>
  );
}
