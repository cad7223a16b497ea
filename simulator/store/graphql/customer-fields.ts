import { ordersOf } from '../state/customer-acts.ts';
import { purchaseSummary } from '../state/purchase-summary.ts';
import type { CompanyContactRecord, CompanyRecord, CustomerRecord, OrderRecord } from '../state/records.ts';
import type { StoreState } from '../state/state.ts';
import { mailingAddress } from './address.ts';
import { pageOfList } from './connection.ts';
import { isVisibleOrder, type RequestContext, type Resolvers } from './context.ts';
import { dateTime, money } from './formats.ts';
import { gid } from './gid.ts';

function displayName({ firstName, lastName, email, phone }: CustomerRecord): string {
  const name = [firstName, lastName].filter((part) => part !== null && part !== '').join(' ');
  return name !== '' ? name : (email ?? phone ?? '');
}

/** Redaction shows in the consent of a phone; an e-mail address is gone altogether. */
function consent({ redacted }: CustomerRecord) {
  return {
    state: redacted ? 'REDACTED' : 'NEVER_SUBSCRIBED',
    optInLevel: null,
    updatedAt: null,
    collectedFrom: null,
  };
}

export interface ContactSource {
  readonly company: CompanyRecord;
  readonly contact: CompanyContactRecord;
}

function contactsOf(state: StoreState, customerId: string): ContactSource[] {
  return [...state.companies.values()].flatMap((company) =>
    company.contacts.filter((contact) => contact.customerId === customerId).map((contact) => ({ company, contact })),
  );
}

export const customerFields: Resolvers<CustomerRecord> = {
  id: ({ id }) => gid('Customer', id),
  legacyResourceId: ({ id }) => id,
  createdAt: ({ createdAt }) => dateTime(createdAt),
  updatedAt: ({ updatedAt }) => dateTime(updatedAt),
  displayName,
  state: () => 'DISABLED',
  verifiedEmail: ({ email }) => email !== null,
  taxExempt: () => false,
  dataSaleOptOut: () => false,
  productSubscriberStatus: () => 'NEVER_SUBSCRIBED',
  statistics: () => ({ predictedSpendTier: null, rfmGroup: null }),
  defaultEmailAddress: ({ email }) =>
    email === null
      ? null
      : {
          emailAddress: email,
          validFormat: true,
          marketingState: 'NOT_SUBSCRIBED',
          marketingOptInLevel: null,
          marketingUpdatedAt: null,
          openTrackingLevel: 'UNKNOWN',
        },
  defaultPhoneNumber: (customer) =>
    customer.phone === null
      ? null
      : {
          phoneNumber: customer.phone,
          smsMarketingConsent: consent(customer),
          whatsAppMarketingConsent: consent(customer),
        },
  defaultAddress: ({ id, address }) => mailingAddress(address, `${id}3`),
  numberOfOrders: (customer, _args, { state }) => String(purchaseSummary(state, customer).count),
  amountSpent: (customer, _args, { state }) => {
    const { spent, currency } = purchaseSummary(state, customer);
    return money(spent, currency);
  },
  lastOrder: (customer, _args, context) => {
    const { last } = purchaseSummary(context.state, customer);
    return last && isVisibleOrder(context, last.createdAt) ? last : null;
  },
  companyContactProfiles: ({ id }, _args, { state }) => contactsOf(state, id),
  mergeable: ({ id }, _args, { state }) => {
    const isContact = contactsOf(state, id).length > 0;
    return {
      isMergeable: !isContact,
      reason: isContact ? 'Customer is a company contact.' : null,
      errorFields: isContact ? ['COMPANY_CONTACT'] : [],
      mergeInProgress: null,
    };
  },
  orders: (customer, args, context) => orderPage(context, args, ordersOf(context.state, customer)),
};

const orderSorts: Readonly<Record<string, (order: OrderRecord) => number>> = {
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  PROCESSED_AT: ({ processedAt }) => processedAt,
};

/** Orders of one buyer or company, read from the records and not from the search index. */
export function orderPage(
  context: RequestContext,
  args: Parameters<typeof pageOfList>[1],
  orders: readonly OrderRecord[],
) {
  const sortValue = orderSorts[args.sortKey ?? ''] ?? (({ number }) => number);
  const visible = orders.filter(({ createdAt }) => isVisibleOrder(context, createdAt));
  const sorted = visible.sort((left, right) => sortValue(left) - sortValue(right));
  return pageOfList(context, args, sorted, ({ id }) => id);
}
