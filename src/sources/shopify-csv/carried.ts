/**
 * Canonical fields whose value Shopify's exports carry. The others are left out of what is made from a file, never guessed:
 * the exports have no amount received, no value after returns, no returns, edits and archiving.
 */
export const carriedFields: ReadonlySet<string> = new Set([
  'contact.email',
  'contact.first_name',
  'contact.last_name',
  'contact.phone',
  'contact.shopify_url',
  'order.number',
  'order.external_id',
  'order.gross_total',
  'order.refunded',
  'order.gross_minus_refunded',
  'order.currency',
  'order.date',
  'order.payment_status',
  'order.fulfillment_status',
  'order.stage',
  'order.channel',
  'order.acquisition_source',
  'order.shopify_url',
]);

/** The three words of the export's fulfillment column in Shopify's own. */
const fulfillment: Readonly<Record<string, string>> = {
  fulfilled: 'FULFILLED',
  partial: 'PARTIALLY_FULFILLED',
  unfulfilled: 'UNFULFILLED',
};

export function fulfillmentStatusOf(cell: string | null): string {
  return cell === null ? 'UNFULFILLED' : (fulfillment[cell] ?? cell.toUpperCase());
}

/**
 * What the export writes for a status of the store: finer states of what has not been shipped are one word there, and an
 * order with nothing to ship counts as fulfilled. Both sides of a comparison are brought to this before they are compared.
 */
function fulfillmentStatusInExport(status: string): string {
  switch (status) {
    case 'FULFILLED':
    case 'FULFILLMENT_NOT_REQUIRED':
      return 'FULFILLED';
    case 'PARTIALLY_FULFILLED':
    case 'RESTOCKED':
      return status;
    default:
      return 'UNFULFILLED';
  }
}

/** A status as the field map writes it for people ('Partially fulfilled'), back in Shopify's own word. */
function statusOf(label: string): string {
  return label.toUpperCase().replaceAll(' ', '_');
}

/**
 * Whether a value of the export and one from elsewhere can be the same although they are spelled differently: the export
 * knows fewer states of shipping, cannot tell delivered from shipped, names no app, and has a campaign only where the
 * cart carried it. Of an order that was moved into Shopify it has the day of the move. docs/export.md lists these differences.
 */
export function exportedAlike(field: string, exported: string | null, other: string | null): boolean {
  switch (field) {
    case 'order.fulfillment_status':
      return exported !== null && other !== null && fulfillmentStatusInExport(statusOf(other)) === statusOf(exported);
    case 'order.stage':
      return exported === 'shipped' && other !== null && ['processed', 'delivered'].includes(other);
    case 'order.channel':
      return exported !== 'Online Store' && exported !== 'Point of Sale';
    case 'order.acquisition_source':
      return exported === null;
    case 'order.date':
      return exported !== null && other !== null && Date.parse(other) < Date.parse(exported);
    default:
      return false;
  }
}
