/** 地點: places drawn on the map, each with its own time where the question asks for visits; named ①②③. */
import { useDesk } from "../../app/desk";
import { useSay } from "../../app/settings";
import type { Shape } from "../../geo/area";
import { Icon } from "../../parts/Icon";
import { SpanField } from "../../search/SpanField";
import type { LiveCount } from "../use_live_count";
import { usePlaceFacts } from "../use_places";
import { parsePlace, parseVisit, placeText, visitText } from "../visits";
import { placeWords } from "../words";
import { CameraPicker } from "./CameraPicker";

const SHAPES: readonly Shape[] = ["circle", "rectangle", "polygon"];

interface Props {
  readonly title: string;
  /** The items as text: places, or visits. */
  readonly items: readonly string[];
  readonly isVisit: boolean;
  readonly isMany: boolean;
  readonly isRequired: boolean;
  readonly labelOf: (index: number) => string;
  readonly count: LiveCount | null;
  /** The item whose shape can be dragged on the map, -1 none. */
  readonly editing: number;
  readonly onChange: (items: readonly string[]) => void;
  readonly onEdit: (index: number) => void;
  /** The next thing drawn comes here. */
  readonly onAim: () => void;
}

export function PlacesField(props: Props) {
  const { title, items, isVisit, isMany, isRequired, labelOf, count, editing, onChange, onEdit, onAim } =
    props;
  const say = useSay();
  const { drawing, startDrawing, stopDrawing } = useDesk();
  const isFull = !isMany && items.length > 0;
  const add = (place: string) => {
    const item = isVisit ? visitText({ ...parseVisit(items.at(-1) ?? ""), place }) : place;
    onChange(isMany ? [...items, item] : [item]);
  };
  const move = (index: number, by: number) => {
    const moved = [...items];
    const [item] = moved.splice(index, 1);
    if (item !== undefined) moved.splice(index + by, 0, item);
    onChange(moved);
  };
  return (
    <div className="places-field">
      {items.length > 0 && (
        <ol aria-label={title}>
          {items.map((item, i) => (
            <PlaceRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a place is its number
              key={i}
              label={labelOf(i)}
              item={item}
              plates={count?.plates[i] ?? null}
              isVisit={isVisit}
              isEditing={editing === i}
              onEdit={() => onEdit(editing === i ? -1 : i)}
              onChange={(changed) => onChange(items.map((other, at) => (at === i ? changed : other)))}
              onRemove={() => onChange(items.filter((_, at) => at !== i))}
              onUp={i > 0 ? () => move(i, -1) : null}
              onDown={i < items.length - 1 ? () => move(i, 1) : null}
            />
          ))}
        </ol>
      )}
      {count && (
        <p className="live-count" role="status">
          {say("analyses.count_left", { n: count.remain })}
        </p>
      )}
      {items.length === 0 && (
        <p className="part-note">{say(isRequired ? "analyses.places_none" : "analyses.places_any")}</p>
      )}
      {!isFull && (
        <>
          <div className="places-draw">
            {SHAPES.map((shape) => (
              <button
                key={shape}
                type="button"
                aria-pressed={drawing === shape}
                title={say(`draw.${shape}`)}
                onClick={() => {
                  onAim();
                  if (drawing === shape) stopDrawing();
                  else startDrawing(shape);
                }}
              >
                <Icon name={shape} size={17} />
                {say(`draw.${shape}`)}
              </button>
            ))}
          </div>
          <CameraPicker onPick={(camera) => add(placeText({ camera: camera.id }))} />
        </>
      )}
    </div>
  );
}

interface RowProps {
  readonly label: string;
  readonly item: string;
  /** How many plates were seen there, where that was counted. */
  readonly plates: number | null;
  readonly isVisit: boolean;
  readonly isEditing: boolean;
  readonly onEdit: () => void;
  readonly onChange: (item: string) => void;
  readonly onRemove: () => void;
  readonly onUp: (() => void) | null;
  readonly onDown: (() => void) | null;
}

function PlaceRow({
  label,
  item,
  plates: seen,
  isVisit,
  isEditing,
  onEdit,
  onChange,
  onRemove,
  onUp,
  onDown,
}: RowProps) {
  const say = useSay();
  const { view } = useDesk();
  const visit = parseVisit(item);
  const text = isVisit ? visit.place : item;
  const { cameras, plates, nameOf, at } = usePlaceFacts(text);
  const words = placeWords(say, text, nameOf);
  const place = parsePlace(text);
  return (
    <li className={isEditing ? "place is-editing" : "place"}>
      <div className="place-head">
        <b className="place-label">{label}</b>
        <button
          type="button"
          className="quiet place-name"
          title={say("analyses.place_show")}
          onClick={() => {
            if (place && "area" in place) view?.showArea(place.area);
            else if (at) view?.goTo(at.lon, at.lat);
          }}
        >
          {words}
          <small>
            {say("analyses.place_cameras", { n: cameras, plates })}
            {seen !== null && ` · ${say("analyses.count_here", { n: seen })}`}
          </small>
        </button>
        <span className="field-actions">
          {onUp && <PlaceAction icon="up" label={say("analyses.place_up", { label })} onClick={onUp} />}
          {onDown && (
            <PlaceAction icon="chevron" label={say("analyses.place_down", { label })} onClick={onDown} />
          )}
          {place && "area" in place && (
            <PlaceAction
              icon="edit"
              label={say("analyses.place_edit", { label })}
              isOn={isEditing}
              onClick={onEdit}
            />
          )}
          <PlaceAction icon="close" label={say("analyses.place_remove", { label })} onClick={onRemove} />
        </span>
      </div>
      {isVisit && (
        <SpanField
          value={visit.span}
          onChange={(span) => onChange(visitText({ place: visit.place, span }))}
        />
      )}
    </li>
  );
}

interface ActionProps {
  readonly icon: "up" | "chevron" | "edit" | "close";
  readonly label: string;
  readonly isOn?: boolean;
  readonly onClick: () => void;
}

function PlaceAction({ icon, label, isOn, onClick }: ActionProps) {
  return (
    <button
      type="button"
      className="quiet"
      aria-label={label}
      title={label}
      {...(isOn === undefined ? {} : { "aria-pressed": isOn })}
      onClick={onClick}
    >
      <Icon name={icon} size={16} />
    </button>
  );
}
