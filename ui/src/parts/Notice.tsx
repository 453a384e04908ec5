/** What happened, or why there is nothing to see, in words. */
import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon";

interface Props {
  readonly icon?: IconName;
  readonly tone?: "plain" | "bad" | "warn";
  readonly title: string;
  readonly children?: ReactNode;
}

export function Notice({ icon = "search", tone = "plain", title, children }: Props) {
  return (
    <div className={`notice notice-${tone}`} role={tone === "bad" ? "alert" : "status"}>
      <Icon name={tone === "plain" ? icon : "warning"} size={22} />
      <div>
        <strong>{title}</strong>
        {children && <div className="notice-more">{children}</div>}
      </div>
    </div>
  );
}
