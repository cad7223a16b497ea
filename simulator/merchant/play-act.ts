import type { NewOrder, StoreActs } from '../store/types.ts';
import type { Act, CrmPeople, Refs } from './acts.ts';
import { toNewCustomer, toNewOrder } from './plain-order.ts';

function known<T>(map: ReadonlyMap<string, T>, ref: string, what: string): T {
  const found = map.get(ref);
  if (found === undefined) throw new RangeError(`no act has made the ${what} "${ref}" yet`);
  return found;
}

function companyOf(ref: string | null | undefined, refs: Refs): NewOrder['company'] {
  if (ref === undefined || ref === null) return undefined;
  return known(refs.companies, ref, 'company');
}

type StoreAct = Exclude<Act, { kind: 'edit in CRM' }>;
type ShippingAct = Extract<
  StoreAct,
  { kind: 'fulfill' | 'fulfillment event' | 'request return' | 'approve return' | 'close return' }
>;

function playShipping(act: ShippingAct, store: StoreActs, refs: Refs): void {
  const at = new Date(act.at);
  switch (act.kind) {
    case 'fulfill': {
      const tracking = act.tracking === undefined ? {} : { tracking: act.tracking };
      refs.fulfillments.set(act.ref, store.fulfill(act.order, { at, lines: act.lines, ...tracking }));
      return;
    }
    case 'fulfillment event':
      store.fulfillmentEvent(known(refs.fulfillments, act.fulfillment, 'fulfillment'), at, act.status);
      return;
    case 'request return':
      refs.returns.set(act.ref, store.requestReturn(act.order, at, act.lines));
      return;
    case 'approve return':
      store.approveReturn(known(refs.returns, act.ref, 'return'), at);
      return;
    case 'close return':
      store.closeReturn(known(refs.returns, act.ref, 'return'), at);
  }
}

/** Plays one act in the store. Throws RangeError for a `ref` that nothing made, and whatever the store throws. */
export function playStoreAct(act: StoreAct, store: StoreActs, refs: Refs): void {
  const at = new Date(act.at);
  switch (act.kind) {
    case 'create customer':
      store.createCustomer(toNewCustomer(act.customer));
      return;
    case 'update customer':
      store.updateCustomer(act.customer, at, act.change);
      return;
    case 'merge customers':
      store.mergeCustomers(act.kept, act.removed, at);
      return;
    case 'delete customer':
      store.deleteCustomer(act.customer, at);
      return;
    case 'create company': {
      const id = act.id === undefined ? {} : { id: act.id };
      refs.companies.set(act.ref, store.createCompany({ ...id, name: act.name, createdAt: at }));
      return;
    }
    case 'create order':
      store.createOrder(toNewOrder(act.order, companyOf(act.order.company, refs)));
      return;
    case 'attach customer':
      store.attachCustomer(act.order, act.customer, at);
      return;
    case 'capture payment':
      store.capturePayment(act.order, at, act.amount);
      return;
    case 'void payment':
      store.voidPayment(act.order, at);
      return;
    case 'refund':
      store.refund(act.order, { ...act.refund, at });
      return;
    case 'cancel':
      store.cancel(act.order, at, { reason: act.reason, refund: act.refund });
      return;
    case 'edit order':
      store.editOrder(act.order, { ...act.edit, at });
      return;
    case 'set order email':
      store.setOrderEmail(act.order, at, act.email);
      return;
    case 'archive order':
      store.archiveOrder(act.order, at);
      return;
    case 'delete order':
      store.deleteOrder(act.order, at);
      return;
    default:
      playShipping(act, store, refs);
  }
}

/** Plays one act of a story, in the store or among the people in the CRM. The clock is the caller's to set. */
export async function playAct(act: Act, store: StoreActs, people: CrmPeople, refs: Refs): Promise<void> {
  if (act.kind !== 'edit in CRM') {
    playStoreAct(act, store, refs);
    return;
  }
  for (const [field, value] of Object.entries(act.change)) {
    await people.edit(act.object, act.of.kind, act.of.id, field, value);
  }
}
