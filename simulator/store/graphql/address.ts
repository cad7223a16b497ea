import type { NewAddress } from '../types.ts';

const countryNames = new Intl.DisplayNames('en', { type: 'region' });
/** Asking for a name takes longer than everything else in an address. */
const knownNames = new Map<string, string>();

/** First name and last name of a full name, cut at the last space. */
function splitName(name: string | undefined): {
  readonly firstName: string | null;
  readonly lastName: string | null;
} {
  const at = name?.lastIndexOf(' ') ?? -1;
  if (name === undefined || name === '') return { firstName: null, lastName: null };
  return at < 0 ? { firstName: null, lastName: name } : { firstName: name.slice(0, at), lastName: name.slice(at + 1) };
}

function countryName(code: string | undefined): string | null {
  if (code === undefined) return null;
  const known = knownNames.get(code) ?? countryNames.of(code) ?? code;
  knownNames.set(code, known);
  return known;
}

/** A MailingAddress in Admin GraphQL's field names. */
export function mailingAddress(address: NewAddress | null, id: string) {
  if (address === null) return null;
  return {
    id: `gid://shopify/MailingAddress/${id}?model_name=Address`,
    name: address.name ?? null,
    ...splitName(address.name),
    company: address.company ?? null,
    address1: address.address1 ?? null,
    address2: address.address2 ?? null,
    city: address.city ?? null,
    province: address.provinceCode ?? null,
    provinceCode: address.provinceCode ?? null,
    zip: address.zip ?? null,
    country: countryName(address.countryCode),
    countryCodeV2: address.countryCode ?? null,
    phone: address.phone ?? null,
  };
}
