import type { Random } from '../../src/lib/random.ts';
import type { NewAddress } from '../store/types.ts';
import { type Country, countries, unusualNames } from './countries.ts';

/**
 * - `customer`: Shopify makes a customer at the first order; `phone`: the same, with a phone number instead of an e-mail;
 * - `guest`: every order carries the e-mail and no customer; `convert`: a guest first, a customer later;
 * - `company`: orders for a company.
 */
type PersonKind = 'customer' | 'phone' | 'guest' | 'convert' | 'company';

export interface Person {
  readonly index: number;
  readonly kind: PersonKind;
  readonly country: Country;
  readonly firstName: string;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly address: NewAddress;
  readonly tags: readonly string[];
  readonly note: string | null;
  /** Which of the merchant's companies the person buys for, where the kind is `company`. */
  readonly companyDraw: number;
}

const domains = ['example.com', 'example.net', 'example.org', 'mail.example.com', 'post.example.net'];

function kindOf(random: Random, hasCompanies: boolean): PersonKind {
  const draw = random.next();
  if (draw < 0.11) return 'guest';
  if (draw < 0.16) return 'convert';
  if (draw < 0.2) return 'phone';
  if (draw < 0.222) return hasCompanies ? 'company' : 'customer';
  return 'customer';
}

function countryOf(random: Random): Country {
  let left = random.next() * countries.reduce((sum, country) => sum + country.weight, 0);
  for (const country of countries) {
    left -= country.weight;
    if (left < 0) return country;
  }
  return random.pick(countries);
}

/** ASCII only: an accented e-mail address is refused by many systems, and belongs in data made to show that. */
function localPart(first: string, last: string | null, index: number): string {
  const plain = `${first}.${last ?? ''}`
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z.]/g, '')
    .replace(/^\.+|\.+$/g, '')
    .replace(/\.{2,}/g, '.')
    .slice(0, 40);
  return `${plain === '' ? 'buyer' : plain}${index}`;
}

/** The person of an index: always the same for the same random source, whoever else is asked for. */
export function makePerson(random: Random, index: number, hasCompanies: boolean): Person {
  const draw = random.fork(`person/${index}`);
  const kind = kindOf(draw, hasCompanies);
  const country = countryOf(draw);
  const unusual = draw.chance(0.03) ? draw.pick(unusualNames) : null;
  const firstName = unusual ? unusual.first : draw.pick(country.firstNames);
  const lastName = unusual ? unusual.last : draw.pick(country.lastNames);
  const domain = draw.pick(domains);
  const email = `${localPart(firstName, lastName, index)}@${domain}`;
  const number = String(index % 10 ** country.phoneDigits).padStart(country.phoneDigits, '0');
  const phone = `${country.phonePrefix}${number}`;
  const place = draw.pick(country.cities);
  const hasPhone = kind === 'phone' || draw.chance(0.4);
  return {
    index,
    kind,
    country,
    firstName,
    lastName,
    email: kind === 'phone' ? null : email,
    phone: hasPhone ? phone : null,
    address: {
      name: lastName === null ? firstName : `${firstName} ${lastName}`,
      address1: `${1 + draw.int(180)} ${draw.pick(country.streets)}`,
      ...(draw.chance(0.2) ? { address2: `Apt ${1 + draw.int(40)}` } : {}),
      city: place.city,
      zip: place.zip,
      ...('provinceCode' in place ? { provinceCode: place.provinceCode } : {}),
      countryCode: country.code,
      ...(hasPhone ? { phone } : {}),
    },
    tags: draw.chance(0.15) ? [draw.pick(['vip', 'newsletter', 'wholesale inquiry', 'press'])] : [],
    note: draw.chance(0.05) ? draw.pick(['Prefers e-mail', 'Allergic to wool 🐑', 'Line one\nline two']) : null,
    companyDraw: draw.int(1_000_000),
  };
}
