/** The outline of a kind of vehicle, 24 by 16. It never stands alone: the kind's word goes with it. */
import type { ReactNode } from "react";
import type { VehicleKind } from "../api/types";

const WHEELS = (
  <>
    <circle cx="6.5" cy="12.5" r="1.9" />
    <circle cx="17.5" cy="12.5" r="1.9" />
  </>
);
const CAR = (
  <>
    <path d="M4.600 12.500H2.200V9.200l3.600-1 3-3.700h6.400l3.300 3.700 3.300.9v3.400h-2.400M8.400 12.500h7.200" />
    {WHEELS}
  </>
);
const VAN = (
  <>
    <path d="M4.600 12.500H2.200V3.800h12.300l4.300 4.600 3 .7v3.400h-2.400M8.400 12.500h7.200M13.500 4v4.400h5" />
    {WHEELS}
  </>
);
const TRUCK = (
  <>
    <path d="M4.600 12.500H1.800V2.500h13v10M14.800 5.500h4l3.400 3.800v3.200h-2.800M8.400 12.500h7.200" />
    {WHEELS}
  </>
);
const BUS = (
  <>
    <path d="M4.600 12.500H2V2.800h20v9.700h-2.600M8.400 12.500h7.200M2 7.600h20M7 3v4.600M12 3v4.600M17 3v4.600" />
    {WHEELS}
  </>
);
const TWO_WHEELS = (
  <>
    <circle cx="5" cy="12" r="2.500" />
    <circle cx="19" cy="12" r="2.500" />
  </>
);
const SCOOTER = (
  <>
    {TWO_WHEELS}
    <path d="M7.500 12h6l3.200-8.500h-2.400M4 8.200h6.200l1.500 3.500" />
  </>
);

const SHAPES: Partial<Record<VehicleKind, ReactNode>> = {
  car: CAR,
  sedan: CAR,
  suv: CAR,
  taxi: (
    <>
      {CAR}
      <path d="M10.500 4.200V2.200h3v2" />
    </>
  ),
  van: VAN,
  pickup: (
    <>
      <path d="M4.600 12.500H2V8.800h8.200V4.200h4.600l3.400 4.600 3.600.6v3.100h-2.400M8.400 12.500h7.200" />
      {WHEELS}
    </>
  ),
  truck: TRUCK,
  trailer: TRUCK,
  bus: BUS,
  coach: BUS,
  scooter: SCOOTER,
  heavy_motorcycle: (
    <>
      {TWO_WHEELS}
      <path d="m5 12 4-5h5.500l4.500 5M9 7 7.500 4.800H5.200M14.500 7l1.300-3h2.400M9.500 11.500h5l1-3.200" />
    </>
  ),
  bicycle: (
    <>
      {TWO_WHEELS}
      <path d="m5 12 4-6.500h6.500L19 12M9 5.500 12.500 12H5m7.500 0 3-6.500-.700-2h2M7.500 5.500h2.600" />
    </>
  ),
};

export function KindIcon({ kind }: { kind: VehicleKind }) {
  const shape = SHAPES[kind];
  if (!shape) return null;
  return (
    <svg className="kind-icon" viewBox="0 0 24 16" width="21" height="14" aria-hidden="true">
      {shape}
    </svg>
  );
}
