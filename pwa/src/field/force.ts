// Which conditions bind at a moment: from `from` until `until` or the order's end, as
// amended by the latest superseding condition known (SCENARIOS.md, "In force").
import { ofKind, type Doc, type KindOf } from './record';
import { moment, plusDays } from './zoned';

export interface InForce {
  condition: KindOf<'condition'>;
  order: KindOf<'order'> | null;
  /** Milliseconds, half-open; Infinity where neither condition nor order ends. */
  from: number;
  until: number;
  /** This condition and its other wordings: a permission may name any of them. */
  names: Set<string>;
}

type Amendment = KindOf<'condition'> | KindOf<'order'>;

const enteredAt = (one: Amendment): number => (one.entered_at ? Date.parse(one.entered_at) : 0);

/** Everything that replaces `id`, directly or through another. */
function successors<A extends Amendment>(id: string, all: readonly A[], seen = new Set<string>()): A[] {
  return all
    .filter((one) => one.supersedes === id && !seen.has(one._id))
    .flatMap((one) => [one, ...successors(one._id, all, seen.add(one._id))]);
}

/** All wordings of the same duty: a permission given for one frees from each. */
function wordings(one: KindOf<'condition'>, all: readonly KindOf<'condition'>[]): Set<string> {
  const names = new Set([one._id]);
  for (let before = 0; before < names.size; ) {
    before = names.size;
    for (const other of all) {
      if (!other.supersedes || !(names.has(other._id) || names.has(other.supersedes))) continue;
      names.add(other._id).add(other.supersedes);
    }
  }
  return names;
}

/**
 * The order of a condition as the court last amended it: the newest of it and of what supersedes it. The
 * amended one may be missing: a summary holds only the order in force. A condition that names none belongs
 * to the only one there is.
 */
function orderOf(condition: KindOf<'condition'>, all: readonly KindOf<'order'>[]): KindOf<'order'> | null {
  if (!condition.order) return all.length === 1 ? (all[0] ?? null) : null;
  const chain = [...all.filter((one) => one._id === condition.order), ...successors(condition.order, all)];
  return chain.sort((a, b) => enteredAt(b) - enteredAt(a))[0] ?? null;
}

/** Every condition with the span in which it binds; those that never bind are left out. */
export function inForce(documents: readonly Doc[], zone: string): InForce[] {
  const orders = ofKind(documents, 'order');
  const conditions = ofKind(documents, 'condition');
  return conditions.flatMap((condition) => {
    const order = orderOf(condition, orders);
    const orderEnd = order?.until ? moment(plusDays(order.until, 1), '00:00', zone) : Infinity;
    // Two amendments of one condition: the one entered later takes over from the other, too.
    const rivals = conditions.filter(
      (one) =>
        one._id !== condition._id &&
        condition.supersedes &&
        one.supersedes === condition.supersedes &&
        (enteredAt(one) > enteredAt(condition) || (enteredAt(one) === enteredAt(condition) && one._id > condition._id)),
    );
    const replaced = [...successors(condition._id, conditions), ...rivals].map((one) => Date.parse(one.from));
    const from = Date.parse(condition.from);
    const until = Math.min(condition.until ? Date.parse(condition.until) : Infinity, orderEnd, ...replaced);
    return from < until ? [{ condition, order, from, until, names: wordings(condition, conditions) }] : [];
  });
}

export interface Leave {
  permission: KindOf<'permission'>;
  from: number;
  until: number;
}

/** Permissions that free from a condition, those not corrected since. */
export function leaves(bound: InForce, permissions: readonly KindOf<'permission'>[]): Leave[] {
  return permissions
    .filter((one) => one.conditions.some((name) => name === '*' || bound.names.has(name)))
    .map((permission) => ({ permission, from: Date.parse(permission.from), until: Date.parse(permission.until) }))
    .filter(({ from, until }) => from < until);
}
