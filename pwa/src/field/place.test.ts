import { describe, expect, it } from 'vitest';
import { distanceM, geoLink, picture, standing } from './place';

const home = { lat: 49.9483, lon: 82.6275, radius_m: 50 };
/** A point so many metres north of home. */
const north = (metres: number, accuracy_m?: number | null) => ({ lat: 49.9483 + metres / 111_195, lon: 82.6275, accuracy_m });

describe('where the fix stands', () => {
  it.each([
    ['at the door', north(5, 12), 'here'],
    ['disc touches with twice its accuracy', north(109, 30), 'here'],
    ['certainly elsewhere', north(111, 30), 'elsewhere'],
    ['too coarse', north(0, 501), 'coarse'],
    ['no accuracy told', north(0, null), 'coarse'],
    ['no fix', null, 'unknown'],
  ])('%s', (_what, fix, expected) => {
    expect(standing(fix, home)).toBe(expected);
  });

  it('does not know without a residence on the map', () => {
    expect(standing(north(0, 5), null)).toBe('unknown');
  });
});

describe('the picture', () => {
  it('measures a kilometre of a meridian', () => {
    expect(distanceM(home, north(1000))).toBeCloseTo(1000, 0);
  });

  it.each([north(0, 5), north(300, 20), north(10, 400), north(4000, 10)])('holds both discs whole (%o)', (fix) => {
    const { home: at, fix: disc } = picture(fix, home);
    for (const { x, y, r } of [at, disc]) {
      expect(x - r).toBeGreaterThanOrEqual(2);
      expect(x + r).toBeLessThanOrEqual(98);
      expect(y - r).toBeGreaterThanOrEqual(2);
      expect(y + r).toBeLessThanOrEqual(98);
    }
  });

  it('draws north upwards', () => {
    const { home: at, fix } = picture(north(200, 10), home);
    expect(fix.y).toBeLessThan(at.y);
  });

  it('links to the phone’s map', () => {
    expect(geoLink(home, 'Сынақ көш. 1')).toBe(`geo:49.9483,82.6275?q=49.9483,82.6275(${encodeURIComponent('Сынақ көш. 1')})`);
  });
});
