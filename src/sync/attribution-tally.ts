import type { Order } from '../commerce/order.ts';
import { acquisitionPending } from '../commerce/order-state.ts';
import type { FieldMap } from '../field-map/types.ts';
import type { AttributionShare } from './types.ts';
import type { Judged } from './verdict.ts';

const field = 'order.acquisition_source';

/** Counts, order by order, on which side it is known how the buyer came. */
export class AttributionTally {
  readonly #held: boolean;
  readonly #count = { orders: 0, shopify: 0, crm: 0, open: 0 };

  constructor(map: FieldMap) {
    this.#held = map.fields.some(({ name }) => name === field);
  }

  add({ order, desired, record }: Pick<Judged, 'desired' | 'record'> & { readonly order: Order | null }): void {
    this.#count.orders += 1;
    if (order !== null && acquisitionPending(order)) this.#count.open += 1;
    if ((desired?.values[field] ?? '') !== '') this.#count.shopify += 1;
    if ((record?.values[field] ?? '') !== '') this.#count.crm += 1;
  }

  share(): { readonly attribution?: AttributionShare } {
    return this.#held ? { attribution: { ...this.#count } } : {};
  }
}
