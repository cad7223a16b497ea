import { defaultIdentityRules, type IdentityRules } from './rules.ts';

/**
 * One spelling for comparing addresses: trimmed, lower case, Unicode composed. Dots and plus tags stay, because only
 * some providers ignore them. Returns null where there is no usable address.
 */
export function normalizeEmail(email: string | null): string | null {
  const text = email?.trim().normalize('NFC').toLowerCase() ?? '';
  return text.includes('@') ? text : null;
}

/** Addresses that marketplaces make up for one order: they name no person, so they never join records. */
const relayDomains = [
  'marketplace.amazon.com',
  'members.ebay.com',
  'scs.tiktok.com',
  'scs2.tiktok.com',
  'privaterelay.appleid.com',
];

/** The address by which records may be joined into one person, or null when it says nothing about who it is. */
export function joiningEmail(
  email: string | null,
  rules: Pick<IdentityRules, 'relays' | 'mailboxes'> = defaultIdentityRules,
): string | null {
  const normalized = normalizeEmail(email);
  if (normalized === null || rules.mailboxes.includes(normalized)) return null;
  const domain = normalized.slice(normalized.lastIndexOf('@') + 1);
  const relay = [...relayDomains, ...rules.relays].some((suffix) => domain === suffix || domain.endsWith(`.${suffix}`));
  return relay ? null : normalized;
}
