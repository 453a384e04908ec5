/** How many past days are searched, and what that costs before anything is asked for. */
import { useState } from "react";
import { said } from "../alerts/words";
import { api, type Result } from "../api/client";
import type { PastCost } from "../api/types";
import { useTrust } from "../app/session";
import { useSay } from "../app/settings";
import { whyFailed } from "../search/words";

/** Passages are kept for a year. */
export const MOST_DAYS = 366;

interface Props {
  readonly days: number;
  readonly onChange: (days: number) => void;
}

export function LookBack({ days, onChange }: Props) {
  const say = useSay();
  const { needPurpose } = useTrust();
  const [cost, setCost] = useState<Result<PastCost> | null>(null);
  const ask = async () => {
    const purpose = await needPurpose();
    if (purpose) setCost(await api.foreseePast(purpose.id, days));
  };
  return (
    <div className="list-back is-wide">
      <label>
        <span>{say("lists.back")}</span>
        <input
          type="number"
          min={0}
          max={MOST_DAYS}
          value={days}
          onChange={(event) => {
            setCost(null);
            onChange(Math.min(MOST_DAYS, Math.max(0, Math.floor(Number(event.target.value)))));
          }}
        />
      </label>
      <button type="button" disabled={days === 0} onClick={() => void ask()}>
        {say("lists.back_cost")}
      </button>
      <Cost cost={cost} />
    </div>
  );
}

/** What looking back would read, or why it will not be done. */
export function Cost({ cost }: { readonly cost: Result<PastCost> | null }) {
  const say = useSay();
  if (cost === null) return null;
  if (!cost.ok)
    return <small className="list-overdue">{`${whyFailed(say, cost.kind)}：${cost.message}`}</small>;
  const { rows, most_rows, refused } = cost.value;
  return (
    <small className={refused ? "list-overdue" : ""} role="status">
      {refused
        ? said(say, refused)
        : say("lists.back_reads", { n: rows.toLocaleString(), most: most_rows.toLocaleString() })}
    </small>
  );
}
