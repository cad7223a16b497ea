import type { ShopifyRef } from './acts.ts';
import type { KeptValue, StoryFields, StoryPlan } from './story-plan.ts';

/** A customer changes the e-mail address; nobody else has the new one. */
export function emailChange(plan: StoryPlan): void {
  const at = plan.scene();
  const known = plan.knownBuyer((settled) => plan.merchant.person(settled.person).kind === 'customer');
  if (!known) return;
  const email = `new.address${known.person}@example.org`;
  plan.add({ at: at(0), kind: 'update customer', customer: plan.merchant.customerId(known.person), change: { email } });
}

/** Two customer records of one real person become one. */
export function merge(plan: StoryPlan): void {
  const at = plan.scene();
  const mergeable = () => plan.knownBuyer((settled) => plan.merchant.person(settled.person).kind === 'customer');
  const kept = mergeable();
  const removed = mergeable();
  if (!kept || !removed) return;
  const { customerId } = plan.merchant;
  const idOf = customerId.bind(plan.merchant);
  plan.add({ at: at(0), kind: 'merge customers', kept: idOf(kept.person), removed: idOf(removed.person) });
}

interface CrmEdits {
  readonly kept: readonly KeptValue[];
  readonly repaired: readonly Omit<KeptValue, 'value'>[];
}

/** Reps at work on records of the history, each on a customer and an order that no other scene touches. */
export function repsAtWork(plan: StoryPlan, fields: StoryFields): CrmEdits {
  const kept: KeptValue[] = [];
  const repaired: Omit<KeptValue, 'value'>[] = [];
  const edit = (object: KeptValue['object'], of: ShopifyRef, seconds: number, field: string, value: string | null) => {
    plan.add({ at: at(seconds), kind: 'edit in CRM', actor: 'rep', object, of, change: { [field]: value } });
  };
  const at = plan.scene();
  const contacts = [0, 1, 2, 3].flatMap((): ShopifyRef[] => {
    const known = plan.knownBuyer((settled) => plan.merchant.person(settled.person).phone !== null);
    return known ? [{ kind: 'customer', id: plan.merchant.customerId(known.person) }] : [];
  });
  const orders = [0, 1].flatMap((): ShopifyRef[] => {
    const known = plan.knownBuyer();
    return known ? [{ kind: 'order', id: known.id }] : [];
  });
  const [crmOwned, phoneEdited, phoneCleared, drifted] = contacts;
  const keep = (
    object: KeptValue['object'],
    of: ShopifyRef | undefined,
    second: number,
    field: string,
    value: string | null,
  ) => {
    if (!of) return;
    edit(object, of, second, field, value);
    kept.push({ object, of, field, value });
  };
  const drift = (
    object: KeptValue['object'],
    of: ShopifyRef | undefined,
    second: number,
    field: string,
    value: string,
  ) => {
    if (!of) return;
    edit(object, of, second, field, value);
    repaired.push({ object, of, field });
  };
  keep('contact', crmOwned, 0, fields.crmOwned, 'IN_PROGRESS');
  keep('contact', phoneEdited, 2, fields.phone, '+1 613 555 0199');
  if (phoneCleared) edit('contact', phoneCleared, 3, fields.phone, '+1 613 555 0142');
  keep('contact', phoneCleared, 4, fields.phone, null);
  drift('contact', drifted, 6, fields.shopifyOnContact, 'Typed by a rep');
  drift('order', orders[0], 8, fields.shopifyOnOrder, '0.01');
  keep('order', orders[1], 10, fields.note, 'Called on Tuesday, wants a second one in blue 💙');
  return { kept, repaired };
}
