import { createCompany } from './state/company-acts.ts';
import {
  createCustomer,
  deleteCustomer,
  mergeCustomers,
  redactCustomer,
  updateCustomer,
} from './state/customer-acts.ts';
import {
  archiveOrder,
  attachCustomer,
  createOrder,
  deleteOrder,
  editOrder,
  setOrderEmail,
} from './state/order-acts.ts';
import { cancelOrder, capturePayment, refundOrder, voidPayment } from './state/payment-acts.ts';
import { addFulfillmentEvent, approveReturn, closeReturn, fulfillOrder, requestReturn } from './state/shipping-acts.ts';
import { type StateOptions, StoreState } from './state/state.ts';
import type { StoreActs } from './types.ts';

/** The simulated store without its HTTP side: what merchants and loaders act on. */
export interface Store extends StoreActs {
  readonly state: StoreState;
}

export function createStore(options: StateOptions): Store {
  const state = new StoreState(options);
  return {
    state,
    createCustomer: (customer) => createCustomer(state, customer),
    updateCustomer: (id, at, change) => updateCustomer(state, id, at, change),
    mergeCustomers: (kept, removed, at) => mergeCustomers(state, kept, removed, at),
    deleteCustomer: (id, at) => deleteCustomer(state, id, at),
    redactCustomer: (id, at) => redactCustomer(state, id, at),
    createCompany: (company) => createCompany(state, company),
    createOrder: (order) => createOrder(state, order),
    attachCustomer: (orderId, customerId, at) => attachCustomer(state, orderId, customerId, at),
    capturePayment: (orderId, at, amount) => capturePayment(state, orderId, at, amount),
    voidPayment: (orderId, at) => voidPayment(state, orderId, at),
    refund: (orderId, refund) => refundOrder(state, orderId, refund),
    cancel: (orderId, at, cancellation) => cancelOrder(state, orderId, at, cancellation),
    fulfill: (orderId, fulfillment) => fulfillOrder(state, orderId, fulfillment),
    fulfillmentEvent: (fulfillmentId, at, status) => addFulfillmentEvent(state, fulfillmentId, at, status),
    requestReturn: (orderId, at, lines) => requestReturn(state, orderId, at, lines),
    approveReturn: (returnId, at) => approveReturn(state, returnId, at),
    closeReturn: (returnId, at) => closeReturn(state, returnId, at),
    editOrder: (orderId, edit) => editOrder(state, orderId, edit),
    setOrderEmail: (orderId, at, email) => setOrderEmail(state, orderId, at, email),
    archiveOrder: (orderId, at) => archiveOrder(state, orderId, at),
    deleteOrder: (orderId, at) => deleteOrder(state, orderId, at),
  };
}
