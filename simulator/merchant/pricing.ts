import type { Random } from '../../src/lib/random.ts';
import type { NewLine, NewOrder } from '../store/types.ts';
import { giftCard, type Variant } from './catalogue.ts';
import type { Country } from './countries.ts';
import { dollarMillionths } from './countries.ts';
import { decimalsOf, fromMinor, max, share } from './minor-units.ts';

type Priced = Pick<
  NewOrder,
  'lines' | 'discount' | 'discountCode' | 'shipping' | 'tax' | 'taxesIncluded' | 'tip' | 'duties'
>;

function millionths(currency: string): bigint {
  const known = dollarMillionths[currency];
  if (known === undefined) throw new RangeError(`the merchant generator has no exchange rate for ${currency}`);
  return known;
}

/** Shop currency units for one presentment unit, six decimals; moves by a few percent from month to month. */
export function exchangeRate(random: Random, presentment: string, shop: string, at: Date): string {
  if (presentment === shop) return '1';
  const month = at.toISOString().slice(0, 7);
  const drift = BigInt(970 + random.fork(`rate/${presentment}/${month}`).int(61));
  const rate = share(millionths(presentment) * drift, 1_000n, millionths(shop));
  return `${rate / 1_000_000n}.${(rate % 1_000_000n).toString().padStart(6, '0')}`;
}

const priceStep: Readonly<Record<number, bigint>> = { 0: 10n, 2: 5n, 3: 50n };

/** Catalogue prices are US cents; a shop rounds them to what looks like a price in the buyer's currency. */
function priceIn(cents: bigint, currency: string): bigint {
  const decimals = decimalsOf(currency);
  const step = priceStep[decimals] ?? 1n;
  const exact = share(cents * 10n ** BigInt(decimals), 10_000n, millionths(currency));
  return max(step, share(exact, 1n, step) * step);
}

export function makeLine(variant: Variant, quantity: number, currency: string): NewLine {
  return {
    title: variant.title,
    sku: variant.sku === '' ? null : variant.sku,
    quantity,
    unitPrice: fromMinor(priceIn(variant.cents, currency), currency),
    ...(variant.giftCard ? { giftCard: true } : {}),
    requiresShipping: variant.requiresShipping,
  };
}

function chooseVariants(random: Random, catalogue: readonly Variant[], bulk: boolean): [Variant, number][] {
  const count = bulk ? 2 + random.int(4) : random.pick([1, 1, 1, 2, 2, 3, 4]);
  const chosen = Array.from({ length: count }, (): [Variant, number] => [
    random.pick(catalogue),
    bulk ? 10 * (1 + random.int(5)) : random.pick([1, 1, 1, 1, 2, 3]),
  ]);
  if (random.chance(0.03)) chosen.push([giftCard(random), 1]);
  return chosen;
}

function discountOf(random: Random, goods: bigint, bulk: boolean): { amount: bigint; code: string | null } {
  if (bulk) return { amount: share(goods, 20n, 100n), code: null };
  if (!random.chance(0.22)) return { amount: 0n, code: null };
  const offer = random.pick([
    { code: 'WELCOME10', percent: 10n },
    { code: 'SUMMER15', percent: 15n },
    { code: 'FREUNDE-5%', percent: 5n },
    { code: null, percent: 20n },
  ]);
  return { amount: share(goods, offer.percent, 100n), code: offer.code };
}

export interface PricingChoice {
  readonly country: Country;
  readonly currency: string;
  readonly counter: boolean;
  readonly bulk: boolean;
  readonly foreign: boolean;
}

/** Lines and amounts of one order, exact in the presentment currency. */
export function priceOrder(random: Random, catalogue: readonly Variant[], choice: PricingChoice): Priced {
  const { currency, country } = choice;
  const chosen = chooseVariants(random, catalogue, choice.bulk);
  const goods = chosen.reduce(
    (sum, [variant, quantity]) => sum + priceIn(variant.cents, currency) * BigInt(quantity),
    0n,
  );
  const discount = discountOf(random, goods, choice.bulk);
  const net = goods - discount.amount;
  const shipped = !choice.counter && chosen.some(([variant]) => variant.requiresShipping);
  const shipping = shipped && net < priceIn(12_000n, currency) ? priceIn(750n, currency) : 0n;
  const taxable = country.taxesIncluded ? net + shipping : net;
  const tax = country.taxesIncluded
    ? share(taxable, country.taxPermille, 1_000n + country.taxPermille)
    : share(taxable, country.taxPermille, 1_000n);
  const tip = random.chance(choice.counter ? 0.15 : 0.02) ? share(net, random.pick([5n, 10n, 15n]), 100n) : 0n;
  const duties = choice.foreign && shipped && random.chance(0.12) ? share(net, 6n, 100n) : 0n;
  const text = (minor: bigint) => fromMinor(minor, currency);
  return {
    lines: chosen.map(([variant, quantity]) => makeLine(variant, quantity, currency)),
    discount: text(discount.amount),
    discountCode: discount.code,
    shipping: text(shipping),
    tax: text(tax),
    taxesIncluded: country.taxesIncluded,
    ...(tip > 0n ? { tip: text(tip) } : {}),
    ...(duties > 0n ? { duties: text(duties) } : {}),
  };
}
