import { randomBytes } from 'node:crypto';

/** A text that nobody can guess and no run repeats: for what strangers must not foretell. Everything else is drawn from `Random`. */
export function createNonce(): string {
  return randomBytes(24).toString('hex');
}
