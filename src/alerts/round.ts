import type { AlertMessage, AlertState, Ledger } from '../ledger/contract.ts';
import type { Clock } from '../lib/clock.ts';
import type { Condition } from './condition.ts';
import { type Desk, deliver } from './deliver.ts';
import { type Policy, returnMs, step, type Told } from './engine.ts';
import { channelsOf, recipientsOf } from './recipients.ts';
import type { Responsible } from './responsible.ts';

interface Round {
  readonly ledger: Ledger;
  readonly destination: string;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly desk: Desk;
}

/**
 * One round: what is wrong now against what is known, messages for what has changed, and the sending of all that is due.
 * Returns how many messages could not be sent. Whoever runs it is the only one for this destination.
 */
export async function alertRound(round: Round, conditions: readonly Condition[]): Promise<number> {
  const { ledger, destination, clock, policy, desk } = round;
  const now = clock.now();
  const known = await ledger.alerts({ destination, closedSince: new Date(now.getTime() - returnMs) });
  const { states, told } = step(known, now, conditions, policy);
  const messages = told.flatMap((one) => messagesFor(one, desk.responsible, now));
  if (states.length > 0) await ledger.saveAlerts({ destination, states, messages });
  return deliver(ledger, destination, clock, desk);
}

function messagesFor({ event, alert }: Told, responsible: Responsible, now: Date): Omit<AlertMessage, 'attempts'>[] {
  return recipientsOf(responsible, event, alert).flatMap(({ role, person }) =>
    channelsOf(person).map((channel) => ({
      id: [alert.id, alert.openedAt.getTime(), alert.returns, event, alert.reminders, role, channel].join('/'),
      alertId: alert.id,
      event,
      recipient: role,
      channel,
      alert: shownOf(alert),
      createdAt: now,
    })),
  );
}

function shownOf({ class: failure, count, title, remedy, openedAt, closedAt }: AlertState): AlertMessage['alert'] {
  return { class: failure, count, title, remedy, openedAt, closedAt };
}
