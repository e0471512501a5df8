import { describe, expect, it } from 'vitest';
import { distance, frame, onPlane, scaleBar } from './plane';

const home = { lat: 49.9483, lon: 82.6275 };

describe('the flat map', () => {
  it('puts the origin in the middle, east to the right and north up', () => {
    const place = onPlane(home);
    expect(place(home)).toEqual({ x: 0, y: 0 });
    expect(place({ lat: home.lat, lon: home.lon + 0.001 }).x).toBeGreaterThan(0);
    expect(place({ lat: home.lat + 0.001, lon: home.lon }).y).toBeGreaterThan(0);
  });

  it('agrees with the geodesic on WGS 84', () => {
    // Reference distances: geopy's geodesic (Karney's algorithm).
    expect(distance(home, { lat: 49.9493, lon: 82.6275 })).toBeCloseTo(111.23, 1);
    expect(distance(home, { lat: 49.9483, lon: 82.6375 })).toBeCloseTo(717.73, 1);
  });

  it('frames every disc whole', () => {
    const { centre, half } = frame([
      { centre: { x: 0, y: 0 }, radius: 50 },
      { centre: { x: 400, y: -100 }, radius: 30 },
    ]);
    expect(centre.x + half).toBeGreaterThan(430);
    expect(centre.x - half).toBeLessThan(-50);
    expect(centre.y - half).toBeLessThan(-130);
  });

  it.each([
    [200, 50],
    [1000, 200],
    [70, 20],
    [3, 0.5],
  ])('a map of %d m gets a bar of %d m', (width, bar) => expect(scaleBar(width)).toBe(bar));
});
