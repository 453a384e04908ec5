/** 數據: the figures of a finding that no picture shows, each with its name and unit, folded away. */
import { useSay } from "../app/settings";
import { type Facts, plainFacts } from "./facts";
import { figure } from "./words";

interface Props {
  readonly facts: Facts;
  readonly title: "answer.figures" | "answer.figures_all";
}

export function Figures({ facts, title: of }: Props) {
  const say = useSay();
  const figures = plainFacts(facts);
  if (figures.length === 0) return null;
  const title = (name: string) => say.word("fact", name).replaceAll("_", " ");
  return (
    <details className="figures">
      <summary>{say(of, { n: figures.length })}</summary>
      <dl>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{title(name)}</dt>
            <dd>{figure(say, name, value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
