/** Where: the area on the map or the cameras that were clicked, with how many there are. */
import { useDesk } from "../app/desk";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import { areaWords } from "./area_words";

interface Props {
  readonly cameras: readonly string[];
  readonly onCameras: (cameras: readonly string[]) => void;
}

const SHAPES = ["circle", "rectangle", "polygon"] as const;

export function AreaField({ cameras, onCameras }: Props) {
  const say = useSay();
  const { area, chosen, drawing, startDrawing, setArea } = useDesk();
  if (cameras.length > 0) {
    return (
      <p className="field field-set">
        <Icon name="camera" size={18} />
        <span className="field-label">{say("area.label")}</span>
        <span className="field-value">
          {cameras.length === 1 ? cameras[0] : say("area.cameras", { n: cameras.length })}
        </span>
        <button
          type="button"
          className="quiet"
          aria-label={say("area.anywhere")}
          onClick={() => onCameras([])}
        >
          <Icon name="close" size={16} />
        </button>
      </p>
    );
  }
  return (
    <div className={`field ${area ? "field-set" : ""}`}>
      <Icon name={area?.shape ?? "county"} size={18} />
      <span className="field-label">{say("area.label")}</span>
      <span className="field-value">
        {area ? areaWords(say, area) : say("area.whole")}
        {area && <small>{say("area.cameras", { n: chosen.length })}</small>}
      </span>
      <span className="field-actions">
        {SHAPES.map((shape) => (
          <button
            key={shape}
            type="button"
            className="quiet"
            aria-label={say(`draw.${shape}`)}
            aria-pressed={drawing === shape}
            title={say(`draw.${shape}`)}
            onClick={() => startDrawing(shape)}
          >
            <Icon name={shape} size={17} />
          </button>
        ))}
        {area && (
          <button
            type="button"
            className="quiet"
            aria-label={say("area.anywhere")}
            onClick={() => setArea(null)}
          >
            <Icon name="close" size={16} />
          </button>
        )}
      </span>
    </div>
  );
}
