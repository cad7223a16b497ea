/** Raw records of a JSON file by what they are, not yet checked. */
export interface RawRecords {
  readonly orders: readonly unknown[];
  readonly customers: readonly unknown[];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listAt(value: Readonly<Record<string, unknown>>, key: string): readonly unknown[] {
  const found = value[key];
  return Array.isArray(found) ? found : [];
}

function join(parts: readonly RawRecords[]): RawRecords {
  return { orders: parts.flatMap(({ orders }) => orders), customers: parts.flatMap(({ customers }) => customers) };
}

/** An order has a number of its own and a payment; a draft order has the first only. */
function isOrder(value: Readonly<Record<string, unknown>>): boolean {
  return 'financial_status' in value && 'line_items' in value;
}

/** Privacy webhooks carry a `customer` too, with nothing but id, e-mail and phone: that is no record to load. */
function isCustomer(value: unknown): boolean {
  return isObject(value) && 'first_name' in value && 'last_name' in value && 'email' in value;
}

/**
 * Orders and customers of a REST answer or a list of them: `{orders: […]}`, `{order: {…}}`, `{customers: […]}`,
 * `{customer: {…}}`, `[…]` of records or of such answers, also where each is wrapped in `{response: …}`. Everything else
 * (draft orders, refunds alone, webhooks of other kinds) gives nothing.
 */
export function recordsIn(value: unknown): RawRecords {
  const nothing = { orders: [], customers: [] };
  if (Array.isArray(value)) return join(value.map(recordsIn));
  if (!isObject(value)) return nothing;
  if (isOrder(value)) return { orders: [value], customers: [] };
  const wrapped = isObject(value['response']) ? [recordsIn(value['response'])] : [];
  const answer = {
    orders: [...listAt(value, 'orders'), ...(isObject(value['order']) ? [value['order']] : [])],
    customers: [...listAt(value, 'customers'), ...(isCustomer(value['customer']) ? [value['customer']] : [])],
  };
  if (wrapped.length > 0 || answer.orders.length > 0 || answer.customers.length > 0) return join([answer, ...wrapped]);
  return isCustomer(value) ? { orders: [], customers: [value] } : nothing;
}
