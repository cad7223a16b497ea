import type { AlertDelivery, AlertMessage, Ledger } from '../ledger/contract.ts';
import type { Clock } from '../lib/clock.ts';
import { type MailSettings, sendMail } from './mail.ts';
import { recipientOf } from './recipients.ts';
import type { Person, Responsible } from './responsible.ts';
import { postWebhook } from './webhook.ts';
import { documentOf, type Scene, wordingOf } from './wording.ts';

/** Everything that sending needs. */
export interface Desk {
  readonly responsible: Responsible;
  readonly mail: MailSettings | null;
  /** The address behind a webhook that is written as `$NAME`; null when the environment has none. */
  secret(name: string): string | null;
  readonly scene: Scene;
}

/** Longer than the longest sending. */
const leaseMs = 120_000;
const firstRetryMs = 60_000;
const longestRetryMs = 3_600_000;
/** What could not be told within three days is told by the next reminder. */
const giveUpMs = 3 * 24 * 3_600_000;

/**
 * Sends what is due to be sent. A message is claimed before and settled after it is sent: one that was under way when the
 * process died is sent again, with the same id. Returns how many could not be sent.
 */
export async function deliver(ledger: Ledger, destination: string, clock: Clock, desk: Desk): Promise<number> {
  let failed = 0;
  for (;;) {
    const messages = await ledger.claimMessages({ destination, now: clock.now(), limit: 20, leaseMs });
    if (messages.length === 0) return failed;
    for (const message of messages) {
      const error = await send(message, desk);
      const now = clock.now();
      const deliveries = [{ id: message.id, error, nextAt: error === null ? null : retryAt(message, now) }];
      await ledger.settleMessages({ destination, now, deliveries });
      if (error !== null) failed += 1;
    }
  }
}

function retryAt({ attempts, createdAt }: AlertMessage, now: Date): AlertDelivery['nextAt'] {
  if (now.getTime() - createdAt.getTime() > giveUpMs) return null;
  return new Date(now.getTime() + Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempts - 1, 10)));
}

async function send(message: AlertMessage, desk: Desk): Promise<string | null> {
  const person = recipientOf(desk.responsible, message.recipient, message.alert.class);
  // Whoever was meant is not named any more: there is nobody to fail to reach.
  if (person === null) return null;
  if (message.channel === 'webhook') {
    const address = addressOf(person, desk);
    if (address === null) return 'the environment does not have the address of the webhook';
    return postWebhook(address, message.id, documentOf(message.id, message, desk.scene));
  }
  if (person.email === undefined) return null;
  if (desk.mail === null) return noMail;
  return sendMail(desk.mail, { id: message.id, to: [person.email], ...wordingOf(message, desk.scene) });
}

export const noMail = 'mail cannot be sent: SAMESTORY_SMTP_URL is not set';

/** Where a person's webhook is; null when it is in the environment and not there. */
export function addressOf({ webhook }: Person, desk: Pick<Desk, 'secret'>): string | null {
  if (webhook === undefined) return null;
  return webhook.startsWith('$') ? desk.secret(webhook.slice(1)) : webhook;
}
