// A document in one line: what it is, and what it says.
import type { AnyDocument } from '../documents';
import { formatDay, t, translate } from '../i18n';
import { occasionText } from './condition';

const joined = (...parts: (string | null | undefined)[]): string => parts.filter(Boolean).join(', ');
const label = (key: string): string => translate(key) ?? '';

export function saying(one: AnyDocument): string {
  const kind = label(`doc-kind-${one.kind}`) || t('doc-newer');
  switch (one.kind) {
    case 'curfew_check':
      return `${kind}: ${joined(label(`doc-result-${one.result}`), one.method && label(`doc-method-${one.method}`))}`;
    case 'visit':
      return `${kind}: ${label(`doc-visit-outcome-${one.outcome}`)}`;
    case 'attendance':
      return `${kind}: ${joined(label(`doc-attendance-${one.status}`), formatDay(one.date))}`;
    case 'registration':
      return `${kind}: ${label(`doc-registration-${one.outcome}`)}`;
    case 'session':
      return `${kind}: ${joined(label(`doc-session-${one.outcome}`), formatDay(one.date))}`;
    case 'hours':
      return `${kind}: ${joined(one.refused ? label('doc-result-refused') : String(one.minutes ?? 0), formatDay(one.date))}`;
    case 'check_in':
      return one.help_wanted ? `${kind}: ${t('desk-help-wanted')}` : kind;
    case 'decision':
      return `${kind}: ${label(`doc-verdict-${one.verdict}`)}`;
    case 'flag':
      return joined(`${kind}: ${occasionText(one.occasion)}`, label(`doc-flag-state-${one.state}`));
    default:
      return kind;
  }
}
