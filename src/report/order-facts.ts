import Big from 'big.js';
import type { Order } from '../commerce/order.ts';
import { acquisitionSource } from '../commerce/order-state.ts';
import type { AmountId } from './figures.ts';

/** Where the orders come from: the store itself, or Shopify's own export, which carries less. */
export type Basis = 'store' | 'export';

/** What a report needs to know about one order. */
export interface OrderFacts {
  /** The moment of the order, in milliseconds since 1970. */
  readonly at: number;
  /** `2026-10-07`, in the time zone of the shop. */
  readonly day: string;
  /** Position of the buyer among all people; -1 = nobody. */
  readonly person: number;
  readonly currency: string;
  readonly cancelled: boolean;
  readonly channel: string | null;
  readonly acquisitionSource: string | null;
  readonly campaign: string | null;
  /** Null = not known from this basis. */
  readonly amounts: Readonly<Record<AmountId, string | null>>;
}

const unpaid = new Set(['VOIDED', 'PENDING', 'AUTHORIZED', 'EXPIRED']);

/** The facts of an order. Amounts are those in the currency that the buyer paid in. */
export function orderFactsOf(
  order: Order,
  context: { readonly basis: Basis; readonly day: string; readonly person: number },
): OrderFacts {
  const { totals } = order;
  const cancelled = order.cancelledAt !== null;
  const gross = totals.gross.presentment.amount;
  const refunded = totals.refunded.presentment.amount;
  const voided = order.financialStatus === 'VOIDED';
  const neverPaid = (cancelled || voided) && (order.financialStatus === null || unpaid.has(order.financialStatus));
  const visit = order.acquisition?.first ?? order.acquisition?.last ?? null;
  return {
    at: Date.parse(order.processedAt),
    day: context.day,
    person: context.person,
    currency: order.presentmentCurrency,
    cancelled,
    channel: order.channel.name ?? order.channel.handle,
    acquisitionSource: acquisitionSource(order),
    campaign: visit?.utmCampaign ?? null,
    amounts: {
      gross,
      discounts: totals.discounts.presentment.amount,
      refunded,
      net: context.basis === 'store' ? totals.net.presentment.amount : null,
      grossMinusRefunded: isZero(refunded) ? gross : new Big(gross).minus(refunded).toFixed(),
      tax: totals.tax.presentment.amount,
      shipping: totals.shipping.presentment.amount,
      duties: totals.duties?.presentment.amount ?? '0',
      tips: totals.tips.presentment.amount,
      giftCardsSold: giftCardsSold(order),
      giftCardsUsed: giftCardsUsed(order),
      outstanding: totals.outstanding.presentment.amount,
      neverPaid: neverPaid ? gross : '0',
    },
  };
}

export function isZero(amount: string): boolean {
  return /^-?0+(\.0*)?$/.test(amount);
}

/** Null where the lines of the order were not read. */
function giftCardsSold({ lineItems }: Order): string | null {
  if (lineItems === undefined) return null;
  const sold = lineItems.filter(({ isGiftCard }) => isGiftCard);
  return sold
    .reduce((sum, line) => sum.plus(new Big(line.unitPrice.presentment.amount).times(line.quantity)), new Big(0))
    .toFixed();
}

/** Null where the transactions of the order were not read. Only a successful transaction moves money. */
function giftCardsUsed({ transactions }: Order): string | null {
  if (transactions === undefined) return null;
  return transactions
    .filter(({ gateway, status }) => gateway === 'gift_card' && status === 'SUCCESS')
    .filter(({ kind }) => kind === 'SALE' || kind === 'CAPTURE')
    .reduce((sum, { amount }) => sum.plus(amount.presentment.amount), new Big(0))
    .toFixed();
}
