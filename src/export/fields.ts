import { canonicalAmount, subtractMoney } from '../commerce/money.ts';
import type { FieldMap, OrderField } from '../field-map/types.ts';

/**
 * What a file can say where Shopify's export has no net payment; for the store it is there too, so that files of both can
 * be laid side by side.
 */
const grossMinusRefunded: OrderField = {
  object: 'order',
  name: 'order.gross_minus_refunded',
  label: 'Gross − refunded',
  type: 'money',
  meaning: 'What was sold less what was given back. Unlike the net payment it counts orders that were never paid.',
  owner: 'shopify',
  from: 'Shopify: totalPriceSet − totalRefundedSet, presentment currency',
  value: ({ totals }) => canonicalAmount(subtractMoney(totals.gross.presentment, totals.refunded.presentment)),
};

/** The map with `gross − refunded` after the refunds. */
export function withGrossMinusRefunded(map: FieldMap): FieldMap {
  const fields = map.fields.flatMap((field) =>
    field.name === 'order.refunded' ? [field, grossMinusRefunded] : [field],
  );
  return { version: map.version, fields };
}

/** The map reduced to the fields that an input carries. */
export function reducedTo(map: FieldMap, carried: ReadonlySet<string>): FieldMap {
  return { version: map.version, fields: map.fields.filter(({ name }) => carried.has(name)) };
}
