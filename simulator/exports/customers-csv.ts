import { stringify } from 'csv-stringify/sync';
import { paddedDecimal } from '../store/state/money.ts';
import type { StoreState } from '../store/state/state.ts';
import { computeTotals } from '../store/state/totals.ts';
import { type CustomerColumn, customerColumns, guarded, rowOf } from './columns.ts';

/** The customers export of the admin. Total Spent counts orders in the shop's currency only. */
export function customersExport(state: StoreState): string {
  const rows = [...state.customers.values()].map((customer) => {
    const orders = [...customer.orderIds].flatMap((id) => state.orders.get(id) ?? []);
    const { currency } = state.options.shop;
    const spent = orders
      .filter(({ input }) => input.presentmentCurrency === currency)
      .reduce((sum, order) => sum + computeTotals(order).net, 0n);
    const cells: Partial<Record<CustomerColumn, string | null>> = {
      'Customer ID': guarded(customer.id),
      'First Name': customer.firstName,
      'Last Name': customer.lastName,
      Email: customer.email,
      'Accepts Email Marketing': 'no',
      'Default Address Address1': customer.address?.address1 ?? null,
      'Default Address City': customer.address?.city ?? null,
      'Default Address Country Code': customer.address?.countryCode ?? null,
      'Default Address Zip': guarded(customer.address?.zip),
      Phone: guarded(customer.phone),
      'Accepts SMS Marketing': 'no',
      'Total Spent': paddedDecimal(spent, currency),
      'Total Orders': String(orders.length),
      Note: customer.note,
      'Tax Exempt': 'no',
      Tags: customer.tags.join(', '),
    };
    return rowOf(customerColumns, cells);
  });
  return stringify([[...customerColumns], ...rows]);
}
