import type { CompanyContactRecord, CompanyRecord } from './records.ts';
import { type StoreState, wholeSeconds } from './state.ts';

export function createCompany(
  state: StoreState,
  input: { readonly id?: string; readonly name: string; readonly createdAt: Date },
): { readonly companyId: string; readonly locationId: string } {
  const createdAt = wholeSeconds(input.createdAt);
  const company: CompanyRecord = {
    id: input.id ?? state.nextId('Company', state.companies),
    name: input.name,
    createdAt,
    updatedAt: createdAt,
    location: { id: state.nextId('CompanyLocation', state.companyOfLocation) },
    contacts: [],
    orderIds: new Set(),
  };
  if (state.companies.has(company.id)) throw new Error(`company ${company.id} exists already`);
  state.companies.set(company.id, company);
  state.companyOfLocation.set(company.location.id, company);
  state.changed('company', company.id);
  state.changed('companyLocation', company.location.id);
  state.record('create', 'COMPANY', company.id, input.createdAt);
  state.signal(input.createdAt, { topic: 'companies/create', company }, { topic: 'company_locations/create', company });
  return { companyId: company.id, locationId: company.location.id };
}

/** The customer's place in a company; made on the first order for it. Does not move Company.updatedAt. */
export function companyContact(
  state: StoreState,
  company: CompanyRecord,
  customerId: string,
  at: Date,
): CompanyContactRecord {
  const known = company.contacts.find((contact) => contact.customerId === customerId);
  if (known) return known;
  const contact: CompanyContactRecord = {
    id: state.nextId('CompanyContact'),
    companyId: company.id,
    customerId,
    roleAssignmentId: state.nextId('CompanyContactRoleAssignment'),
    createdAt: wholeSeconds(at),
  };
  company.contacts.push(contact);
  state.companyOfContact.set(contact.id, company);
  state.signal(at, { topic: 'company_contacts/create', company, contact });
  return contact;
}
