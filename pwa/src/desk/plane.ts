// A small flat map around one point, in metres: at the size of a street the
// earth is flat. No tiles are fetched: a map server would learn where a child lives.
export interface Point {
  lat: number;
  lon: number;
}

/** East and north of the origin, in metres. */
export interface Metres {
  x: number;
  y: number;
}

const equatorial = 6_378_137;
const eccentricity2 = 0.006_694_379_990_14;
const radians = Math.PI / 180;

/**
 * Projects onto the plane that touches WGS 84 at `origin`, by its radii of curvature there
 * (exact to centimetres within ten kilometres).
 */
export function onPlane(origin: Point): (point: Point) => Metres {
  const sine = Math.sin(origin.lat * radians);
  const w = Math.sqrt(1 - eccentricity2 * sine * sine);
  const meridian = (equatorial * (1 - eccentricity2)) / (w * w * w);
  const parallel = (equatorial / w) * Math.cos(origin.lat * radians);
  return (point) => ({
    x: (point.lon - origin.lon) * radians * parallel,
    y: (point.lat - origin.lat) * radians * meridian,
  });
}

export const distance = (from: Point, to: Point): number => {
  const { x, y } = onPlane(from)(to);
  return Math.hypot(x, y);
};

export interface Disc {
  centre: Metres;
  radius: number;
}

/** The square, in metres, that shows all discs with some room around. */
export function frame(discs: readonly Disc[], least = 60): { centre: Metres; half: number } {
  const left = Math.min(...discs.map((d) => d.centre.x - d.radius));
  const right = Math.max(...discs.map((d) => d.centre.x + d.radius));
  const low = Math.min(...discs.map((d) => d.centre.y - d.radius));
  const high = Math.max(...discs.map((d) => d.centre.y + d.radius));
  return {
    centre: { x: (left + right) / 2, y: (low + high) / 2 },
    half: Math.max(least, (right - left) / 2, (high - low) / 2) * 1.2,
  };
}

/** A round length (1, 2 or 5 times a power of ten) of about `share` of `width` metres, for the scale bar. */
export function scaleBar(width: number, share = 0.3): number {
  const wanted = width * share;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const digit = [5, 2, 1].find((d) => d * power <= wanted) ?? 1;
  return digit * power;
}

export interface Spot extends Point {
  radius_m: number;
}

/** A place with its point and radius, or null where one of them is not known yet. */
export const wholeSpot = (spot: { lat?: number | null; lon?: number | null; radius_m?: number | null } | null | undefined): Spot | null =>
  spot?.lat != null && spot.lon != null && spot.radius_m != null ? { lat: spot.lat, lon: spot.lon, radius_m: spot.radius_m } : null;
