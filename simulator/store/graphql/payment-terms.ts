import type { OrderRecord } from '../state/records.ts';
import { pageOfList } from './connection.ts';
import type { Resolver } from './context.ts';
import { dateTime, dateTimeOrNull, money } from './formats.ts';
import { gid } from './gid.ts';

const DAY = 86_400_000;
const NET_DAYS = 30;

/** Company orders that were not paid at once are due 30 days after they were placed; other orders have no terms. */
export const paymentTerms: Resolver<OrderRecord> = (order, _args, context) => {
  if (!order.input.company || order.input.payment !== 'pending') return null;
  const { current, outstanding } = context.totals(order);
  const currency = order.input.presentmentCurrency;
  const dueAt = order.processedAt + NET_DAYS * DAY;
  const open = outstanding > 0n;
  const paidAt = order.transactions.findLast(({ status, kind }) => status === 'SUCCESS' && kind !== 'REFUND')?.at;
  const due = open && dueAt <= context.now;
  const schedule = {
    id: gid('PaymentSchedule', order.id),
    due,
    dueAt: dateTime(dueAt),
    issuedAt: dateTime(order.processedAt),
    completedAt: open ? null : dateTimeOrNull(paidAt ?? null),
    balanceDue: money(outstanding, currency),
    totalBalance: money(current, currency),
  };
  return {
    id: gid('PaymentTerms', order.id),
    due,
    overdue: due,
    dueInDays: NET_DAYS,
    paymentTermsName: `Net ${NET_DAYS}`,
    paymentTermsType: 'NET',
    paymentSchedules: (args: Parameters<typeof pageOfList>[1]) => pageOfList(context, args, [schedule], ({ id }) => id),
  };
};
