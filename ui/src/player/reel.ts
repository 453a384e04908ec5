/**
 * Reel: which moment lies where in a video that was put together from several files.
 *
 * The centre says for each piece from when to when it was taken by the station's clock and where it stands in
 * the video. Within a piece pictures lie evenly. What the video itself says of wall time is not asked.
 */

/** Times in milliseconds since 1970, `at_s` and `to_s` in seconds of the video. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly at_s: number;
  readonly to_s: number;
  readonly frames: number;
}

/** A camera that says nothing of its pace is taken to have 25 pictures a second. */
const USUAL_FRAME_S = 0.04;

export class Reel {
  constructor(readonly pieces: readonly Piece[]) {}

  /** The second of the video at which that moment stands; `null` in a gap and outside. */
  secondOf(at: number): number | null {
    const piece = this.#last(({ start }) => start <= at);
    if (!piece || at >= piece.end) return null;
    const part = (at - piece.start) / (piece.end - piece.start);
    return piece.at_s + part * (piece.to_s - piece.at_s);
  }

  /** When what stands at that second of the video was taken. */
  momentOf(second: number): number | null {
    const piece = this.#last(({ at_s }) => at_s <= second + 1e-6);
    if (!piece) return null;
    const part = (second - piece.at_s) / (piece.to_s - piece.at_s);
    return piece.start + Math.max(0, Math.min(1, part)) * (piece.end - piece.start);
  }

  /** How long a picture lasts at that second of the video. */
  frameAt(second: number): number {
    const piece = this.#last(({ at_s }) => at_s <= second + 1e-6);
    return piece && piece.frames > 0 ? (piece.to_s - piece.at_s) / piece.frames : USUAL_FRAME_S;
  }

  #last(isBefore: (piece: Piece) => boolean): Piece | undefined {
    let [low, high] = [0, this.pieces.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(this.pieces[middle] as Piece)) low = middle + 1;
      else high = middle;
    }
    return this.pieces[low - 1];
  }
}
