/** One part of a question: its title, its control, and what is wrong with it. */
import { type ReactNode, useId } from "react";
import { useSay } from "../../app/settings";

export type Wrong = "missing" | "unreadable" | undefined;

interface Props {
  readonly title: string;
  readonly wrong: Wrong;
  readonly isRequired: boolean;
  /** A group has several controls: its title names the whole. */
  readonly isGroup?: boolean;
  readonly children: ReactNode;
}

export function Labelled({ title, wrong, isRequired, isGroup = false, children }: Props) {
  const say = useSay();
  const id = useId();
  const head = (
    <span className="part-title" id={id}>
      {title}
      {isRequired && <em>{say("analyses.required")}</em>}
    </span>
  );
  const problem = wrong && (
    <span className="part-wrong" role="alert">
      {say(`analyses.wrong_${wrong}`)}
    </span>
  );
  if (isGroup) {
    return (
      <fieldset className="part" aria-labelledby={id}>
        {head}
        {children}
        {problem}
      </fieldset>
    );
  }
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
    <label className="part">
      {head}
      {children}
      {problem}
    </label>
  );
}
