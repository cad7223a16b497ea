/** The test that proves a row: the file, and the title of the case in it. */
export interface ProvedBy {
  readonly file: string;
  readonly title: string;
}

/** What finds a change whose webhook never comes. */
export type Look = 'orders changed' | 'customers changed' | 'returns' | 'deletions' | 'companies';

/** A webhook topic, what it tells, and what finds the change when the webhook never comes. */
export interface CoveredTopic {
  readonly topic: string;
  readonly tells: string;
  /** Null = the topic is only news; nothing can be missed. */
  readonly otherwise: Look | null;
  readonly provedBy: ProvedBy;
}

export interface CoveredLook {
  readonly look: Look;
  readonly text: string;
  readonly provedBy: ProvedBy;
}

/** Something that happens and of which Shopify sends no webhook at all. */
export interface UntoldEvent {
  readonly event: string;
  readonly foundBy: string;
  readonly provedBy: ProvedBy;
}

const here = 'test/event-coverage.test.ts';

function provedHere(title: string): ProvedBy {
  return { file: here, title };
}

/** Proved by changes of which every webhook is lost. */
export const coveredLooks: readonly CoveredLook[] = [
  { look: 'orders changed', text: 'a look at changed orders', provedBy: provedHere('orders changed') },
  { look: 'customers changed', text: 'a look at changed customers', provedBy: provedHere('customers changed') },
  {
    look: 'returns',
    text: 'a look at all open returns, which do not move the change date of their order',
    provedBy: provedHere('returns'),
  },
  { look: 'deletions', text: 'a look at what was deleted', provedBy: provedHere('deletions') },
  { look: 'companies', text: 'a look at all companies', provedBy: provedHere('companies') },
];

/** What only looking finds. */
export const untoldEvents: readonly UntoldEvent[] = [
  {
    event: 'Shopify finishes working out where an order came from',
    foundBy: 'further looks at the order, after 15 minutes and after a day',
    provedBy: provedHere('attribution that comes later'),
  },
  {
    event: 'orders go over to the customer who stays after a merge',
    foundBy: 'another look at the orders of the customer who was merged away',
    provedBy: provedHere('orders of a customer who was merged'),
  },
  {
    event: 'somebody changes or clears a value of ours in the CRM',
    foundBy: 'the daily comparison of both sides, and the CRM’s own list of changes',
    provedBy: {
      file: 'test/loop.test.ts',
      title: 'finds that somebody changed a field of ours, puts it right and says so',
    },
  },
  {
    event: 'somebody merges records in the CRM',
    foundBy: 'the CRM’s own list of changes',
    provedBy: {
      file: 'test/merged-in-the-crm.test.ts',
      title: 'notices a merge although nothing of the record has changed in Shopify',
    },
  },
  {
    event: 'Shopify removes a subscription after failed deliveries',
    foundBy: 'the check of all subscriptions when the service starts',
    provedBy: {
      file: 'test/shopify-webhooks.test.ts',
      title: 'are repaired: lost ones come back, ours elsewhere move here, others are not touched',
    },
  },
];

const told: readonly (readonly [topic: string, tells: string, otherwise: Look | null])[] = [
  ['orders/create', 'a new order', 'orders changed'],
  ['orders/updated', 'anything about an order', 'orders changed'],
  ['orders/paid', 'an order is paid', 'orders changed'],
  ['orders/cancelled', 'an order is cancelled', 'orders changed'],
  ['orders/fulfilled', 'all of it is shipped', 'orders changed'],
  ['orders/partially_fulfilled', 'a part of it is shipped', 'orders changed'],
  ['orders/edited', 'an order is edited', 'orders changed'],
  ['orders/delete', 'an order is deleted', 'deletions'],
  ['order_transactions/create', 'money moves', 'orders changed'],
  ['refunds/create', 'money or goods go back', 'orders changed'],
  ['fulfillments/create', 'a parcel leaves', 'orders changed'],
  ['fulfillments/update', 'a parcel is on its way or delivered', 'orders changed'],
  ['returns/request', 'a return is asked for', 'returns'],
  ['returns/approve', 'a return is approved', 'returns'],
  ['returns/decline', 'a return is declined', 'returns'],
  ['returns/process', 'a return is worked', 'returns'],
  ['returns/update', 'a return changes', 'returns'],
  ['returns/cancel', 'a return is cancelled', 'returns'],
  ['returns/close', 'a return is closed', 'returns'],
  ['returns/reopen', 'a return is opened again', 'returns'],
  ['customers/create', 'a new customer', 'customers changed'],
  ['customers/update', 'name, e-mail or phone of a customer', 'customers changed'],
  ['customers/delete', 'a customer is deleted', 'deletions'],
  ['customers/enable', 'an account is activated', 'customers changed'],
  ['customers/disable', 'an account is deactivated', 'customers changed'],
  ['customers/merge', 'two customers become one', 'customers changed'],
  ['companies/create', 'a new company: known and left out', 'companies'],
  ['companies/update', 'a company changes: known and left out', 'companies'],
  ['companies/delete', 'a company is deleted', 'companies'],
  ['app/uninstalled', 'the app was removed: the next call is refused', null],
  ['app/scopes_update', 'scopes of the app change: status compares them', null],
  ['bulk_operations/finish', 'a bulk read is ready: it is asked for anyway', null],
];

/** Every topic that is subscribed to; a test compares them with the subscriptions, and each with its proof. */
export const coveredTopics: readonly CoveredTopic[] = told.map(([topic, tells, otherwise]) => ({
  topic,
  tells,
  otherwise,
  provedBy: provedHere(topic),
}));
