/**
 * Where makers put their streams. `{host}` and `{n}` (the channel) are filled in; a form that does not fit is
 * corrected by hand. As commonly known of these makers, not checked on every model; each is tried before it is kept.
 */
export interface Template {
  readonly maker: string;
  readonly main: string;
  readonly sub: string;
}

export const TEMPLATES: readonly Template[] = [
  {
    maker: "Hikvision",
    main: "rtsp://{host}:554/Streaming/Channels/{n}01",
    sub: "rtsp://{host}:554/Streaming/Channels/{n}02",
  },
  {
    maker: "Dahua",
    main: "rtsp://{host}:554/cam/realmonitor?channel={n}&subtype=0",
    sub: "rtsp://{host}:554/cam/realmonitor?channel={n}&subtype=1",
  },
  {
    maker: "Axis",
    main: "rtsp://{host}:554/axis-media/media.amp?videocodec=h264&camera={n}",
    sub: "rtsp://{host}:554/axis-media/media.amp?videocodec=h264&camera={n}&resolution=640x360",
  },
  { maker: "Vivotek", main: "rtsp://{host}:554/live.sdp", sub: "rtsp://{host}:554/live2.sdp" },
  { maker: "", main: "rtsp://{host}:554/", sub: "" },
];

export function filled(pattern: string, host: string, channel: string): string {
  return pattern.replace("{host}", host.trim()).replace("{n}", channel.trim() || "1");
}
