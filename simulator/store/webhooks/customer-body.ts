import type { CompanyContactRecord, CompanyRecord, CustomerRecord } from '../state/records.ts';
import type { PrivacySubject } from '../state/signals.ts';
import type { StoreState } from '../state/state.ts';
import type { NewAddress } from '../types.ts';
import { idNumber, restTime } from './rest-format.ts';

const countryNames = new Intl.DisplayNames('en', { type: 'region' });

export function restAddress(address: NewAddress | null): Record<string, unknown> | null {
  if (address === null) return null;
  const cut = address.name?.lastIndexOf(' ') ?? -1;
  return {
    first_name: cut > 0 ? address.name?.slice(0, cut) : null,
    last_name: address.name?.slice(cut + 1) ?? null,
    name: address.name ?? null,
    company: address.company ?? null,
    address1: address.address1 ?? null,
    address2: address.address2 ?? null,
    city: address.city ?? null,
    province: address.provinceCode ?? null,
    province_code: address.provinceCode ?? null,
    zip: address.zip ?? null,
    country: address.countryCode === undefined ? null : (countryNames.of(address.countryCode) ?? null),
    country_code: address.countryCode ?? null,
    phone: address.phone ?? null,
    latitude: null,
    longitude: null,
  };
}

/** The customer inside an order. Since 2025-01 without tags, consent and counts. */
export function customerSummary(state: StoreState, customer: CustomerRecord): Record<string, unknown> {
  const { timeZone, currency } = state.options.shop;
  return {
    id: idNumber(customer.id),
    created_at: restTime(customer.createdAt, timeZone),
    updated_at: restTime(customer.updatedAt, timeZone),
    first_name: customer.firstName,
    last_name: customer.lastName,
    state: 'disabled',
    note: customer.note,
    verified_email: customer.email !== null,
    multipass_identifier: null,
    tax_exempt: false,
    email: customer.email,
    phone: customer.phone,
    currency,
    tax_exemptions: [],
    admin_graphql_api_id: `gid://shopify/Customer/${customer.id}`,
    default_address: restAddress(customer.address),
  };
}

export function customerBody(state: StoreState, customer: CustomerRecord): Record<string, unknown> {
  const address = restAddress(customer.address);
  return { ...customerSummary(state, customer), addresses: address === null ? [] : [address] };
}

export function deletedCustomerBody(id: string): Record<string, unknown> {
  return { id: idNumber(id), tax_exemptions: [], admin_graphql_api_id: `gid://shopify/Customer/${id}` };
}

/** Company bodies have no numeric id. */
export function companyBody(state: StoreState, company: CompanyRecord): Record<string, unknown> {
  const { timeZone } = state.options.shop;
  const [main] = company.contacts;
  return {
    name: company.name,
    note: null,
    external_id: null,
    main_contact_admin_graphql_api_id: main ? `gid://shopify/CompanyContact/${main.id}` : null,
    created_at: restTime(company.createdAt, timeZone),
    updated_at: restTime(company.updatedAt, timeZone),
    customer_since: restTime(company.createdAt, timeZone),
    admin_graphql_api_id: `gid://shopify/Company/${company.id}`,
  };
}

export function companyLocationBody(state: StoreState, company: CompanyRecord): Record<string, unknown> {
  const { timeZone } = state.options.shop;
  return {
    name: company.name,
    external_id: null,
    phone: null,
    locale: null,
    created_at: restTime(company.createdAt, timeZone),
    updated_at: restTime(company.updatedAt, timeZone),
    note: null,
    admin_graphql_api_id: `gid://shopify/CompanyLocation/${company.location.id}`,
    company: companyBody(state, company),
    billing_address: null,
    shipping_address: null,
    tax_registration: null,
  };
}

export function companyContactBody(
  state: StoreState,
  company: CompanyRecord,
  contact: CompanyContactRecord,
): Record<string, unknown> {
  const { timeZone } = state.options.shop;
  return {
    customer_admin_graphql_api_id: `gid://shopify/Customer/${contact.customerId}`,
    title: null,
    locale: null,
    created_at: restTime(contact.createdAt, timeZone),
    updated_at: restTime(contact.createdAt, timeZone),
    admin_graphql_api_id: `gid://shopify/CompanyContact/${contact.id}`,
    company: companyBody(state, company),
  };
}

/** The privacy topics name the person as known before the redaction. */
export function privacyBody(
  state: StoreState,
  topic: 'customers/redact' | 'customers/data_request',
  { id, email, phone, orderIds }: PrivacySubject,
): Record<string, unknown> {
  const { number, myshopifyDomain } = state.options.shop;
  const orders = orderIds.map(idNumber);
  return {
    shop_id: idNumber(number),
    shop_domain: myshopifyDomain,
    customer: { id: idNumber(id), email, phone },
    ...(topic === 'customers/redact'
      ? { orders_to_redact: orders }
      : { orders_requested: orders, data_request: { id: idNumber(id) } }),
  };
}
