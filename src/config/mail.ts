import type { MailSettings } from '../alerts/mail.ts';
import { ConfigError } from './problems.ts';
import { type Environment, EnvironmentReader } from './reader.ts';
import { variables } from './variables.ts';

/** How mail is sent; null = the environment names no mail server. Throws ConfigError with every problem found. */
export function loadMail(env: Environment): MailSettings | null {
  const reader = new EnvironmentReader(env);
  const url = reader.optional(variables.smtpUrl);
  const said = reader.optional(variables.mailFrom);
  if (url === null || reader.problems.length > 0) {
    if (reader.problems.length > 0) throw new ConfigError(reader.problems);
    return null;
  }
  const user = decodeURIComponent(new URL(url).username);
  const from = said ?? (variables.mailFrom.schema.safeParse(user).success ? `samestory <${user}>` : null);
  if (from !== null) return { url, from };
  reader.refuse(variables.mailFrom, 'nothing, although SAMESTORY_SMTP_URL is set');
  throw new ConfigError(reader.problems);
}
