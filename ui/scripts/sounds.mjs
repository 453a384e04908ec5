// The sounds of alerts, made of sines: mono, 16 bit, 11,025 a second, under 20 kB each.
//
//   notes ──► sine with a little of its octave, rising and falling softly ──► ui/public/sounds/NAME.wav

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const RATE = 11_025;
const LOUDNESS = 0.5;
const OCTAVE = 0.25;
/** Without a soft beginning and end every note clicks. */
const EDGE_S = 0.012;

/** Each note: from Hz, to Hz, seconds; 0 Hz is silence. Tell them apart with eyes closed. */
const SOUNDS = {
  chime: [
    [880, 880, 0.18],
    [660, 660, 0.34],
  ],
  double: [
    [784, 784, 0.14],
    [0, 0, 0.07],
    [784, 784, 0.14],
  ],
  siren: [
    [600, 1100, 0.28],
    [1100, 600, 0.28],
    [600, 1100, 0.28],
  ],
  triple: [
    [523, 523, 0.14],
    [659, 659, 0.14],
    [784, 784, 0.3],
  ],
  sweep: [[400, 1400, 0.45]],
  twin: [
    [700, 700, 0.12],
    [930, 930, 0.12],
    [700, 700, 0.12],
    [930, 930, 0.18],
  ],
};

function samples(notes) {
  const found = [];
  let phase = 0;
  for (const [from, to, seconds] of notes) {
    const many = Math.round(seconds * RATE);
    for (let n = 0; n < many; n++) {
      const at = n / RATE;
      const hz = from + ((to - from) * n) / many;
      phase += (2 * Math.PI * hz) / RATE;
      const edge = Math.min(1, at / EDGE_S, (seconds - at) / EDGE_S);
      const tone = hz === 0 ? 0 : (Math.sin(phase) + OCTAVE * Math.sin(2 * phase)) / (1 + OCTAVE);
      found.push(LOUDNESS * edge * tone);
    }
  }
  return found;
}

/** RIFF WAVE, as in Microsoft's "Multimedia Programming Interface and Data Specifications 1.0". */
function wave(values) {
  const bytes = Buffer.alloc(44 + 2 * values.length);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(36 + 2 * values.length, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(2 * RATE, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(2 * values.length, 40);
  values.forEach((value, n) => {
    bytes.writeInt16LE(Math.round(value * 32_767), 44 + 2 * n);
  });
  return bytes;
}

const folder = fileURLToPath(new URL("../public/sounds/", import.meta.url));
mkdirSync(folder, { recursive: true });
for (const [name, notes] of Object.entries(SOUNDS)) {
  writeFileSync(`${folder}${name}.wav`, wave(samples(notes)));
}
