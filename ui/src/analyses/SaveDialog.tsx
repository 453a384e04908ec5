/** 儲存問題: the question and what its answer was, kept under a title to be asked again. */

import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import type { AnalysisAnswer, AnalysisKind } from "../api/types";
import { useDesk } from "../app/desk";
import { useSay } from "../app/settings";
import { Dialog } from "../parts/Dialog";
import { Failed } from "../parts/Failed";

interface Props {
  readonly kind: AnalysisKind;
  readonly answer: AnalysisAnswer;
  readonly suggestion: string;
  readonly onClose: () => void;
}

export function SaveDialog({ kind, answer, suggestion, onClose }: Props) {
  const say = useSay();
  const { tell } = useDesk();
  const [title, setTitle] = useState(suggestion);
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const result = await api.saveQuestion({
      title: title.trim(),
      analysis: kind.name,
      question: answer.question,
      audit_id: answer.audit_id,
      digest: answer.digest,
      findings: answer.findings.length,
    });
    if (!result.ok) {
      setProblem({ kind: result.kind, message: result.message });
      return;
    }
    tell(say("saved.done"));
    onClose();
  };
  return (
    <Dialog title={say("saved.save")} onClose={onClose}>
      <form className="purpose-form" onSubmit={(event) => void save(event)}>
        <p>{say("saved.note")}</p>
        <label>
          <span>{say("saved.title")}</span>
          <input
            value={title}
            required
            maxLength={200}
            autoComplete="off"
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
        {problem && <Failed problem={problem} />}
        <footer>
          <button type="button" onClick={onClose}>
            {say("cancel")}
          </button>
          <button type="submit" className="primary">
            {say("saved.save")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
