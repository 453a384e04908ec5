/** A still picture of what a lens sees, if the device makes one. */
import { useEffect, useState } from "react";
import { api } from "../api/client";
import { useSay } from "../app/settings";
import { Icon } from "../parts/Icon";
import type { LogIn } from "./DeviceCard";

export function Snapshot({ device, token, logIn }: { device: string; token: string; logIn: LogIn }) {
  const say = useSay();
  const [url, setUrl] = useState<string | null>(null);
  const { username, password } = logIn;
  useEffect(() => {
    let made = "";
    let isGone = false;
    setUrl(null);
    void api.deviceSnapshot({ url: device, username, password, token }).then((result) => {
      if (isGone) return;
      made = result.ok ? URL.createObjectURL(result.value) : "";
      setUrl(made);
    });
    return () => {
      isGone = true;
      if (made !== "") URL.revokeObjectURL(made);
    };
  }, [device, token, username, password]);
  return (
    <div className="snapshot">
      {url ? (
        <img src={url} alt={say("streams.snapshot")} onError={() => setUrl("")} />
      ) : (
        <p>
          <Icon name="camera" size={28} />
          {say(url === null ? "streams.snapshot_coming" : "streams.snapshot_none")}
        </p>
      )}
    </div>
  );
}
