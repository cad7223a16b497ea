import type { OrderRecord } from '../state/records.ts';
import type { NewVisit } from '../types.ts';
import type { Resolver } from './context.ts';
import { dateTime, exactCount } from './formats.ts';
import { gid } from './gid.ts';

const DAY = 86_400_000;

/** Values of the enum MarketingTactic are upper case; anything else is no tactic that Shopify would answer. */
function visit(input: NewVisit, id: string) {
  const { utm } = input;
  return {
    id: gid('CustomerVisit', id),
    occurredAt: dateTime(input.occurredAt.getTime()),
    landingPage: input.landingPage ?? null,
    referrerUrl: input.referrerUrl ?? null,
    referralCode: null,
    source: input.source,
    sourceType: input.sourceType ?? null,
    sourceDescription: null,
    utmParameters: utm
      ? {
          source: utm.source ?? null,
          medium: utm.medium ?? null,
          campaign: utm.campaign ?? null,
          content: utm.content ?? null,
          term: utm.term ?? null,
        }
      : null,
  };
}

/**
 * Null where Shopify has no summary; for a while after the order it is there but not ready and names no visit. Becoming
 * ready moves no clock and sends no webhook.
 */
export const journeySummary: Resolver<OrderRecord> = (order, _args, { state, now }) => {
  const { journey } = order.input;
  if (!journey) return null;
  if (now < order.createdAt + journey.readyAfterMs) {
    return {
      ready: false,
      customerOrderIndex: null,
      daysToConversion: null,
      firstVisit: null,
      lastVisit: null,
      momentsCount: null,
    };
  }
  const customer = order.customerId === null ? undefined : state.customers.get(order.customerId);
  const earlier = [...(customer?.orderIds ?? [])].filter((id) => {
    const other = state.orders.get(id);
    return other !== undefined && other.createdAt < order.createdAt;
  });
  const days = Math.floor((order.createdAt - journey.first.occurredAt.getTime()) / DAY);
  return {
    ready: true,
    // Counted from 0 (Shopify docs: CustomerJourneySummary.customerOrderIndex).
    customerOrderIndex: earlier.length,
    daysToConversion: Math.max(0, days),
    firstVisit: visit(journey.first, `${order.id}1`),
    lastVisit: visit(journey.last, `${order.id}2`),
    momentsCount: exactCount(journey.first === journey.last ? 1 : 2),
  };
};
