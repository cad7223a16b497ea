import type { CrmRecord } from '../../connector/destination.ts';
import type { PersonMember } from '../../field-map/types.ts';
import { maskEmail, maskName, maskPhone } from '../../identity/mask.ts';

/** A record of the store as it may stand in a terminal or a log: who it is for somebody who knows the person. */
export function maskedMember(member: PersonMember): { id: string; url: string; who: string } {
  const { key, firstName, lastName, email, phone, adminUrl } = member;
  const id = key.kind === 'guest' ? `guest of order ${key.id}` : `customer ${key.id}`;
  return { id, url: adminUrl, who: words(maskName(firstName, lastName), email, phone) };
}

export function maskedContact({ emails, phones, name }: CrmRecord): string {
  const [first = null] = emails;
  const more = emails.length > 1 ? ` and ${emails.length - 1} more` : '';
  return `${words(maskName(name ?? null), first, phones[0] ?? null)}${more}`;
}

function words(name: string, email: string | null, phone: string | null): string {
  const parts = [name, email === null ? '' : maskEmail(email), phone === null ? '' : maskPhone(phone)];
  const known = parts.filter((part) => part !== '');
  return known.length === 0 ? 'no name, address or number' : known.join(', ');
}
