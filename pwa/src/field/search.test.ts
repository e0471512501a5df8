import { describe, expect, it } from 'vitest';
import { findable, fit, skeleton } from './search';

describe('one skeleton for every way of writing', () => {
  it.each([
    ['Әбілқасым', 'əбілқасым'],
    ['Әбілқасым', 'abilqasym'],
    ['Әбілқасым', 'Абилкасым'],
    ['Әбілқасым', 'Äbılqasym'],
    ['Құрманова', 'Qurmanova'],
    ['Құрманова', 'Kurmanova'],
    ['Жанель', 'Zhanel'],
    ['Шәріпов', 'Şäripov'],
    ['Шәріпов', 'Sharipov'],
    ['Ержан', 'ЕРЖАН'],
    ['Юлия', 'Yuliya'],
    ['Хасен', 'Khasen'],
    ['Дінмұхаммед', 'Динмухаммед'],
  ])('%s is %s', (written, typed) => {
    expect(skeleton(typed)).toBe(skeleton(written));
  });

  it('keeps different people apart', () => {
    expect(skeleton('Асан')).not.toBe(skeleton('Асем'));
    expect(skeleton('Серік')).not.toBe(skeleton('Сергей'));
  });
});

describe('finding', () => {
  const camila = findable(['Әбілқасым', 'Камила', null], ['2026-0001', 'Өскемен, Сәтбаев даңғ. 103-48']);
  it.each([
    ['the beginning of a name', 'әбі', true],
    ['both names in either order', 'камила əбіл', true],
    ['the street without Kazakh letters', 'сатбаев', true],
    ['the house', '103', true],
    ['the number without zeros in front', '0001', true],
    ['one letter wrong', 'Абилкасим', true],
    ['one letter left out', 'Абикасым', true],
    ['two letters swapped', 'Камлиа', true],
    ['somebody else', 'Серік', false],
    ['one right word and one wrong', 'камила серік', false],
    ['the middle of a word', 'милa', false],
  ])('%s: %s', (_what, query, found) => {
    expect(fit(query, camila) > 0).toBe(found);
  });

  it('prefers the exact name to a near one and to a street', () => {
    const exact = fit('Асан', findable(['Асан'], []));
    const begins = fit('Асан', findable(['Асанова'], []));
    const street = fit('Асан', findable(['Болат'], ['Асан көш. 3']));
    const slip = fit('Асам', findable(['Асан'], []));
    expect(exact).toBeGreaterThan(begins);
    expect(begins).toBeGreaterThan(street);
    expect(street).toBeGreaterThan(slip);
    expect(slip).toBeGreaterThan(0);
  });
});
