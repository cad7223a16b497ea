import type { Random } from '../../../src/lib/random.ts';

/** A version 4 UUID from the injected source, so that a run can be repeated. */
export function randomUuid(random: Random): string {
  const digits = Array.from({ length: 32 }, () => random.int(16).toString(16));
  digits[12] = '4';
  digits[16] = '89ab'.charAt(random.int(4));
  const text = digits.join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}
