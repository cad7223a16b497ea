import { formatKey, type RecordKind, type WorkKey } from '../commerce/keys.ts';
import { NumberIndex } from '../lib/compact/number-index.ts';

/** A Shopify id as a number; null for digits that no number stands for, which only people type. */
export function idNumber(id: string): number | null {
  const number = Number(id);
  return Number.isSafeInteger(number) && number > 0 && String(number) === id ? number : null;
}

/** Work keys of one source: a shop may have millions, and as texts each would cost a hundred bytes instead of twenty. */
export class KeySet {
  readonly #ids: Readonly<Record<RecordKind, NumberIndex>> = {
    customer: new NumberIndex(),
    guest: new NumberIndex(),
    order: new NumberIndex(),
    company: new NumberIndex(),
  };
  readonly #others = new Set<string>();

  add(key: WorkKey): void {
    const number = idNumber(key.id);
    if (number === null) this.#others.add(formatKey(key));
    else this.#ids[key.kind].set(number, 0);
  }

  has(key: WorkKey): boolean {
    const number = idNumber(key.id);
    return number === null ? this.#others.has(formatKey(key)) : this.#ids[key.kind].get(number) !== -1;
  }
}
