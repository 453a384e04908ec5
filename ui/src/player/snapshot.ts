/** A picture of what is on a screen, with a line under it that says whose and when. Its pixels are not changed. */

const LINE_PX = 34;

export interface Caption {
  readonly text: string;
  readonly small: string;
}

/** The picture as a PNG file; `null` when there is none to take. */
export function snapshot(video: HTMLVideoElement, { text, small }: Caption): Promise<Blob | null> {
  const { videoWidth: width, videoHeight: height } = video;
  const paper = document.createElement("canvas");
  const pen = paper.getContext("2d");
  if (!pen || width === 0) return Promise.resolve(null);
  paper.width = width;
  paper.height = height + LINE_PX;
  pen.drawImage(video, 0, 0, width, height);
  pen.fillStyle = "#0d1e36";
  pen.fillRect(0, height, width, LINE_PX);
  pen.fillStyle = "#ffffff";
  pen.font = "600 13px sans-serif";
  pen.fillText(text, 8, height + 14, width - 16);
  pen.font = "10px sans-serif";
  pen.fillText(small, 8, height + 28, width - 16);
  return new Promise((resolve) => paper.toBlob(resolve, "image/png"));
}

/** Hands a file to the browser to keep. */
export function keep(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
