/** Boxes of an MP4 file (ISO/IEC 14496-12, section 4.2), as far as a live picture needs them. */

interface Box {
  readonly type: string;
  /** Where its content begins, and where the box ends. */
  readonly start: number;
  readonly end: number;
}

/** The boxes that lie in a part of some bytes; it stops at the first that makes no sense. */
function* boxes(view: DataView, start: number, end: number): Generator<Box> {
  for (let at = start; at + 8 <= end; ) {
    const size = view.getUint32(at);
    const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(at + i)));
    if (size < 8 || at + size > end) return;
    yield { type, start: at + 8, end: at + size };
    at += size;
  }
}

function find(view: DataView, path: readonly string[]): Box | null {
  let here: Box = { type: "", start: 0, end: view.byteLength };
  for (const type of path) {
    const found = [...boxes(view, here.start, here.end)].find((box) => box.type === type);
    if (!found) return null;
    here = found;
  }
  return here;
}

/** How many ticks the first track counts in a second, by an initialisation segment; 0 when it does not say. */
export function clockOf(init: ArrayBuffer): number {
  const view = new DataView(init);
  const mdhd = find(view, ["moov", "trak", "mdia", "mdhd"]);
  if (!mdhd) return 0;
  const at = mdhd.start + (view.getUint8(mdhd.start) === 1 ? 20 : 12);
  return at + 4 <= mdhd.end ? view.getUint32(at) : 0;
}

/** When a fragment begins, in the ticks of its first track; `null` when it does not say. */
export function decodeTimeOf(fragment: ArrayBuffer): number | null {
  const view = new DataView(fragment);
  const tfdt = find(view, ["moof", "traf", "tfdt"]);
  if (!tfdt) return null;
  const isLong = view.getUint8(tfdt.start) === 1;
  if (tfdt.start + (isLong ? 12 : 8) > tfdt.end) return null;
  return isLong ? Number(view.getBigUint64(tfdt.start + 4)) : view.getUint32(tfdt.start + 4);
}
