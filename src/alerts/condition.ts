import type { Failure, FailureClass } from '../connector/failure.ts';
import type { ParkedCount } from '../ledger/contract.ts';

/** Something that is wrong now and needs a person. Says what, never whose: no record, no value, no personal data. */
export interface Condition {
  /** Stable while it lasts, also across restarts. */
  readonly id: string;
  readonly class: FailureClass;
  readonly count: number;
  readonly title: string;
  /** What to do, in a sentence. */
  readonly remedy: string;
  /** When it began, as far as anybody knows. */
  readonly since: Date;
  /** Nobody is told before it has lasted so long: most outages of a platform end by themselves. */
  readonly settleMs: number;
}

/** What the running product knows about itself. */
export interface Facts {
  readonly parked: readonly ParkedCount[];
  /** The connection rests; since when. */
  readonly hold: { readonly failure: Failure; readonly since: Date } | null;
  /** The brake has stopped writing. */
  readonly brake: { readonly since: Date } | null;
  /** Searches for changes that have not come to their end for too long. */
  readonly lateSweeps: readonly { readonly name: string; readonly since: Date }[];
  /** What the last comparison of both sides found. */
  readonly drift: { readonly since: Date; readonly records: number; readonly extra: number } | null;
  /** Customers who have asked what is held about them and have no answer yet; since when. */
  readonly dataRequests: { readonly since: Date; readonly count: number } | null;
  /** Scheduled files that could not be written, or told of: 'export in backup'. */
  readonly exports: readonly { readonly name: string; readonly since: Date }[];
  /** The service ended by itself. */
  readonly ended: { readonly since: Date; readonly class: FailureClass } | null;
}

const outageMs = 15 * 60_000;

/** Everything that needs a person at the moment. */
export function conditionsOf(facts: Facts): Condition[] {
  return [
    ...facts.parked.map(parked),
    ...(facts.hold === null ? [] : [held(facts.hold)]),
    ...(facts.brake === null ? [] : [braked(facts.brake)]),
    ...facts.lateSweeps.map(late),
    ...(facts.drift === null ? [] : [drifted(facts.drift)]),
    ...(facts.dataRequests === null ? [] : [asked(facts.dataRequests)]),
    ...facts.exports.map(unwritten),
    ...(facts.ended === null ? [] : [ended(facts.ended)]),
  ];
}

const remedies: Readonly<Record<FailureClass, string>> = {
  transient: 'Look at samestory status: it names each record with what was tried.',
  quota: 'Look at samestory status, and at what else uses the account.',
  credential: 'Renew the access: samestory connect shopify, samestory connect hubspot.',
  map: 'Look at samestory status: a field does not fit the CRM any more. Mend the property in the CRM, or the field map.',
  record: 'Look at samestory status: it names each record, what the CRM said, and how to mend it.',
  identity: 'Somebody has to say who these people are: samestory status names them with the evidence.',
  bug: 'Look at samestory status and report it: this should not happen.',
};

const reasons: Readonly<Record<FailureClass, string>> = {
  transient: 'could not be brought over',
  quota: 'could not be brought over',
  credential: 'could not be reached',
  map: 'do not fit the CRM any more',
  record: 'are refused by the CRM',
  identity: 'wait for a decision about who it is',
  bug: 'cannot be worked',
};

function parked({ class: failure, code, field, count, since }: ParkedCount): Condition {
  const what = field === null ? counted(count, 'record') : `${counted(count, 'value')} of the field ${field}`;
  return {
    id: `${field === null ? 'records' : `values/${field}`}/${failure}/${code}`,
    class: failure,
    count,
    title: `${what} ${count === 1 ? singular(reasons[failure]) : reasons[failure]} (${code})`,
    remedy: remedies[failure],
    since,
    settleMs: 0,
  };
}

function singular(reason: string): string {
  return reason
    .replace(/^are /, 'is ')
    .replace(/^do /, 'does ')
    .replace(/^wait /, 'waits ');
}

function held({ failure, since }: NonNullable<Facts['hold']>): Condition {
  const dead = failure.class === 'credential';
  return {
    id: `connection/${failure.class}`,
    class: failure.class,
    count: 0,
    title: dead
      ? `A credential does not work any more (${failure.code})`
      : `A platform does not answer (${failure.code})`,
    remedy: dead
      ? 'Renew the access: samestory connect shopify or samestory connect hubspot says which it is. Until then nothing is written; nothing is lost.'
      : 'Nothing, if the platform reports an outage: the work goes on by itself. Otherwise look at samestory status.',
    since,
    settleMs: dead ? 0 : outageMs,
  };
}

function braked({ since }: NonNullable<Facts['brake']>): Condition {
  return {
    id: 'brake',
    class: 'map',
    count: 0,
    title: 'The brake stopped writing: more records would have changed within an hour than anybody planned',
    remedy: 'See what changed with samestory status, then let it happen with samestory resume.',
    since,
    settleMs: 0,
  };
}

function late({ name, since }: Facts['lateSweeps'][number]): Condition {
  return {
    id: `sweep/${name}`,
    class: 'transient',
    count: 0,
    title: `Changes of the store have not been looked for: ${name}`,
    remedy: 'Look at samestory status and at the log of the service.',
    since,
    settleMs: outageMs,
  };
}

function drifted({ since, records, extra }: NonNullable<Facts['drift']>): Condition {
  const parts = [
    ...(records === 0
      ? []
      : [`${counted(records, 'record')} in the CRM ${records === 1 ? 'differs' : 'differ'} from the store`]),
    ...(extra === 0
      ? []
      : [`${counted(extra, 'record')} of ours in the CRM ${extra === 1 ? 'is' : 'are'} not in the store`]),
  ];
  return {
    id: 'drift',
    class: 'record',
    count: records + extra,
    title: parts.join('; '),
    remedy:
      'They are put right by themselves where that is possible. What is left, samestory status --full names; if it comes back, somebody or something changes those fields in the CRM.',
    since,
    settleMs: 0,
  };
}

function asked({ since, count }: NonNullable<Facts['dataRequests']>): Condition {
  return {
    id: 'data-requests',
    class: 'record',
    count,
    title: `${counted(count, 'customer')} of the store ${count === 1 ? 'has' : 'have'} asked what data is held about them`,
    remedy:
      'Answer within 30 days. samestory person --requests says which customers; samestory person <number> --file <file> writes what is held; samestory person <number> --answered ends this.',
    since,
    settleMs: 0,
  };
}

function unwritten({ name, since }: Facts['exports'][number]): Condition {
  return {
    id: `files/${name}`,
    class: 'bug',
    count: 0,
    title: `The scheduled ${name} is late`,
    remedy: 'It is tried again by itself. samestory export --scheduled tries it now and says what is wrong.',
    since,
    settleMs: 0,
  };
}

function ended({ since, class: failure }: NonNullable<Facts['ended']>): Condition {
  return {
    id: 'service',
    class: failure,
    count: 0,
    title: 'The service has ended by itself',
    remedy: 'Start it again with samestory start, and look at what it printed.',
    since,
    settleMs: 0,
  };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
