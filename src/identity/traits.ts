import { phoneNumber } from '../commerce/phone.ts';
import type { PersonMember } from '../field-map/types.ts';
import { joiningEmail } from './email.ts';
import { nameWords } from './name.ts';
import { defaultIdentityRules, type IdentityRules } from './rules.ts';

/** By what a person may be found in a CRM, as far as the rules let it count; each once. */
export interface PersonTraits {
  readonly emails: readonly string[];
  /** E.164. */
  readonly phones: readonly string[];
  /** The words of each name that the person goes by. */
  readonly names: readonly (readonly string[])[];
}

export function personTraits(
  members: readonly PersonMember[],
  rules: IdentityRules = defaultIdentityRules,
): PersonTraits {
  const unique = <T>(list: readonly T[]) => [...new Set(list)];
  const phones = rules.people.includes('phone') ? members.map(({ phone }) => phone) : [];
  const names = unique(members.map(({ firstName, lastName }) => nameWords(firstName, lastName).join(' ')));
  return {
    emails: unique(members.flatMap(({ email }) => joiningEmail(email, rules) ?? [])),
    phones: unique(phones.flatMap((phone) => phoneNumber(phone, rules.country) ?? [])),
    names: names.filter((name) => name !== '').map((name) => name.split(' ')),
  };
}
