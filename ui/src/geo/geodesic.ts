/** Distances on the WGS84 ellipsoid by Vincenty's formulae (Survey Review 176, 1975): under a millimetre off. */

export interface LonLat {
  readonly lon: number;
  readonly lat: number;
}

const A = 6_378_137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const RAD = Math.PI / 180;
const CLOSE_ENOUGH = 1e-12;
const MOST_ROUNDS = 100;

/** Metres of the shortest way along the ellipsoid. Exact for places of one country, not for antipodes. */
export function metresBetween(a: LonLat, b: LonLat): number {
  const u1 = Math.atan((1 - F) * Math.tan(a.lat * RAD));
  const u2 = Math.atan((1 - F) * Math.tan(b.lat * RAD));
  const [sinU1, cosU1, sinU2, cosU2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  const l = (b.lon - a.lon) * RAD;
  let lambda = l;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const [sinL, cosL] = [Math.sin(lambda), Math.cos(lambda)];
    const sinSigma = Math.hypot(cosU2 * sinL, cosU1 * sinU2 - sinU1 * cosU2 * cosL);
    if (sinSigma === 0) return 0;
    const cosSigma = sinU1 * sinU2 + cosU1 * cosU2 * cosL;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (cosU1 * cosU2 * sinL) / sinSigma;
    const cosSqAlpha = 1 - sinAlpha ** 2;
    const cos2m = cosSqAlpha === 0 ? 0 : cosSigma - (2 * sinU1 * sinU2) / cosSqAlpha;
    const c = (F / 16) * cosSqAlpha * (4 + F * (4 - 3 * cosSqAlpha));
    const before = lambda;
    lambda =
      l + (1 - c) * F * sinAlpha * (sigma + c * sinSigma * (cos2m + c * cosSigma * (-1 + 2 * cos2m ** 2)));
    if (Math.abs(lambda - before) < CLOSE_ENOUGH) {
      const [bigA, bigB] = series(cosSqAlpha);
      return B * bigA * (sigma - deltaSigma(bigB, sinSigma, cosSigma, cos2m));
    }
  }
  return Math.PI * A;
}

/** Where one comes out after so many metres on a bearing (degrees clockwise from north). */
export function placeAt(from: LonLat, bearingDeg: number, metres: number): LonLat {
  const [sinA1, cosA1] = [Math.sin(bearingDeg * RAD), Math.cos(bearingDeg * RAD)];
  const tanU1 = (1 - F) * Math.tan(from.lat * RAD);
  const cosU1 = 1 / Math.sqrt(1 + tanU1 ** 2);
  const sinU1 = tanU1 * cosU1;
  const sigma1 = Math.atan2(tanU1, cosA1);
  const sinAlpha = cosU1 * sinA1;
  const cosSqAlpha = 1 - sinAlpha ** 2;
  const [bigA, bigB] = series(cosSqAlpha);
  const first = metres / (B * bigA);
  let sigma = first;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const cos2m = Math.cos(2 * sigma1 + sigma);
    const next = first + deltaSigma(bigB, Math.sin(sigma), Math.cos(sigma), cos2m);
    const isClose = Math.abs(next - sigma) < CLOSE_ENOUGH;
    sigma = next;
    if (isClose) break;
  }
  const [sinS, cosS, cos2m] = [Math.sin(sigma), Math.cos(sigma), Math.cos(2 * sigma1 + sigma)];
  const across = sinU1 * sinS - cosU1 * cosS * cosA1;
  const lat = Math.atan2(sinU1 * cosS + cosU1 * sinS * cosA1, (1 - F) * Math.hypot(sinAlpha, across));
  const lambda = Math.atan2(sinS * sinA1, cosU1 * cosS - sinU1 * sinS * cosA1);
  const c = (F / 16) * cosSqAlpha * (4 + F * (4 - 3 * cosSqAlpha));
  const l = lambda - (1 - c) * F * sinAlpha * (sigma + c * sinS * (cos2m + c * cosS * (-1 + 2 * cos2m ** 2)));
  return { lon: from.lon + l / RAD, lat: lat / RAD };
}

function series(cosSqAlpha: number): [number, number] {
  const uSq = (cosSqAlpha * (A ** 2 - B ** 2)) / B ** 2;
  return [
    1 + (uSq / 16384) * (4096 + uSq * (-768 + uSq * (320 - 175 * uSq))),
    (uSq / 1024) * (256 + uSq * (-128 + uSq * (74 - 47 * uSq))),
  ];
}

function deltaSigma(bigB: number, sinSigma: number, cosSigma: number, cos2m: number): number {
  return (
    bigB *
    sinSigma *
    (cos2m +
      (bigB / 4) *
        (cosSigma * (-1 + 2 * cos2m ** 2) -
          (bigB / 6) * cos2m * (-3 + 4 * sinSigma ** 2) * (-3 + 4 * cos2m ** 2)))
  );
}
