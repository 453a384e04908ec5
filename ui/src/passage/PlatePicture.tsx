/**
 * A picture with the plate outlined in it, and the plate alone, enlarged. Boxes and corners are pixels of
 * the picture.
 */
import { useState } from "react";
import type { PassagePicture } from "../api/types";
import { type Corners, outlineOf } from "./corners";

interface Props {
  readonly picture: PassagePicture;
  readonly label: string;
}

/** With its own corners where the look has them, else its upright box. */
export function PlatePicture({ picture, label, corners }: Props & { readonly corners: Corners }) {
  const [size, setSize] = useState<[number, number] | null>(null);
  const box = picture.plate_box;
  return (
    <div className="picture">
      <img
        src={picture.url}
        alt={label}
        decoding="async"
        onLoad={({ currentTarget: image }) => setSize([image.naturalWidth, image.naturalHeight])}
      />
      {size && box && (
        <svg viewBox={`0 0 ${size[0]} ${size[1]}`} aria-hidden="true">
          {corners.length > 0 ? (
            <polygon points={outlineOf(corners)} vectorEffect="non-scaling-stroke" />
          ) : (
            <rect
              x={box[0] - 3}
              y={box[1] - 3}
              width={box[2] - box[0] + 6}
              height={box[3] - box[1] + 6}
              rx={4}
              vectorEffect="non-scaling-stroke"
            />
          )}
        </svg>
      )}
    </div>
  );
}

export function PlateCrop({ picture, label }: Props) {
  const [size, setSize] = useState<[number, number] | null>(null);
  const box = picture.plate_box;
  if (!box) return null;
  const [margin, width, height] = [(box[2] - box[0]) * 0.08, box[2] - box[0], box[3] - box[1]];
  const view = [box[0] - margin, box[1] - margin, width + 2 * margin, height + 2 * margin];
  return (
    <div className="crop">
      {!size && (
        <img
          className="visually-hidden"
          src={picture.url}
          alt=""
          onLoad={({ currentTarget: image }) => setSize([image.naturalWidth, image.naturalHeight])}
        />
      )}
      {size && (
        <svg viewBox={view.join(" ")} role="img" aria-label={label}>
          <image href={picture.url} width={size[0]} height={size[1]} />
        </svg>
      )}
    </div>
  );
}
