/** The layer list: which background, and which marks on it. */
import { useEffect, useState } from "react";
import { api } from "../api/client";
import type { MapLayer } from "../api/types";
import { useDesk } from "../app/desk";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import type { TextKey } from "../texts";

const BUILTIN: MapLayer = {
  id: "builtin",
  name_zh: "內建底圖（離線）",
  name_en: "Built-in map (offline)",
  kind: "builtin",
  url: "",
  attribution: "",
  max_zoom: 19,
  needs_internet: false,
};
const MARKS = ["plate", "ordinary", "cone", "station", "zone"] as const;
type Mark = (typeof MARKS)[number];

/** What was chosen outlives the list being closed, not the page. */
let chosenId = BUILTIN.id;
const hidden = new Set<Mark>();

export function LayerList({ onClose }: { onClose: () => void }) {
  const { view, tell, setThanks } = useDesk();
  const say = useSay();
  const [layers, setLayers] = useState<readonly MapLayer[]>([BUILTIN]);
  const [chosen, setChosen] = useState(chosenId);
  const [, redraw] = useState(0);

  useEffect(() => {
    void api.mapLayers().then((result) => {
      if (!result.ok) return;
      const others = result.value.layers.filter((layer) => layer.kind !== "builtin");
      setLayers([result.value.layers.find((layer) => layer.kind === "builtin") ?? BUILTIN, ...others]);
    });
  }, []);

  const choose = async (layer: MapLayer) => {
    const before = chosen;
    setChosen(layer.id);
    const result = await view?.background.choose(layer);
    if (result?.ok) {
      chosenId = layer.id;
      setThanks(layer.kind === "builtin" ? "" : layer.attribution);
    } else {
      setChosen(before);
      if (result) tell(say(`layers.${result.because}` as TextKey));
    }
  };

  const toggle = (mark: Mark, isShown: boolean) => {
    if (isShown) hidden.delete(mark);
    else hidden.add(mark);
    if (mark === "zone") view?.zones.toggle(isShown);
    else view?.cameras.toggle(mark, isShown);
    redraw((count) => count + 1);
  };

  return (
    <section className="layers" aria-label={say("layers.label")}>
      <header>
        <h2>{say("layers.label")}</h2>
        <button type="button" className="quiet" aria-label={say("close")} onClick={onClose}>
          <Icon name="close" size={16} />
        </button>
      </header>
      <fieldset>
        <legend>{say("layers.background")}</legend>
        {layers.map((layer) => (
          <label key={layer.id}>
            <input
              type="radio"
              name="background"
              checked={layer.id === chosen || (layer.kind === "builtin" && chosen === BUILTIN.id)}
              onChange={() => void choose(layer)}
            />
            <span>
              {say.language === "en" ? layer.name_en : layer.name_zh}
              <small>{layer.needs_internet ? say("layers.online") : layer.attribution}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{say("layers.marks")}</legend>
        {MARKS.map((mark) => (
          <label key={mark}>
            <input
              type="checkbox"
              checked={!hidden.has(mark)}
              onChange={(event) => toggle(mark, event.target.checked)}
            />
            <span>{say(`layers.${mark}`)}</span>
          </label>
        ))}
      </fieldset>
    </section>
  );
}
