/** A number within its bounds, which stand beside it, with its unit. */
import { useSay } from "../../app/settings";
import { unitOf } from "../words";

interface Props {
  readonly name: string;
  readonly value: string;
  readonly isWhole: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly onChange: (value: string) => void;
}

export function NumberField({ name, value, isWhole, min, max, onChange }: Props) {
  const say = useSay();
  const unit = unitOf(say, name);
  return (
    <span className="number-field">
      <input
        type="number"
        inputMode={isWhole ? "numeric" : "decimal"}
        value={value}
        step={isWhole ? 1 : "any"}
        {...(min === undefined ? {} : { min })}
        {...(max === undefined ? {} : { max })}
        onChange={(event) => onChange(event.target.value)}
      />
      {unit !== "" && <span>{unit}</span>}
      {min !== undefined && max !== undefined && <small>{say("analyses.bounds", { min, max })}</small>}
    </span>
  );
}
