/** 演練: an administrator invents a passage; what follows is marked as an exercise everywhere. */
import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import { useDesk } from "../app/desk";
import { useSay } from "../app/settings";
import { Dialog } from "../parts/Dialog";
import { openAlert } from "./use_news";

const CATEGORIES = [
  "stolen_vehicle",
  "stolen_plate",
  "cancelled_plate",
  "wanted_person",
  "missing_person",
  "hit_and_run",
  "cloned_plate",
  "racing",
  "restricted_area",
  "other",
] as const;
const PRIORITIES = [1, 2, 3, 4, 5] as const;

export function Drill({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const { register, tell } = useDesk();
  const [plate, setPlate] = useState("");
  const [camera, setCamera] = useState("");
  const [category, setCategory] = useState<(typeof CATEGORIES)[number]>("stolen_vehicle");
  const [priority, setPriority] = useState<number>(1);
  const cameras = register?.cameras.filter(({ kind }) => kind === "plate") ?? [];

  const start = async (event: FormEvent) => {
    event.preventDefault();
    const number = cameras.find(({ id }) => id === camera)?.number;
    if (number === undefined) return tell(say("alerts.drill_camera"));
    const result = await api.startDrill({ plate, camera: number, category, priority });
    if (!result.ok) return tell(result.message);
    onClose();
    openAlert(result.value.id);
  };
  return (
    <Dialog title={say("alerts.drill")} onClose={onClose}>
      <form className="alert-form" onSubmit={(event) => void start(event)}>
        <p>{say("alerts.drill_lead")}</p>
        <label>
          <span>{say("alerts.plate")}</span>
          <input value={plate} required maxLength={20} onChange={(event) => setPlate(event.target.value)} />
        </label>
        <label>
          <span>{say("facts.camera")}</span>
          <input
            list="drill-cameras"
            value={camera}
            required
            onChange={(event) => setCamera(event.target.value)}
          />
          <datalist id="drill-cameras">
            {cameras.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </datalist>
        </label>
        <label>
          <span>{say("alerts.category")}</span>
          <select
            value={category}
            onChange={(event) => setCategory(CATEGORIES.find((one) => one === event.target.value) ?? "other")}
          >
            {CATEGORIES.map((one) => (
              <option key={one} value={one}>
                {say.word("alert_category", one)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{say("alerts.priority_label")}</span>
          <select value={priority} onChange={(event) => setPriority(Number(event.target.value))}>
            {PRIORITIES.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="primary">
          {say("alerts.drill_start")}
        </button>
      </form>
    </Dialog>
  );
}
