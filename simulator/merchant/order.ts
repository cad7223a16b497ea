import type { Random } from '../../src/lib/random.ts';
import type { NewOrder } from '../store/types.ts';
import type { PlainOrder } from './acts.ts';
import { totalOf } from './amounts.ts';
import type { Variant } from './catalogue.ts';
import { draftOrder, journey, pointOfSale, type SoldThrough, soldThrough } from './channels.ts';
import { countries } from './countries.ts';
import { fromMinor, share } from './minor-units.ts';
import type { MerchantSettings } from './options.ts';
import type { Person } from './people.ts';
import { toPlainOrder } from './plain-order.ts';
import { exchangeRate, priceOrder } from './pricing.ts';

/** What is settled about an order before its contents are drawn. */
export interface OrderFrame {
  readonly id: string;
  readonly name: string;
  readonly at: Date;
  /** Null: a sale over the counter to nobody known. */
  readonly person: Person | null;
  /** Null for a guest. */
  readonly customerId: string | null;
  readonly company: string | null;
  readonly test: boolean;
  /** Entered into Shopify now, sold years ago. */
  readonly imported: boolean;
}

function paymentOf(random: Random, through: SoldThrough, frame: OrderFrame, total: bigint, currency: string) {
  const paid: NewOrder['payment'] = 'paid';
  if (frame.imported || through.counter || frame.test || total === 0n) return paid;
  const draw = random.next();
  if (frame.company !== null) return draw < 0.6 ? 'pending' : paid;
  if (through === draftOrder && draw < 0.4) return 'pending';
  if (draw < 0.05) return 'authorized';
  if (draw < 0.08) return 'pending';
  if (draw < 0.09) return { partiallyPaid: fromMinor(share(total, 1n, 2n), currency) };
  return paid;
}

function gatewaysOf(random: Random, through: SoldThrough, frame: OrderFrame): readonly string[] {
  if (through.counter) return [random.pick(['cash', 'shopify_payments'])];
  if (frame.test) return ['bogus'];
  if (frame.company !== null || through === draftOrder) return ['manual'];
  return random.pick([['shopify_payments'], ['shopify_payments'], ['paypal'], ['gift_card', 'shopify_payments']]);
}

/** The e-mail as the buyer typed it this time: guests do not always spell it in lower case. */
function typedEmail(random: Random, person: Person, counter: boolean): string | null {
  if (person.email === null || (counter && random.chance(0.5))) return null;
  return random.chance(0.06) ? person.email.replace(/^[a-z]/, (letter) => letter.toUpperCase()) : person.email;
}

const home = countries.find((country) => country.code === 'CA') ?? countries[0];

/** One order of a merchant; the same for the same random source, frame and settings. */
export function makeOrder(
  random: Random,
  settings: MerchantSettings,
  catalogue: readonly Variant[],
  frame: OrderFrame,
): PlainOrder {
  const { person } = frame;
  const through = person === null ? pointOfSale : frame.company !== null ? draftOrder : soldThrough(random);
  const country = person?.country ?? home;
  if (!country) throw new RangeError('there are no countries to sell to');
  const abroad = country.currency !== settings.currency;
  const currency = abroad && !through.counter && random.chance(0.6) ? country.currency : settings.currency;
  const bulk = frame.company !== null;
  const foreign = country.code !== home?.code;
  const priced = priceOrder(random, catalogue, { country, currency, counter: through.counter, bulk, foreign });
  const total = totalOf({ ...priced, presentmentCurrency: currency });
  const address = person === null ? null : person.address;
  const email = person === null ? null : typedEmail(random, person, through.counter && frame.customerId !== null);
  const years = 1 + random.int(4);
  const processedAt = frame.imported ? new Date(frame.at.getTime() - years * 365 * 86_400_000) : undefined;
  const order: Omit<NewOrder, 'company'> = {
    id: frame.id,
    name: frame.name,
    customerId: frame.customerId,
    email,
    phone: person?.kind === 'phone' ? person.phone : null,
    createdAt: frame.at,
    ...(processedAt ? { processedAt } : {}),
    presentmentCurrency: currency,
    exchangeRate: exchangeRate(random, currency, settings.currency, frame.at),
    ...priced,
    payment: paymentOf(random, through, frame, total, currency),
    gateways: gatewaysOf(random, through, frame),
    sourceName: through.sourceName,
    channel: through.channel,
    ...(frame.test ? { test: true } : {}),
    note: random.chance(0.06)
      ? random.pick(['Please leave "at the door"\nThanks', 'Gift 🎁', 'Call, don’t ring'])
      : null,
    tags: random.chance(0.1) ? [random.pick(['gift', 'rush', 'pre-order'])] : [],
    ...(bulk ? { poNumber: `PO-${frame.id.slice(-5)}` } : {}),
    shippingAddress: through.counter ? null : address,
    billingAddress: address,
    journey: frame.imported ? null : (journey(random, through, frame.at) ?? null),
  };
  return toPlainOrder(order, frame.company);
}
