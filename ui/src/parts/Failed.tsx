/** Why something that was asked for did not happen: what kind of failure it is, and the centre's own sentence. */
import { useSay } from "../app/settings";
import { whyFailed } from "../search/words";
import { Notice } from "./Notice";

export function Failed({ problem }: { problem: { readonly kind: string; readonly message: string } }) {
  const say = useSay();
  return (
    <Notice tone="bad" title={whyFailed(say, problem.kind)}>
      {problem.message}
    </Notice>
  );
}
