/** What went wrong, in a sentence the reader can act on. */
import type { Say } from "../app/settings";
import { isTextKey } from "../texts";

export function whyFailed(say: Say, kind: string): string {
  const key = `failed.${kind}`;
  return isTextKey(key) ? say(key) : say("failed.other");
}
