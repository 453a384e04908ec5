/** Language and light or dark: on the door and in the house. */
import { change, type ThemeChoice, useSay, useSettings } from "../app/settings";
import { Icon, type IconName } from "./Icon";

const NEXT: Record<ThemeChoice, ThemeChoice> = { auto: "light", light: "dark", dark: "auto" };
const ICONS: Record<ThemeChoice, IconName> = { auto: "auto", light: "sun", dark: "moon" };

export function Preferences() {
  const say = useSay();
  const { language, theme } = useSettings();
  const other = language === "en" ? "zh-TW" : "en";
  return (
    <>
      <button
        type="button"
        className="quiet"
        aria-label={say("theme.change", { now: say(`theme.${theme}`) })}
        title={say(`theme.${theme}`)}
        onClick={() => change({ theme: NEXT[theme] })}
      >
        <Icon name={ICONS[theme]} size={18} />
      </button>
      <button type="button" className="quiet" lang={other} onClick={() => change({ language: other })}>
        {other === "en" ? "English" : "中文"}
      </button>
    </>
  );
}
