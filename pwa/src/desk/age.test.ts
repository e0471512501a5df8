import { expect, it } from 'vitest';
import { yearsOld } from './age';

it.each([
  ['2010-11-22', '2026-11-21', 15],
  ['2010-11-22', '2026-11-22', 16],
  ['2012-02-29', '2026-02-28', 13],
  ['2012-02-29', '2026-03-01', 14],
])('born %s, on %s: %d', (born, today, years) => expect(yearsOld(born, today)).toBe(years));
