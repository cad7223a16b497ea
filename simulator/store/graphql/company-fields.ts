import { netInShopCurrency } from '../state/purchase-summary.ts';
import type { CompanyRecord, OrderRecord } from '../state/records.ts';
import type { StoreState } from '../state/state.ts';
import { pageOfList } from './connection.ts';
import type { RequestContext, Resolvers } from './context.ts';
import { type ContactSource, orderPage } from './customer-fields.ts';
import { dateTime, exactCount, money } from './formats.ts';
import { gid } from './gid.ts';

const orderingRole = { id: gid('CompanyContactRole', '1'), name: 'Ordering only', note: null };

function ordersOf(state: StoreState, company: CompanyRecord): OrderRecord[] {
  return [...company.orderIds].map((id) => state.orders.get(id)).filter((order) => order !== undefined);
}

function totalSpent(state: StoreState, company: CompanyRecord) {
  const { currency } = state.options.shop;
  const spent = ordersOf(state, company).reduce((sum, order) => sum + netInShopCurrency(order, currency), 0n);
  return money(spent, currency);
}

function contactSources(company: CompanyRecord): ContactSource[] {
  return company.contacts.map((contact) => ({ company, contact }));
}

function roleAssignment({ company, contact }: ContactSource) {
  return {
    id: gid('CompanyContactRoleAssignment', contact.roleAssignmentId),
    createdAt: dateTime(contact.createdAt),
    updatedAt: dateTime(contact.createdAt),
    role: orderingRole,
    companyContact: { company, contact },
    companyLocation: company,
  };
}

const byId = ({ id }: { readonly id: string }) => id;

export const companyFields: Resolvers<CompanyRecord> = {
  id: ({ id }) => gid('Company', id),
  createdAt: ({ createdAt }) => dateTime(createdAt),
  updatedAt: ({ updatedAt }) => dateTime(updatedAt),
  customerSince: ({ createdAt }) => dateTime(createdAt),
  externalId: () => null,
  note: () => null,
  defaultRole: () => orderingRole,
  mainContact: (company) => contactSources(company)[0] ?? null,
  ordersCount: ({ orderIds }) => exactCount(orderIds.size),
  contactsCount: ({ contacts }) => exactCount(contacts.length),
  locationsCount: () => exactCount(1),
  totalSpent: (company, _args, { state }) => totalSpent(state, company),
  contactRoles: (_company, args, context) => pageOfList(context, args, [orderingRole], byId),
  contacts: (company, args, context) => pageOfList(context, args, contactSources(company), ({ contact }) => contact.id),
  locations: (company, args, context) => pageOfList(context, args, [company], ({ location }) => location.id),
  orders: (company, args, context) => orderPage(context, args, ordersOf(context.state, company)),
};

export const companyContactFields: Resolvers<ContactSource> = {
  id: ({ contact }) => gid('CompanyContact', contact.id),
  createdAt: ({ contact }) => dateTime(contact.createdAt),
  updatedAt: ({ contact }) => dateTime(contact.createdAt),
  title: () => null,
  locale: ({ contact }, _args, { state }) => state.customers.get(contact.customerId)?.locale ?? null,
  isMainContact: ({ company, contact }) => company.contacts[0] === contact,
  customer: ({ contact }, _args, { state }) => state.customers.get(contact.customerId) ?? null,
  roleAssignments: (source, args, context) => pageOfList(context, args, [roleAssignment(source)], byId),
};

/** The source of a location is its company: the simulated store gives each company one. */
export const companyLocationFields: Resolvers<CompanyRecord> = {
  id: ({ location }) => gid('CompanyLocation', location.id),
  company: (company) => company,
  createdAt: ({ createdAt }) => dateTime(createdAt),
  updatedAt: ({ updatedAt }) => dateTime(updatedAt),
  currency: (_company, _args, { state }: RequestContext) => state.options.shop.currency,
  externalId: () => null,
  locale: () => null,
  note: () => null,
  phone: () => null,
  billingAddress: () => null,
  shippingAddress: () => null,
  ordersCount: ({ orderIds }) => exactCount(orderIds.size),
  totalSpent: (company, _args, { state }) => totalSpent(state, company),
  roleAssignments: (company, args, context) =>
    pageOfList(context, args, contactSources(company).map(roleAssignment), byId),
};
