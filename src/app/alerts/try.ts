import { addressOf, noMail } from '../../alerts/deliver.ts';
import { sendMail } from '../../alerts/mail.ts';
import type { Person } from '../../alerts/responsible.ts';
import { postWebhook } from '../../alerts/webhook.ts';
import { testDocument, testWording } from '../../alerts/wording.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Alerting, peopleOf } from './desk.ts';

export interface Tried {
  readonly name: string;
  readonly channel: 'mail' | 'webhook';
  /** Null = it was taken by the mail server or the webhook. */
  readonly error: string | null;
}

/** Sends everybody who may be told a test message, by every way, and says what became of each. */
export async function tryAlerts(alerting: Alerting, store: string, clock: Clock): Promise<Tried[]> {
  const scene = { store, crm: 'the CRM', responsible: alerting.responsible.name };
  const tried: Tried[] = [];
  for (const [index, person] of peopleOf(alerting.responsible).entries()) {
    const id = `test/${clock.now().getTime()}/${index}`;
    if (person.email !== undefined) {
      const mail = { id, to: [person.email], ...testWording(scene) };
      const error = alerting.mail === null ? noMail : await sendMail(alerting.mail, mail);
      tried.push({ name: person.name, channel: 'mail', error });
    }
    if (person.webhook !== undefined) {
      const error = await postTest(person, alerting, id, testDocument(id, scene));
      tried.push({ name: person.name, channel: 'webhook', error });
    }
  }
  return tried;
}

function postTest(person: Person, alerting: Alerting, id: string, document: Readonly<Record<string, unknown>>) {
  const address = addressOf(person, alerting);
  return address === null ? `${person.webhook} is not set in the environment` : postWebhook(address, id, document);
}
