/** From elsewhere to the player. */
import { go } from "../app/route";
import { isoText } from "../time/taipei";

/** Opens the footage of some cameras, at a moment or a little before now. */
export function showFootage(cameras: readonly number[], at?: number): void {
  const params = { cameras: cameras.join(), at: at === undefined ? "" : isoText(Math.floor(at)) };
  go({ page: "footage", id: "", params });
}
