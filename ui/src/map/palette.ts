/** Colours of the map, by day and by night. Everything that is drawn on it takes them from here. */

export type Theme = "light" | "dark";

export interface Palette {
  readonly sea: string;
  readonly shallows: readonly [string, string, string];
  readonly land: string;
  readonly home: string;
  /** Townships, so that neighbours differ. */
  readonly towns: readonly [string, string, string, string];
  readonly coast: string;
  readonly homeBorder: string;
  readonly homeGlow: string;
  readonly countyBorder: string;
  readonly townBorder: string;
  readonly villageBorder: string;
  readonly highway: string;
  readonly highwayCasing: string;
  readonly countyRoad: string;
  readonly countyRoadCasing: string;
  readonly street: string;
  readonly streetCasing: string;
  readonly townText: string;
  readonly villageText: string;
  readonly countyText: string;
  readonly seaText: string;
  readonly reliefText: string;
  readonly halo: string;
  readonly plate: string;
  readonly ordinary: string;
  readonly outline: string;
  readonly chosen: string;
  readonly chosenOutline: string;
  readonly station: string;
  readonly area: string;
  readonly trail: string;
  readonly trailCasing: string;
  /** A second vehicle beside the one in the trail's colour. */
  readonly other: string;
  readonly doubt: string;
  readonly ink: string;
}

const LIGHT: Palette = {
  sea: "#cfdfe9",
  shallows: ["#d5e4ed", "#dbe8ef", "#e2edf2"],
  land: "#eceef0",
  home: "#faf9f5",
  towns: ["#fbfaf5", "#f4f6ee", "#faf5ec", "#f1f5f3"],
  coast: "#9db4c4",
  homeBorder: "#7d8fa1",
  homeGlow: "#c9d3dc",
  countyBorder: "#b9c2cb",
  townBorder: "#c3c8cd",
  villageBorder: "#dcdedd",
  highway: "#f7d68d",
  highwayCasing: "#dcb269",
  countyRoad: "#ffffff",
  countyRoadCasing: "#c2c6ca",
  street: "#ffffff",
  streetCasing: "#d8dadb",
  townText: "#3f4d5c",
  villageText: "#7b8794",
  countyText: "#93a0ad",
  seaText: "#7d9db3",
  reliefText: "#a8a593",
  halo: "#fdfcf9",
  plate: "#1d5fd1",
  ordinary: "#5b6f86",
  outline: "#ffffff",
  chosen: "#f08c00",
  chosenOutline: "#6b3d00",
  station: "#17324f",
  area: "#1d5fd1",
  trail: "#d9432f",
  trailCasing: "#ffffff",
  other: "#7a3fb8",
  doubt: "#8b4a40",
  ink: "#17202b",
};

const DARK: Palette = {
  sea: "#0a131d",
  shallows: ["#0b1622", "#0d1927", "#0f1d2c"],
  land: "#111b27",
  home: "#182432",
  towns: ["#182432", "#1a2835", "#1a2532", "#172836"],
  coast: "#2f4459",
  homeBorder: "#5a728b",
  homeGlow: "#22354a",
  countyBorder: "#2b3b4d",
  townBorder: "#314256",
  villageBorder: "#243243",
  highway: "#8d7136",
  highwayCasing: "#4b3d20",
  countyRoad: "#3d4e61",
  countyRoadCasing: "#0f1822",
  street: "#2c3a4a",
  streetCasing: "#101a25",
  townText: "#b3c2d2",
  villageText: "#7e91a5",
  countyText: "#5d7087",
  seaText: "#3f5c76",
  reliefText: "#4c5b69",
  halo: "#121c28",
  plate: "#5b9bff",
  ordinary: "#8fa3b8",
  outline: "#0d1620",
  chosen: "#ffc247",
  chosenOutline: "#3b2700",
  station: "#c7d8ea",
  area: "#6ea8ff",
  trail: "#ff7a5c",
  trailCasing: "#0d1620",
  other: "#c79bff",
  doubt: "#d9a79c",
  ink: "#e6ecf3",
};

export function paletteOf(theme: Theme): Palette {
  return theme === "dark" ? DARK : LIGHT;
}
