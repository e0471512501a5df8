// Labels of values that arrive with documents. A value that this app does not know is shown as it came.
import { t, translate, formatMoment } from '../i18n';
import type { Where } from '../db';
import type { IconName } from '../ui/icons';
import type { Tone } from '../ui/tone';
import { ofKind, type Doc, type KindOf } from '../field/record';

const label = (prefix: string, value: string | null | undefined): string => (value ? (translate(`${prefix}-${value}`) ?? value) : '');

export const kindWord = (kind: string): string => translate(`doc-kind-${kind}`) ?? t('doc-newer');
export const resultWord = (value: string): string => label('doc-result', value);
export const outcomeWord = (value: string): string => label('doc-visit-outcome', value);
export const attendanceWord = (value: string): string => label('doc-attendance', value);
export const conditionWord = (value: string): string => label('doc-condition', value);
export const measureWord = (value: string | null | undefined): string => label('doc-measure', value);
export const methodWord = (value: string): string => label('doc-method', value);
export const verdictWord = (value: string): string => label('doc-verdict', value);
export const flagStateWord = (value: string): string => label('doc-flag-state', value);

/** What a record says, in a few words: its result, outcome or status. */
export function gist(doc: Doc): string {
  switch (doc.kind) {
    case 'curfew_check':
      return resultWord(doc.result);
    case 'visit':
      return outcomeWord(doc.outcome);
    case 'attendance':
      return attendanceWord(doc.status);
    case 'registration':
      return label('doc-registration', doc.outcome);
    case 'session':
      return label('doc-session', doc.outcome);
    default:
      return '';
  }
}

/** Icon of a result; the colour only supports it. */
export const resultIcon: Record<KindOf<'curfew_check'>['result'], IconName> = {
  present: 'home',
  absent: 'out',
  no_answer: 'bell',
  refused: 'stop',
};

export const kindIcon: Record<string, IconName> = {
  curfew_check: 'night',
  visit: 'home',
  attendance: 'school',
  registration: 'pen',
  check_in: 'device',
  permission: 'paper',
  excuse: 'paper',
  explanation: 'message',
  sighting: 'see',
  hours: 'clock',
  session: 'heart',
  hearing: 'bell',
  serving: 'check',
  warning: 'warning',
  submission: 'scales',
  ruling: 'scales',
  response: 'check',
};

/** Where a record is: word, icon and tone of its badge. */
export function whereWords(where: Where, now: number): { text: string; icon: IconName; tone: Tone } {
  if (where === 'phone') return { text: t('doc-where-phone'), icon: 'device', tone: 'wait' };
  if ('apart' in where) return { text: t('doc-where-apart'), icon: 'scales', tone: 'doubt' };
  if ('refused' in where) return { text: t('doc-where-refused'), icon: 'refused', tone: 'bad' };
  if ('judged' in where) return { text: t('doc-where-judged', { verdict: verdictWord(where.judged) }), icon: 'scales', tone: 'accent' };
  return {
    text: where.server ? t('doc-where-server', { time: formatMoment(where.server, now) }) : t('inspector-where-server'),
    icon: 'sent',
    tone: 'good',
  };
}

/** Why the server refused, in plain words. */
export const refusalWords = (code: string): string => translate(`gate-${code}`) ?? t('inspector-refused-unknown', { code });

/** The name of the condition that a flag is about. */
export function flagTitle(flag: KindOf<'flag'>, documents: readonly Doc[]): string {
  const about = ofKind(documents, 'condition').find((one) => one._id === flag.condition);
  return about ? conditionWord(about.type) : t('doc-kind-flag');
}
