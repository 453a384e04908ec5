/** The page's own line icons, drawn on a 24-pixel grid. They never stand alone: a label goes with each. */
import type { ReactNode } from "react";

const PATHS = {
  camera: (
    <>
      <path d="M3.5 8.2 15.8 4.6l1.7 5.6-12.3 3.6z" />
      <path d="m16.4 6.9 3.6-1 1 3.3-3.6 1" />
      <path d="M8.6 12.9 7.2 18H3.5" />
    </>
  ),
  lamp: (
    <>
      <path d="M8.500 3.500h7v12h-7zM8.500 7.500h7M8.500 11.500h7M12 15.500v3" />
      <path d="M6.500 20.500h11l-1.500-2h-8z" />
    </>
  ),
  phone: (
    <>
      <rect x="5" y="3.500" width="9" height="17" rx="2" />
      <path d="M8.500 17.500h2M16.500 8a4.500 4.500 0 0 1 0 6M18.800 6a7.500 7.500 0 0 1 0 10" />
    </>
  ),
  bell: (
    <>
      <path d="M6.500 16.500V11a5.500 5.500 0 0 1 11 0v5.500l1.500 2H5z" />
      <path d="M10 20.500a2.200 2.200 0 0 0 4 0M12 3.500v2" />
    </>
  ),
  duty: (
    <>
      <circle cx="9" cy="7.500" r="3.500" />
      <path d="M3 20v-1.500a6 6 0 0 1 9-5.200" />
      <circle cx="17" cy="16.500" r="4.300" />
      <path d="M17 14v2.700l1.900 1.200" />
    </>
  ),
  search: (
    <>
      <circle cx="10.5" cy="10.5" r="6.2" />
      <path d="m15.2 15.2 5.3 5.3" />
    </>
  ),
  trail: (
    <>
      <circle cx="5.5" cy="18.5" r="2.3" />
      <circle cx="18.5" cy="5.5" r="2.3" />
      <path d="M7.8 18.5h7.4a3.2 3.2 0 0 0 0-6.5H8.8a3.2 3.2 0 0 1 0-6.5h7.4" strokeDasharray="3 2.6" />
    </>
  ),
  analyses: (
    <>
      <circle cx="6" cy="17.5" r="2.4" />
      <circle cx="12.5" cy="7" r="2.4" />
      <circle cx="19" cy="15" r="2.4" />
      <path d="m7.3 15.4 3.9-6.300M13.9 9l3.800 4.200M8.4 17.200l8.2-1.700" />
    </>
  ),
  edit: <path d="m5 19 1-4.200L16.300 4.500l3.200 3.200L9.200 18zM13.800 7l3.200 3.200" />,
  save: <path d="M6.500 4h11v16L12 15.800 6.500 20z" />,
  print: (
    <>
      <path d="M7 8.500V4h10v4.500M7 16.500H4v-8h16v8h-3" />
      <path d="M7 13.500h10V20H7z" />
    </>
  ),
  again: <path d="M19 12a7 7 0 1 1-2-4.900L19.500 9.500M19.500 4.500v5h-5" />,
  up: <path d="m6 14.5 6-6 6 6" />,
  guide: (
    <>
      <path d="M5 21V4.2" />
      <path d="M5 4.8c4.5-2.4 7.5 2.4 14 0v9c-6.5 2.4-9.5-2.4-14 0" />
    </>
  ),
  alerts: (
    <>
      <path d="M6 16.500c1.300-1.500 1.500-3.300 1.500-6a4.500 4.500 0 0 1 9 0c0 2.700.2 4.500 1.500 6z" />
      <path d="M10 19.500a2.200 2.200 0 0 0 4 0M12 3.500V6" />
    </>
  ),
  history: (
    <>
      <path d="M4 12a8 8 0 1 0 2.600-5.900L4 8.500M4 4v4.500h4.500" />
      <path d="M12 7.500V12l3.200 2" />
    </>
  ),
  imports: (
    <>
      <rect x="3.5" y="5" width="17" height="14" rx="2" />
      <path d="M8 5v14M16 5v14M3.5 9.700H8M3.5 14.300H8M16 9.700h4.500M16 14.300h4.5" />
    </>
  ),
  footage: (
    <>
      <rect x="3" y="5" width="18" height="12.5" rx="2" />
      <path d="M10 8.500v5.500l4.800-2.750zM8 20.500h8" />
    </>
  ),
  frame_back: <path d="M15.500 6.500 9 12l6.500 5.500M5.500 6.500v11" />,
  frame_forward: <path d="m8.500 6.500 6.500 5.500-6.500 5.500M18.500 6.500v11" />,
  register: (
    <>
      <path d="M12 15.500V4.500m0 0L7.8 8.700M12 4.500l4.2 4.2" />
      <path d="M4.5 15.500v3a1.5 1.5 0 0 0 1.5 1.500h12a1.5 1.5 0 0 0 1.5-1.500v-3" />
    </>
  ),
  streams: (
    <>
      <circle cx="12" cy="12" r="2.600" />
      <path d="M7.400 16.600a6.500 6.500 0 0 1 0-9.200M16.600 7.400a6.500 6.500 0 0 1 0 9.200M4.600 19.400a10.500 10.500 0 0 1 0-14.800M19.400 4.600a10.500 10.500 0 0 1 0 14.800" />
    </>
  ),
  officers: (
    <>
      <circle cx="9" cy="8.5" r="3.5" />
      <path d="M2.8 19.500c.6-3.6 3-5.5 6.2-5.500s5.6 1.9 6.2 5.5" />
      <path d="M15.5 5.300a3.5 3.5 0 0 1 0 6.400M17.8 14.600c1.9.8 3.1 2.5 3.5 4.9" />
    </>
  ),
  audit: (
    <>
      <path d="M6 3.500h9l4 4v13H6z" />
      <path d="M14.5 3.500v4.500H19M9 12.200h7M9 15.800h4.5" />
    </>
  ),
  zone: (
    <>
      <path d="M12 3.500 20 6.500v5.500c0 4.500-3.300 7.500-8 8.500-4.700-1-8-4-8-8.500V6.500z" />
      <path d="M8 12h8" />
    </>
  ),
  circle: <circle cx="12" cy="12" r="8" />,
  rectangle: <rect x="4" y="6" width="16" height="12" rx="1" />,
  polygon: <path d="m12 3.5 8.5 6-3.2 10H6.700l-3.2-10z" />,
  close: <path d="m5.5 5.5 13 13m0-13-13 13" />,
  layers: (
    <>
      <path d="m12 3.5 8.5 4.700L12 12.9 3.5 8.200z" />
      <path d="m3.5 12.3 8.5 4.7 8.5-4.700M3.5 16.3 12 21l8.5-4.7" />
    </>
  ),
  plus: <path d="M12 5v14M5 12h14" />,
  minus: <path d="M5 12h14" />,
  compass: (
    <>
      <path d="m12 2.8 3.8 9.200H8.200z" fill="currentColor" />
      <path d="M12 21.2 8.2 12h7.600z" />
    </>
  ),
  county: (
    <>
      <path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />
      <circle cx="12" cy="12" r="2.6" />
    </>
  ),
  play: <path d="M7.5 4.800v14.400L19 12z" fill="currentColor" />,
  pause: <path d="M8.5 5v14M15.5 5v14" strokeWidth="3" />,
  back: <path d="M17 5.5 8.5 12l8.5 6.500zM6.5 5.500v13" />,
  forward: <path d="M7 5.5 15.5 12 7 18.500zM17.5 5.500v13" />,
  follow: (
    <>
      <circle cx="12" cy="12" r="6.5" />
      <circle cx="12" cy="12" r="1.8" fill="currentColor" />
      <path d="M12 2.500v4M12 17.500v4M2.5 12h4M17.5 12h4" />
    </>
  ),
  sun: (
    <>
      <circle cx="12" cy="12" r="4" />
      <path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.600l1.4 1.400M17 17l1.4 1.400M5.6 18.4 7 17M17 7l1.4-1.4" />
    </>
  ),
  moon: <path d="M19.5 14.200A8 8 0 0 1 9.8 4.500a8 8 0 1 0 9.7 9.700z" />,
  auto: (
    <>
      <circle cx="12" cy="12" r="8" />
      <path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor" />
    </>
  ),
  chevron: <path d="m6 9.5 6 6 6-6" />,
  left: <path d="m14.5 5.5-6.5 6.5 6.5 6.5" />,
  right: <path d="m9.5 5.5 6.5 6.5-6.5 6.5" />,
  link: (
    <>
      <path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.700l-1.2 1.2" />
      <path d="M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.700l1.2-1.2" />
    </>
  ),
  download: <path d="M12 4v11.500m0 0-4.2-4.200M12 15.500l4.2-4.200M4.5 20h15" />,
  warning: (
    <>
      <path d="M12 4 21 19.500H3z" />
      <path d="M12 10v4.500M12 17v.2" />
    </>
  ),
  clock: (
    <>
      <circle cx="12" cy="12" r="8" />
      <path d="M12 7.500V12l3 2" />
    </>
  ),
  key: (
    <>
      <rect x="2.8" y="6" width="18.4" height="12" rx="2" />
      <path d="M6.5 10h.1M10.2 10h.1M13.9 10h.1M17.5 10h.1M8 14h8" />
    </>
  ),
  exit: <path d="M14 4.500H6.500v15H14M10.5 12H21m0 0-3.5-3.500M21 12l-3.5 3.5" />,
  purpose: (
    <>
      <path d="M12 3 19 5.800c0 7-2.3 11.9-7 15.2-4.7-3.3-7-8.2-7-15.200z" />
      <path d="m8.8 11.8 2.3 2.3 4.2-4.4" />
    </>
  ),
  station: (
    <>
      <path d="M12 3 19 5.800c0 7-2.3 11.9-7 15.2-4.7-3.3-7-8.2-7-15.200z" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {PATHS[name]}
    </svg>
  );
}

/** 車行軌跡: the mark of the product, a way seen at three places. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0f2440" />
      <path
        d="M7.5 24.500c0-9.5 17-7.5 17-17"
        fill="none"
        stroke="#5b9bff"
        strokeWidth="2.4"
        strokeDasharray="3.4 2.6"
      />
      <circle cx="7.5" cy="24.5" r="2.6" fill="#ffc247" />
      <circle cx="16" cy="16" r="2.2" fill="#ffc247" />
      <circle cx="24.5" cy="7.5" r="3.3" fill="#ffffff" />
    </svg>
  );
}
