/** The restricted areas as a layer of the map: those that hold or will, and the one looked at. */
import { useEffect } from "react";
import { useDesk } from "../app/desk";
import { useRoute } from "../app/route";
import { useTrust } from "../app/session";
import type { Area } from "../geo/area";
import { useZones } from "./zone_store";

export function useZoneLayer(): void {
  const { view } = useDesk();
  const { current } = useTrust();
  const zones = useZones(current.state === "known" && current.session.is_watched);
  const { page, id } = useRoute();
  const open = page === "zones" ? Number(id) : Number.NaN;
  useEffect(() => {
    if (!view || !zones?.ok) return;
    view.zones.show(
      zones.value.zones
        .filter(({ state, id: number }) => state !== "over" || number === open)
        .flatMap((zone) =>
          zone.area
            ? [
                {
                  area: zone.area as Area,
                  name: zone.name,
                  holds: zone.state === "in_force" || zone.state === "emergency",
                  isOpen: zone.id === open,
                },
              ]
            : [],
        ),
    );
  }, [view, zones, open]);
}
