import { normalizeEmail } from '../identity/email.ts';
import { keyedHash } from '../lib/bytes.ts';
import type { Tx } from './database.ts';
import type { Input } from './inputs.ts';

/** Hashes personal data so that equal values can be found again, but only by whoever holds this ledger. */
export interface Hasher {
  email(address: string | null): string | null;
  phone(number: string): string | null;
  /** One word of a name. */
  word(text: string): string;
  value(text: string): string;
}

export async function hasherOf(tx: Tx): Promise<Hasher> {
  const { key } = await tx.selectFrom('hash_key').select('key').executeTakeFirstOrThrow();
  return {
    email: (address) => {
      const normalized = normalizeEmail(address);
      return normalized === null ? null : keyedHash(key, `email ${normalized}`);
    },
    phone: (number) => {
      const digits = number.replace(/[^\d]/g, '');
      return digits === '' ? null : keyedHash(key, `phone ${digits}`);
    },
    word: (text) => keyedHash(key, `name ${text}`),
    value: (text) => keyedHash(key, `value ${text}`),
  };
}

/** The keyed hash under which a refused value is parked (parkValues), one per value. */
export async function valueHash(tx: Tx, input: Input<'valueHash'>): Promise<readonly string[]> {
  const hasher = await hasherOf(tx);
  return input.values.map((value) => hasher.value(value));
}
