/** What lists of each kind usually are: a start that is shown in the form and can all be changed. */
import type { WatchCategory } from "../api/types";

/** Lists that come once a day may be two hours late. */
const DAILY_H = 26;
/** Lists that come once a week may be a day late. */
const WEEKLY_H = 8 * 24;

export interface Preset {
  readonly category: WatchCategory;
  readonly name: string;
  /** 1, most urgent, to 5. */
  readonly priority: number;
  /** Within how many hours it is to be right again; 0: its entries are kept by hand. */
  readonly hours: number;
  /** The law that entries rest on as a rule; whoever asks for an entry answers for it. */
  readonly basis: string;
}

/** Names are data, not texts of the page: the list is called so whatever language its makers read. */
export const PRESETS: readonly Preset[] = [
  preset("stolen_vehicle", "失竊車輛", 2, DAILY_H, "警察職權行使法第8條、刑法第320條"),
  preset("stolen_plate", "失竊車牌", 2, DAILY_H, "道路交通管理處罰條例第12條、刑法第320條"),
  preset("cancelled_plate", "註銷車牌", 4, WEEKLY_H, "道路交通管理處罰條例第12條"),
  preset("wanted_person", "通緝", 1, DAILY_H, "刑事訴訟法第87條"),
  preset("missing_person", "失蹤協尋", 1, DAILY_H, "警察職權行使法第28條"),
  preset("hit_and_run", "肇事逃逸", 2, 0, "刑法第185條之4、道路交通管理處罰條例第62條"),
  preset("cloned_plate", "AB 車牌", 2, 0, "道路交通管理處罰條例第12條、刑法第212條"),
  preset("racing", "競駛", 3, 0, "道路交通管理處罰條例第43條"),
  preset("investigation", "偵辦中", 3, 0, "刑事訴訟法第230條、第231條"),
];

/** The usual legal basis of a category; empty where there is none. */
export function basisOf(category: WatchCategory): string {
  return PRESETS.find((one) => one.category === category)?.basis ?? "";
}

function preset(
  category: WatchCategory,
  name: string,
  priority: number,
  hours: number,
  basis: string,
): Preset {
  return { category, name, priority, hours, basis };
}
