import type { StoreActs } from '../store/types.ts';
import { type TruthJson, TruthLedger } from './truth-ledger.ts';
import type { OrderTruth, TrackedOrder } from './truth-order.ts';

export interface Truth {
  /** The store to act on from now on: does what the wrapped one does, and is watched. */
  readonly store: StoreActs;
  /** Facts of one order after the last act. Throws RangeError for an order that never was. */
  order(id: string): OrderTruth;
  toJSON(): TruthJson;
}

export interface TruthOptions {
  /** Whether to keep what each act left behind; some hundred bytes an act. */
  readonly steps?: boolean;
  /** The shop's, in which a day is a day; UTC where absent. */
  readonly timeZone?: string;
}

/**
 * Watches a store and keeps what must be true of its persons and orders, from the acts alone: it never looks at what the
 * store answers (except the ids that acts return) and shares no arithmetic with the product, so that both can be checked
 * against it.
 */
export function watchStore(store: StoreActs, options: TruthOptions = {}): Truth {
  const ledger = new TruthLedger({ steps: options.steps ?? true, timeZone: options.timeZone ?? 'UTC' });
  return {
    store: watchedStore(store, ledger),
    order: (id) => ledger.facts(ledger.order(id)),
    toJSON: () => ledger.toJSON(),
  };
}

type CustomerActs = Pick<
  StoreActs,
  'createCustomer' | 'updateCustomer' | 'mergeCustomers' | 'deleteCustomer' | 'redactCustomer' | 'createCompany'
>;

function watchedCustomers(store: StoreActs, ledger: TruthLedger): CustomerActs {
  return {
    createCustomer: (customer) => {
      const id = store.createCustomer(customer);
      const { firstName, lastName, email, phone } = customer;
      ledger.people.addCustomer(id, { firstName, lastName, email, phone });
      return id;
    },
    updateCustomer: (id, at, change) => {
      store.updateCustomer(id, at, change);
      ledger.people.changeCustomer(id, change);
    },
    mergeCustomers: (kept, removed, at) => {
      store.mergeCustomers(kept, removed, at);
      const moved = ledger.ordersOf(removed);
      for (const order of moved) order.customerId = kept;
      ledger.people.mergeCustomers(kept, removed);
      for (const order of moved) ledger.step(at, 'mergeCustomers', order);
    },
    deleteCustomer: (id, at) => {
      store.deleteCustomer(id, at);
      const orders = ledger.ordersOf(id);
      ledger.people.removeCustomer(id);
      for (const order of orders) {
        order.customerId = null;
        ledger.nameGuest(order);
        ledger.step(at, 'deleteCustomer', order);
      }
    },
    redactCustomer: (id, at) => {
      store.redactCustomer(id, at);
      ledger.people.changeCustomer(id, { firstName: null, lastName: null, email: null, phone: null });
      for (const order of ledger.ordersOf(id)) {
        order.email = null;
        order.buyerName = null;
        ledger.step(at, 'redactCustomer', order);
      }
    },
    createCompany: (company) => {
      const made = store.createCompany(company);
      ledger.companies.push({ id: made.companyId, name: company.name });
      return made;
    },
  };
}

type ShippingActs = Pick<StoreActs, 'fulfill' | 'fulfillmentEvent' | 'requestReturn' | 'approveReturn' | 'closeReturn'>;

function watchedShipping(store: StoreActs, ledger: TruthLedger): ShippingActs {
  const setReturn = (act: 'approveReturn' | 'closeReturn', id: string, at: Date, status: 'OPEN' | 'CLOSED') => {
    const order = ledger.order(ledger.orderOfReturn.get(id) ?? '');
    order.returns.set(id, status);
    ledger.step(at, act, order);
  };
  return {
    fulfill: (orderId, fulfillment) => {
      const id = store.fulfill(orderId, fulfillment);
      const order = ledger.order(orderId);
      order.fulfill(fulfillment);
      ledger.orderOfFulfillment.set(id, orderId);
      ledger.step(fulfillment.at, 'fulfill', order);
      return id;
    },
    fulfillmentEvent: (id, at, status) => {
      store.fulfillmentEvent(id, at, status);
      ledger.step(at, 'fulfillmentEvent', ledger.order(ledger.orderOfFulfillment.get(id) ?? ''));
    },
    requestReturn: (orderId, at, lines) => {
      const id = store.requestReturn(orderId, at, lines);
      const order = ledger.order(orderId);
      order.returns.set(id, 'REQUESTED');
      ledger.orderOfReturn.set(id, orderId);
      ledger.step(at, 'requestReturn', order);
      return id;
    },
    approveReturn: (id, at) => {
      store.approveReturn(id, at);
      setReturn('approveReturn', id, at, 'OPEN');
    },
    closeReturn: (id, at) => {
      store.closeReturn(id, at);
      setReturn('closeReturn', id, at, 'CLOSED');
    },
  };
}

type OrderActs = Omit<StoreActs, keyof CustomerActs | keyof ShippingActs>;

function watchedOrders(store: StoreActs, ledger: TruthLedger): OrderActs {
  const after = (act: keyof StoreActs, orderId: string, at: Date, change: (order: TrackedOrder) => void) => {
    const order = ledger.order(orderId);
    change(order);
    ledger.step(at, act, order);
  };
  return {
    createOrder: (input) => {
      const id = store.createOrder(input);
      ledger.step(input.createdAt, 'createOrder', ledger.place(id, input));
      return id;
    },
    attachCustomer: (orderId, customerId, at) => {
      store.attachCustomer(orderId, customerId, at);
      after('attachCustomer', orderId, at, (order) => {
        order.customerId = customerId;
        ledger.nameGuest(order);
      });
    },
    capturePayment: (orderId, at, amount) => {
      store.capturePayment(orderId, at, amount);
      after('capturePayment', orderId, at, (order) => order.capture(amount));
    },
    voidPayment: (orderId, at) => {
      store.voidPayment(orderId, at);
      after('voidPayment', orderId, at, (order) => order.void());
    },
    refund: (orderId, refund) => {
      const id = store.refund(orderId, refund);
      after('refund', orderId, refund.at, (order) => order.refund(refund));
      return id;
    },
    cancel: (orderId, at, options) => {
      store.cancel(orderId, at, options);
      after('cancel', orderId, at, (order) => order.cancel(at, options.refund));
    },
    editOrder: (orderId, edit) => {
      store.editOrder(orderId, edit);
      after('editOrder', orderId, edit.at, (order) => order.edit(edit));
    },
    setOrderEmail: (orderId, at, email) => {
      store.setOrderEmail(orderId, at, email);
      after('setOrderEmail', orderId, at, (order) => {
        order.email = email;
        ledger.nameGuest(order);
      });
    },
    archiveOrder: (orderId, at) => {
      store.archiveOrder(orderId, at);
      after('archiveOrder', orderId, at, (order) => {
        order.archived = true;
      });
    },
    deleteOrder: (orderId, at) => {
      store.deleteOrder(orderId, at);
      after('deleteOrder', orderId, at, (order) => {
        order.deleted = true;
        ledger.nameGuest(order);
      });
    },
  };
}

function watchedStore(store: StoreActs, ledger: TruthLedger): StoreActs {
  return {
    ...watchedCustomers(store, ledger),
    ...watchedShipping(store, ledger),
    ...watchedOrders(store, ledger),
  };
}
