import type { FailureClass } from '../connector/failure.ts';
import type { AlertChannel, AlertEvent } from '../ledger/contract.ts';
import type { Person, Responsible } from './responsible.ts';

/** Somebody to be told, under the name that the ledger keeps instead of an address. */
export interface Recipient {
  readonly role: string;
  readonly person: Person;
}

/** Who answers for a class of failures. */
function inCharge(responsible: Responsible, failure: FailureClass): Recipient {
  const person = responsible.classes[failure];
  return person === undefined ? { role: 'responsible', person: responsible } : { role: `class ${failure}`, person };
}

/** Who is told of an event: whoever is in charge; when it is escalated, everybody who was told then hears of the end too. */
export function recipientsOf(
  responsible: Responsible,
  event: AlertEvent,
  alert: { readonly class: FailureClass; readonly escalatedAt: Date | null },
): Recipient[] {
  const first = inCharge(responsible, alert.class);
  if (event !== 'escalated' && alert.escalatedAt === null) return [first];
  const owner: Recipient = { role: 'responsible', person: responsible };
  const others = first.role === owner.role ? [] : [owner];
  const deputies = responsible.deputies.map((person, index) => ({ role: `deputy ${index + 1}`, person }));
  return [first, ...others, ...deputies];
}

/** Whoever has this role now; null when nobody has it any more. */
export function recipientOf(responsible: Responsible, role: string, failure: FailureClass): Person | null {
  if (role === 'responsible') return responsible;
  if (role.startsWith('class ')) return inCharge(responsible, failure).person;
  const [, number = ''] = /^deputy (\d+)$/.exec(role) ?? [];
  return responsible.deputies[Number(number) - 1] ?? null;
}

export function channelsOf({ email, webhook }: Person): AlertChannel[] {
  return [...(email === undefined ? [] : ['mail' as const]), ...(webhook === undefined ? [] : ['webhook' as const])];
}
