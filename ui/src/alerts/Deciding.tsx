/** What can be done about an alert now: seen, verified with three answers, dispatched, closed, rejected. */
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { AlertOutcome, AlertRejection, OpenedAlert } from "../api/types";
import { useKeys } from "../app/keys";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { said } from "./words";

export type Act = "show" | "verify" | "override" | "dispatch" | "close" | "reject" | "note";

interface Props {
  readonly alert: OpenedAlert;
  /** The passage whose picture is being looked at. */
  readonly lookedAt: string;
  readonly isBusy: boolean;
  /** Whether it was done. */
  readonly act: (act: Act, body?: Readonly<Record<string, unknown>>) => Promise<boolean>;
}

type Form = "verify" | "reject" | "dispatch" | "close" | "override" | null;

export const QUESTIONS = ["plate_right", "vehicle_matches", "still_valid"] as const;
const OUTCOMES: readonly AlertOutcome[] = [
  "stopped",
  "lost",
  "not_found",
  "false",
  "handed_over",
  "informed",
];
const REASONS: readonly AlertRejection[] = ["misread", "wrong_vehicle", "stale_entry", "duplicate", "other"];

export function Deciding(props: Props) {
  const { alert, act, isBusy } = props;
  const say = useSay();
  const [form, setForm] = useState<Form>(null);
  const { state } = alert;
  const isUndecided = state === "new" || state === "shown" || state === "verified";
  const canDispatch = isUndecided && state !== "new" && alert.answers !== null && alert.bars.length === 0;
  const canOverride =
    isUndecided &&
    state !== "new" &&
    alert.answers !== null &&
    alert.bars.length > 0 &&
    !alert.bars.some(({ is_firm }) => is_firm);
  const canClose =
    state === "dispatched" || (alert.act === "notify" && (state === "shown" || state === "verified"));

  const show = () => void act("show");
  const verify = async () => {
    if (state !== "new" || (await act("show"))) setForm("verify");
  };
  useKeys({
    ...(isUndecided && state === "new" ? { a: show } : {}),
    ...(isUndecided ? { v: () => void verify(), x: () => setForm("reject") } : {}),
    ...(canDispatch ? { d: () => setForm("dispatch") } : {}),
    ...(canOverride ? { o: () => setForm("override") } : {}),
    ...(canClose ? { c: () => setForm("close") } : {}),
  });
  // A form of a step that is over goes with it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state is what ends it
  useEffect(() => {
    if (form !== "verify" || state === "verified" || state === "dispatched") setForm(null);
  }, [state, alert.id]);

  if (!isUndecided && !canClose) return null;
  const done = (how: Promise<boolean>) => void how.then((isDone) => isDone && setForm(null));
  return (
    <section className="alert-deciding" aria-label={say("alerts.deciding")}>
      {state !== "new" && isUndecided && <Bars alert={alert} />}
      <div className="alert-big">
        {state === "new" && (
          <Big label={say("alerts.do_show")} shortcut="A" isMain onPress={show} isBusy={isBusy} />
        )}
        {isUndecided && (
          <Big
            label={say(alert.answers ? "alerts.do_verify_again" : "alerts.do_verify")}
            shortcut="V"
            isMain={state === "shown" && !canDispatch}
            isPressed={form === "verify"}
            onPress={() => void verify()}
            isBusy={isBusy}
          />
        )}
        {canOverride && (
          <Big
            label={say("alerts.do_override")}
            shortcut="O"
            isPressed={form === "override"}
            onPress={() => setForm("override")}
            isBusy={isBusy}
          />
        )}
        {canDispatch && (
          <Big
            label={say("alerts.do_dispatch")}
            shortcut="D"
            isMain
            isPressed={form === "dispatch"}
            onPress={() => setForm("dispatch")}
            isBusy={isBusy}
          />
        )}
        {canClose && (
          <Big
            label={say("alerts.do_close")}
            shortcut="C"
            isMain={state === "dispatched"}
            isPressed={form === "close"}
            onPress={() => setForm("close")}
            isBusy={isBusy}
          />
        )}
        {isUndecided && (
          <Big
            label={say("alerts.do_reject")}
            shortcut="X"
            isPressed={form === "reject"}
            onPress={() => setForm("reject")}
            isBusy={isBusy}
          />
        )}
      </div>
      {form === "verify" && state !== "new" && <Verify {...props} onDone={done} />}
      {form === "override" && (
        <TextForm
          label={say("alerts.override_reason")}
          hint={say("alerts.override_hint")}
          button={say("alerts.do_override")}
          isNeeded
          onSend={(reason) => done(act("override", { reason }))}
        />
      )}
      {form === "dispatch" && canDispatch && (
        <TextForm
          label={say("alerts.unit")}
          hint={say("alerts.unit_hint")}
          button={say("alerts.do_dispatch")}
          onSend={(unit) => done(act("dispatch", { unit }))}
        />
      )}
      {form === "reject" && (
        <ChoiceForm
          label={say("alerts.reject_why")}
          choices={REASONS.map((one) => [one, say.word("alert_rejection", one)])}
          needsNote="other"
          button={say("alerts.do_reject")}
          onSend={(why, note) => done(act("reject", { why, note }))}
        />
      )}
      {form === "close" && (
        <ChoiceForm
          label={say("alerts.outcome")}
          choices={OUTCOMES.map((one) => [one, say.word("alert_outcome", one)])}
          button={say("alerts.do_close")}
          onSend={(outcome, note) => done(act("close", { outcome, note }))}
        />
      )}
    </section>
  );
}

interface BigProps {
  readonly label: string;
  readonly shortcut: string;
  readonly isMain?: boolean;
  readonly isPressed?: boolean;
  readonly isBusy: boolean;
  readonly onPress: () => void;
}

function Big({ label, shortcut, isMain = false, isPressed, isBusy, onPress }: BigProps) {
  return (
    <button
      type="button"
      className={isMain ? "primary" : ""}
      aria-expanded={isPressed}
      aria-keyshortcuts={shortcut}
      disabled={isBusy}
      onClick={onPress}
    >
      {label}
      <kbd>{shortcut}</kbd>
    </button>
  );
}

/** What bars dispatch, each in a sentence. */
function Bars({ alert }: { alert: OpenedAlert }) {
  const say = useSay();
  const { bars } = alert;
  if (bars.length === 0) {
    return (
      <p className="alert-free">{say(alert.is_overridden ? "alerts.free_overridden" : "alerts.free")}</p>
    );
  }
  if (bars.every(({ kind }) => kind === "unverified")) return null;
  return (
    <Notice tone="warn" title={say("alerts.barred")}>
      <ul>
        {bars.map(({ kind, says }) => (
          <li key={kind}>{said(say, says)}</li>
        ))}
      </ul>
    </Notice>
  );
}

/** Three questions, each answered with yes or no; none is answered beforehand. */
function Verify({
  alert,
  lookedAt,
  isBusy,
  act,
  onDone,
}: Props & { onDone: (how: Promise<boolean>) => void }) {
  const say = useSay();
  const [answers, setAnswers] = useState<Readonly<Record<string, boolean>>>({});
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const isComplete = QUESTIONS.every((question) => question in answers);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (isComplete) onDone(act("verify", { ...answers, looked_at: lookedAt }));
  };
  return (
    <form className="alert-form" onSubmit={send}>
      <p>{say("alerts.look_first")}</p>
      {QUESTIONS.map((question, n) => (
        <fieldset key={question} className="alert-question">
          <legend>
            {n + 1}. {say(`alerts.ask_${question}`)}
          </legend>
          {[true, false].map((value) => (
            <label key={String(value)}>
              <input
                ref={n === 0 && value ? first : undefined}
                type="radio"
                name={`${alert.id}-${question}`}
                checked={answers[question] === value}
                onChange={() => setAnswers({ ...answers, [question]: value })}
              />
              <span>{say(value ? "alerts.yes" : "alerts.no")}</span>
            </label>
          ))}
        </fieldset>
      ))}
      <button type="submit" className="primary" disabled={!isComplete || isBusy}>
        <Icon name="purpose" size={17} />
        {say("alerts.send_answers")}
      </button>
    </form>
  );
}

interface TextProps {
  readonly label: string;
  readonly hint: string;
  readonly button: string;
  readonly isNeeded?: boolean;
  readonly onSend: (text: string) => void;
}

function TextForm({ label, hint, button, isNeeded = false, onSend }: TextProps) {
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      className="alert-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSend(text);
      }}
    >
      <label>
        <span>{label}</span>
        <input
          ref={field}
          value={text}
          maxLength={500}
          required={isNeeded}
          onChange={(event) => setText(event.target.value)}
        />
        <small>{hint}</small>
      </label>
      <button type="submit" className="primary" disabled={isNeeded && text.trim() === ""}>
        {button}
      </button>
    </form>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly choices: readonly (readonly [string, string])[];
  readonly needsNote?: string;
  readonly button: string;
  readonly onSend: (choice: string, note: string) => void;
}

function ChoiceForm({ label, choices, needsNote, button, onSend }: ChoiceProps) {
  const say = useSay();
  const [choice, setChoice] = useState("");
  const [note, setNote] = useState("");
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const isReady = choice !== "" && (choice !== needsNote || note.trim() !== "");
  return (
    <form
      className="alert-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onSend(choice, note);
      }}
    >
      <fieldset className="alert-choices">
        <legend>{label}</legend>
        {choices.map(([value, text], n) => (
          <label key={value}>
            <input
              ref={n === 0 ? first : undefined}
              type="radio"
              name="choice"
              checked={choice === value}
              onChange={() => setChoice(value)}
            />
            <span>{text}</span>
          </label>
        ))}
      </fieldset>
      <label>
        <span>{say("alerts.note")}</span>
        <input value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
      </label>
      <button type="submit" className="primary" disabled={!isReady}>
        {button}
      </button>
    </form>
  );
}
