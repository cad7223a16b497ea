import type { NewCustomer, NewOrder } from '../store/types.ts';
import type { Plain, PlainOrder } from './acts.ts';

type PlainVisit = NonNullable<Plain<NewOrder>['journey']>['first'];

function toVisit(visit: PlainVisit) {
  return { ...visit, occurredAt: new Date(visit.occurredAt) };
}

/** The order with real times again; its company must be looked up by the caller. */
export function toNewOrder(plain: PlainOrder, company: NewOrder['company']): NewOrder {
  const { company: _ref, createdAt, processedAt, journey, totalsOverride, ...rest } = plain;
  const current = totalsOverride?.current;
  return {
    ...rest,
    createdAt: new Date(createdAt),
    ...(processedAt === undefined ? {} : { processedAt: new Date(processedAt) }),
    ...(journey === undefined
      ? {}
      : {
          journey: journey === null ? null : { ...journey, first: toVisit(journey.first), last: toVisit(journey.last) },
        }),
    ...(totalsOverride === undefined
      ? {}
      : {
          totalsOverride: {
            ...(totalsOverride.total === undefined ? {} : { total: totalsOverride.total }),
            ...(current === undefined ? {} : { current: { amount: current.amount, asOf: new Date(current.asOf) } }),
          },
        }),
    ...(company === undefined ? {} : { company }),
  };
}

export function toNewCustomer(plain: Plain<NewCustomer>): NewCustomer {
  return { ...plain, createdAt: new Date(plain.createdAt) };
}

/** A visit, order or customer with its times as texts. */
export function toPlainOrder(order: Omit<NewOrder, 'company'>, company: string | null): PlainOrder {
  const { createdAt, processedAt, journey, totalsOverride, ...rest } = order;
  const current = totalsOverride?.current;
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    ...(processedAt === undefined ? {} : { processedAt: processedAt.toISOString() }),
    ...(journey === undefined
      ? {}
      : {
          journey:
            journey === null
              ? null
              : {
                  ...journey,
                  first: { ...journey.first, occurredAt: journey.first.occurredAt.toISOString() },
                  last: { ...journey.last, occurredAt: journey.last.occurredAt.toISOString() },
                },
        }),
    ...(totalsOverride === undefined
      ? {}
      : {
          totalsOverride: {
            ...(totalsOverride.total === undefined ? {} : { total: totalsOverride.total }),
            ...(current === undefined ? {} : { current: { amount: current.amount, asOf: current.asOf.toISOString() } }),
          },
        }),
    ...(company === null ? {} : { company }),
  };
}

export function toPlainCustomer(customer: NewCustomer): Plain<NewCustomer> {
  return { ...customer, createdAt: customer.createdAt.toISOString() };
}
