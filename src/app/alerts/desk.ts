import { addressOf, type Desk } from '../../alerts/deliver.ts';
import type { Policy } from '../../alerts/engine.ts';
import type { MailSettings } from '../../alerts/mail.ts';
import type { Person, Responsible } from '../../alerts/responsible.ts';
import { loadMail } from '../../config/mail.ts';
import type { Configuration } from '../configuration.ts';

/** Who is told, how, and when again: from a configuration. */
export interface Alerting {
  readonly responsible: Responsible;
  readonly mail: MailSettings | null;
  readonly policy: Policy;
  readonly secret: Desk['secret'];
  /** Why somebody cannot be reached as things are, a sentence each. */
  readonly problems: readonly string[];
}

const hourMs = 3_600_000;

/** Null where nobody is responsible. Throws ConfigError for a mail server that is not one. */
export function alertingOf({ data, env }: Pick<Configuration, 'data' | 'env'>): Alerting | null {
  const { responsible, alerts } = data;
  const mail = loadMail(env);
  if (responsible === undefined) return null;
  const secret = (name: string) => {
    const value = env[name]?.trim() ?? '';
    return value === '' ? null : value;
  };
  return {
    responsible,
    mail,
    secret,
    policy: {
      remindAfterMs: alerts.remindAfterHours * hourMs,
      thenEveryMs: alerts.thenEveryDays * 24 * hourMs,
      escalateAfterMs: alerts.escalateAfterDays * 24 * hourMs,
    },
    problems: peopleOf(responsible).flatMap((person) => problemsOf(person, mail, { secret })),
  };
}

/** Everybody who may be told, each once. */
export function peopleOf({ deputies, classes, ...responsible }: Responsible): Person[] {
  const others = Object.values(classes).filter((person) => person !== undefined);
  return [responsible, ...others, ...deputies];
}

function problemsOf(person: Person, mail: MailSettings | null, desk: Pick<Desk, 'secret'>): string[] {
  const { name, email, webhook } = person;
  return [
    ...(email !== undefined && mail === null ? [`Mail to ${name} cannot be sent: set SAMESTORY_SMTP_URL.`] : []),
    ...(webhook !== undefined && addressOf(person, desk) === null
      ? [`The webhook of ${name} is unknown: set ${webhook.slice(1)} in the environment.`]
      : []),
  ];
}
