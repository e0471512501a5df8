// How far the phone is from the residence, and whether its fix is good enough to tell.
// A fix is a disc: `accuracy_m` is its 68 % radius, twice that is taken for certain.

export interface Point {
  lat: number;
  lon: number;
}

export interface Fix extends Point {
  accuracy_m?: number | null;
}

export interface Circle extends Point {
  radius_m: number;
}

/** WGS 84, mean radius: within 0.6 % of the geodesic, which over a street is centimetres. */
const earthM = 6_371_008.8;

/** Metres between two points. The rules on the server use the geodesic; this one draws pictures. */
export function distanceM(a: Point, b: Point): number {
  const rad = Math.PI / 180;
  const dLat = (b.lat - a.lat) * rad;
  const dLon = (b.lon - a.lon) * rad;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * earthM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Metres east and north from one point to another. */
export function offsetM(from: Point, to: Point): { east: number; north: number } {
  const rad = Math.PI / 180;
  return {
    east: (to.lon - from.lon) * rad * earthM * Math.cos(((from.lat + to.lat) / 2) * rad),
    north: (to.lat - from.lat) * rad * earthM,
  };
}

/** A coarser fix decides nothing (SCENARIOS.md, "Place"). */
export const coarseM = 500;

export type Standing =
  /** The disc touches the residence: good for every result. */
  | 'here'
  /** Certainly elsewhere. */
  | 'elsewhere'
  /** Too coarse to say. */
  | 'coarse'
  /** The residence has no point on the map, or there is no fix. */
  | 'unknown';

/** Where the fix is in relation to the home circle, with twice the accuracy as certainty. */
export function standing(fix: Fix | null, home: Circle | null): Standing {
  if (!fix || !home) return 'unknown';
  if (fix.accuracy_m === null || fix.accuracy_m === undefined || fix.accuracy_m > coarseM) return 'coarse';
  return distanceM(fix, home) <= home.radius_m + 2 * fix.accuracy_m ? 'here' : 'elsewhere';
}

export interface Picture {
  /** Everything in units of a square of 100 by 100. */
  home: { x: number; y: number; r: number };
  fix: { x: number; y: number; r: number };
  /** Metres of one unit. */
  metresPerUnit: number;
}

/** Home circle and accuracy disc to one scale, so that both fit a 100 by 100 square. */
export function picture(fix: Fix, home: Circle): Picture {
  const { east, north } = offsetM(home, fix);
  const accuracy = Math.max(fix.accuracy_m ?? coarseM, 1);
  const left = Math.min(-home.radius_m, east - accuracy);
  const right = Math.max(home.radius_m, east + accuracy);
  const bottom = Math.min(-home.radius_m, north - accuracy);
  const top = Math.max(home.radius_m, north + accuracy);
  const metresPerUnit = Math.max(right - left, top - bottom) / 92;
  const middleX = (left + right) / 2;
  const middleY = (bottom + top) / 2;
  const put = (x: number, y: number, r: number) => ({
    // A point far away is drawn at the edge, with room for its sign.
    x: inside(50 + (x - middleX) / metresPerUnit),
    y: inside(50 - (y - middleY) / metresPerUnit),
    r: Math.max(r / metresPerUnit, 1.5),
  });
  return { home: put(0, 0, home.radius_m), fix: put(east, north, accuracy), metresPerUnit };
}

const inside = (value: number): number => Math.min(88, Math.max(12, value));

/** Opens the phone's own map app; `q` names the point so that a pin is set. */
export const geoLink = ({ lat, lon }: Point, label?: string | null): string =>
  `geo:${lat},${lon}?q=${lat},${lon}${label ? `(${encodeURIComponent(label)})` : ''}`;
