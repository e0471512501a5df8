/** Whole years from one day to another, both `YYYY-MM-DD`; born on 29 February, a year is full on 1 March. */
export function yearsOld(born: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4));
  return today.slice(5) < born.slice(5) ? years - 1 : years;
}
