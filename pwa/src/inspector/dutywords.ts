// What an order asks, in plain words.
import { translate } from '../i18n';
import type { KindOf } from './field/record';

/** The duty's own particulars: the text of the order, the places, the school, the rhythm. Empty when there are none. */
export function dutyText(condition: KindOf<'condition'>): string {
  return translate(`duty-${condition.type}`) ?? '';
}
