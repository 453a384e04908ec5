/** 用途: under which case and why, asked once; nothing is asked of the passages without it. */

import { type FormEvent, useEffect, useState } from "react";
import { api } from "../api/client";
import type { Purpose } from "../api/types";
import { Dialog } from "../parts/Dialog";
import { Failed } from "../parts/Failed";
import { Icon } from "../parts/Icon";
import { forgetAnswers } from "../search/answers";
import { useTrust } from "./session";
import { useSay } from "./settings";

const RECENT = 4;

export function PurposeDialog() {
  const say = useSay();
  const { purpose, answerPurpose } = useTrust();
  const [recent, setRecent] = useState<readonly Purpose[]>([]);
  const [caseNo, setCaseNo] = useState(purpose?.case_no ?? "");
  const [reason, setReason] = useState(purpose?.reason ?? "");
  const [problem, setProblem] = useState<{ kind: string; message: string } | null>(null);

  useEffect(() => {
    void api.purposes().then((result) => {
      if (result.ok) setRecent(result.value.purposes.slice(0, RECENT));
    });
  }, []);

  const done = (given: Purpose | null) => {
    if (given && given.id !== purpose?.id) {
      forgetAnswers();
    }
    answerPurpose(given);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const result = await api.addPurpose(caseNo.trim(), reason.trim());
    if (result.ok) done(result.value);
    else setProblem({ kind: result.kind, message: result.message });
  };

  return (
    <Dialog title={say("purpose.label")} onClose={() => done(null)}>
      <form className="purpose-form" onSubmit={(event) => void submit(event)}>
        <p>{say("purpose.note")}</p>
        <label>
          <span>{say("purpose.case_no")}</span>
          <input
            value={caseNo}
            required
            maxLength={100}
            autoComplete="off"
            placeholder={say("purpose.case_no_hint")}
            onChange={(event) => setCaseNo(event.target.value)}
          />
        </label>
        <label>
          <span>{say("purpose.reason")}</span>
          <textarea
            value={reason}
            required
            rows={2}
            maxLength={1000}
            placeholder={say("purpose.reason_hint")}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        {problem && <Failed problem={problem} />}
        <footer>
          <button type="button" onClick={() => done(null)}>
            {say("cancel")}
          </button>
          <button type="submit" className="primary">
            <Icon name="purpose" size={18} />
            {say("purpose.go")}
          </button>
        </footer>
        {recent.length > 0 && (
          <section>
            <h3>{say("purpose.recent")}</h3>
            <ul>
              {recent.map((old) => (
                <li key={old.id}>
                  <button type="button" onClick={() => done(old)}>
                    <b>{old.case_no}</b>
                    <span>{old.reason}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </form>
    </Dialog>
  );
}
