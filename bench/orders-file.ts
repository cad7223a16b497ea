import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { guarded, type OrderColumn, orderColumns, rowOf, shopTime } from '../simulator/exports/columns.ts';
import { createRandom, type Random } from '../src/lib/random.ts';

/*
 * A large orders export as Shopify writes it: newest order first, one to five line items, two buyers in three new,
 * addresses, notes with line breaks, tips, refunds, cancellations. Made order by order, so its size costs no memory.
 */

const firstNames = ['Jane', 'Élise', 'Bob', 'Zoë', 'محمد', 'Giulia', 'Jürgen', '美咲', 'Ana', 'Sam'];
const lastNames = ['Doe', 'Martin', "O'Neil", 'Müller', 'علي', 'Rossi', 'Nguyễn', '田中', 'van der Berg', 'Smith'];
const products = ['Blue Shirt - M', 'Socks', 'Écharpe, laine "grise"', 'Mug', 'Gift wrap', 'Winter Coat - L / Navy'];
const sources = ['web', 'web', 'web', 'web', 'pos', 'shopify_draft_order', '2329312', 'subscription_contract'];
const campaigns = ['', '', 'utm_source: google\nutm_campaign: brand', 'utm_source: newsletter\nutm_campaign: Été 2026'];
const timeZone = 'America/Toronto';
const newest = Date.UTC(2026, 10, 20, 12);
const minutesApart = 2;

export interface OrdersFile {
  readonly rows: number;
  readonly orders: number;
  readonly buyers: number;
  readonly bytes: number;
}

/** Writes a file of at least `rows` rows, and says what is in it. The same rows and seed give the same bytes. */
export async function writeOrdersFile(path: string, rows: number, seed = 1): Promise<OrdersFile> {
  const random = createRandom(seed);
  const out = createWriteStream(path);
  const made = { rows: 0, orders: 0, buyers: 0, bytes: 0 };
  let batch: string[][] = [[...orderColumns]];
  const flush = async () => {
    const text = stringify(batch);
    made.bytes += Buffer.byteLength(text);
    batch = [];
    if (!out.write(text)) await once(out, 'drain');
  };
  while (made.rows < rows) {
    const buyer = made.buyers > 0 && random.chance(0.4) ? random.int(made.buyers) : made.buyers++;
    const order = orderRows(random, made.orders, buyer);
    made.orders += 1;
    made.rows += order.length;
    batch.push(...order);
    if (batch.length >= 1_000) await flush();
  }
  await flush();
  out.end();
  await once(out, 'finish');
  return made;
}

function orderRows(random: Random, index: number, buyer: number): string[][] {
  const items = 1 + random.pick([0, 1, 1, 2, 3]);
  const lines = Array.from({ length: items }, () => ({
    name: random.pick(products),
    cents: 500 + 5 * random.int(4_000),
    quantity: 1 + random.int(3),
  }));
  const goods = lines.reduce((sum, line) => sum + line.cents * line.quantity, 0);
  const first = firstCells(random, index, buyer, goods);
  const every = {
    Name: `#${900_000 - index}`,
    Email: emailOf(buyer),
    'Created at': shopTime(newest - index * minutesApart * 60_000, timeZone),
  };
  return lines.map((line, position) =>
    rowOf(orderColumns, {
      ...every,
      ...(position === 0 ? first : {}),
      'Lineitem quantity': String(line.quantity),
      'Lineitem name': line.name,
      'Lineitem price': money(line.cents),
      'Lineitem sku': `SKU-${line.cents}`,
      'Lineitem requires shipping': 'true',
      'Lineitem taxable': 'true',
      'Lineitem fulfillment status': 'fulfilled',
      Vendor: 'Acme',
      'Lineitem discount': '0.00',
    }),
  );
}

function emailOf(buyer: number): string {
  return `buyer.${buyer}@example${buyer % 97}.com`;
}

function money(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

function firstCells(
  random: Random,
  index: number,
  buyer: number,
  goods: number,
): Partial<Record<OrderColumn, string | null>> {
  const tax = Math.round(goods * 0.13);
  const shipping = goods > 10_000 ? 0 : 750;
  const total = goods + tax + shipping;
  const fate = random.next();
  const cancelled = fate > 0.98;
  const refunded = cancelled || fate > 0.97 ? total : fate > 0.93 ? Math.floor(total / 3) : 0;
  const at = shopTime(newest - index * minutesApart * 60_000 + 90_000, timeZone);
  const name = `${firstNames[buyer % 10]} ${lastNames[Math.floor(buyer / 10) % 10]}`;
  return {
    Id: String(5_000_000_000_000 + (900_000 - index) * 32_768),
    'Financial Status': refunded === 0 ? 'paid' : refunded === total ? 'refunded' : 'partially_refunded',
    'Paid at': at,
    'Fulfillment Status': cancelled ? 'unfulfilled' : 'fulfilled',
    'Fulfilled at': cancelled ? '' : at,
    'Accepts Marketing': buyer % 3 === 0 ? 'yes' : 'no',
    Currency: 'CAD',
    Subtotal: money(goods),
    Shipping: money(shipping),
    Taxes: money(tax),
    Total: money(total),
    'Discount Amount': '0.00',
    'Shipping Method': 'Standard',
    ...address('Billing', name, buyer),
    ...address('Shipping', name, buyer),
    Notes: random.chance(0.05) ? 'Please leave "at the door"\nThanks' : '',
    'Note Attributes': random.pick(campaigns),
    'Cancelled at': cancelled ? at : '',
    'Payment Method': 'Shopify Payments',
    'Payment Reference': `#${900_000 - index}.1`,
    'Refunded Amount': money(refunded),
    'Outstanding Balance': '0.00',
    Tags: random.chance(0.1) ? 'vip, newsletter' : '',
    'Risk Level': 'Low',
    Source: random.pick(sources),
    'Tax 1 Name': 'HST 13%',
    'Tax 1 Value': money(tax),
    'Payment ID': `r${index}`,
    'Payment References': `r${index}`,
  };
}

function address(kind: 'Billing' | 'Shipping', name: string, buyer: number) {
  return {
    [`${kind} Name`]: name,
    [`${kind} Street`]: `${buyer % 999} Elm St, Apt 4`,
    [`${kind} Address1`]: `${buyer % 999} Elm St`,
    [`${kind} Address2`]: 'Apt 4',
    [`${kind} City`]: 'Ottawa',
    [`${kind} Zip`]: guarded('K1A 0B1'),
    [`${kind} Province`]: 'ON',
    [`${kind} Country`]: 'CA',
    [`${kind} Phone`]: guarded(`+1613555${String(buyer % 10_000).padStart(4, '0')}`),
    [`${kind} Province Name`]: 'Ontario',
  };
}
