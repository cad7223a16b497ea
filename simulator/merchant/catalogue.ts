import type { Random } from '../../src/lib/random.ts';

export interface Variant {
  readonly title: string;
  readonly sku: string;
  /** In minor units of the shop's currency at two decimals; other currencies are converted from it. */
  readonly cents: bigint;
  readonly giftCard: boolean;
  readonly requiresShipping: boolean;
}

const kinds = [
  { noun: 'Shirt', low: 29, high: 89, options: ['S', 'M', 'L', 'XL'] },
  { noun: 'Raincoat', low: 119, high: 289, options: ['S', 'M', 'L'] },
  { noun: 'Wool Socks', low: 9, high: 24, options: ['36-40', '41-46'] },
  { noun: 'Écharpe', low: 39, high: 99, options: ['gris', 'bleu'] },
  { noun: 'Backpack', low: 79, high: 199, options: ['20 l', '30 l'] },
  { noun: 'Mug', low: 12, high: 29, options: ['One size'] },
  { noun: 'Lamp', low: 49, high: 349, options: ['E14', 'E27'] },
  { noun: 'Tea', low: 6, high: 18, options: ['100 g', '250 g', '1 kg'] },
] as const;

const makes = ['Northern', 'Harbor', 'Alder', '"Everyday"', 'Café', 'Juniper & Co', 'Lumen', 'Midnight'] as const;

/** All variants of the shop, cheapest part of a real catalogue first; the same for the same random source. */
export function makeCatalogue(random: Random): readonly Variant[] {
  const variants: Variant[] = [];
  kinds.forEach((kind, kindIndex) => {
    makes.forEach((make, makeIndex) => {
      const cents = BigInt(kind.low + random.int(kind.high - kind.low)) * 100n + random.pick([0n, 50n, 90n, 95n, 99n]);
      kind.options.forEach((option, optionIndex) => {
        variants.push({
          title: `${make} ${kind.noun} - ${option}`,
          sku: `P${kindIndex}${makeIndex}-${optionIndex}`,
          cents,
          giftCard: false,
          requiresShipping: true,
        });
      });
    });
  });
  variants.push({
    title: 'Workshop ticket',
    sku: 'TICKET',
    cents: 4_500n,
    giftCard: false,
    requiresShipping: false,
  });
  return variants;
}

/** A gift card is a line of an order like any other (Shopify docs: LineItem.isGiftCard) that nobody ships. */
export function giftCard(random: Random): Variant {
  const euros = random.pick([25n, 50n, 100n]);
  return { title: `Gift card - ${euros}`, sku: '', cents: euros * 100n, giftCard: true, requiresShipping: false };
}
