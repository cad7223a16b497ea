import { type Customer, unmasked } from '../../../commerce/customer.ts';
import { phoneInCountry } from '../../../commerce/phone.ts';
import type { AdminLinks } from '../admin-links.ts';
import type { CustomerCoreFragment } from '../documents.gen.ts';
import { digits } from './ids.ts';

/** A customer as our own record; masked values are null. Throws ConnectorError for an id that is no global id. */
export function customerFrom(node: CustomerCoreFragment, source: string, links: AdminLinks): Customer {
  const id = digits(node.id);
  return {
    kind: 'customer',
    source,
    id,
    createdAt: node.createdAt,
    updatedAt: node.updatedAt,
    firstName: unmasked(node.firstName),
    lastName: unmasked(node.lastName),
    email: unmasked(node.defaultEmailAddress?.emailAddress),
    phone: phoneInCountry(unmasked(node.defaultPhoneNumber?.phoneNumber), [node.defaultAddress?.countryCodeV2]),
    locale: node.locale === '' ? null : node.locale,
    adminUrl: links.customer(id),
  };
}
