import type { Answers, Complete, Need, QuestionId, Relationship, Use } from './answers.ts';
import { isPeriodic } from './answers.ts';

export interface Assumption {
  readonly question: QuestionId;
  readonly assumed: string;
}

/** What each owner of the relationship cannot do without (the patterns of stores). */
const needsOf: Readonly<Record<Relationship, readonly Need[]>> = {
  sales: ['source', 'repeat-orders'],
  support: ['refunds', 'shipments', 'returns'],
  'account-management': ['refunds', 'repeat-orders'],
  marketing: ['source'],
  finance: [],
  nobody: [],
};

/**
 * Fills in what was not answered. People and capacity are assumed to be there, size to be small, and the needs to be
 * those of whoever owns the relationship; each assumption is named, so that a wrong one can be seen.
 */
export function assume(answers: Answers): { readonly complete: Complete; readonly assumed: readonly Assumption[] } {
  const assumed: Assumption[] = [];
  const filled = <T>(question: QuestionId, given: T | undefined, other: T, text: string): T => {
    if (given !== undefined) return given;
    assumed.push({ question, assumed: text });
    return other;
  };
  const { relationship = null } = answers;
  const [use, useText] = likelyUse(answers);
  // What is only read from time to time records what was sold and drives nothing.
  const read = isPeriodic(answers.use ?? use);
  const wanted = relationship === null ? [] : needsOf[relationship];
  const complete: Complete = {
    relationship,
    use: filled('use', answers.use, use, useText),
    downstream: filled('downstream', answers.downstream, read, read ? 'yes, it is only read' : 'no'),
    needs: filled('needs', answers.needs, wanted, needsText(relationship, wanted)),
    systems: filled('systems', answers.systems, 1, 'the CRM alone'),
    structure: filled('structure', answers.structure, [], 'people and their orders, nothing more'),
    storefronts: filled('storefronts', answers.storefronts, 1, 'one storefront'),
    routing: filled('routing', answers.routing, [], 'all orders go the same way'),
    mapOwners: filled('mapOwners', answers.mapOwners, 1, 'one person decides which field means what'),
    watches: filled('watches', answers.watches, 'somebody', 'a named person is told of failures and acts'),
    server: filled('server', answers.server, 'somebody', 'somebody can keep a small server running'),
    history: filled('history', answers.history, 0, 'new orders only; history later, if somebody works with it'),
    crm: filled('crm', answers.crm, 'hubspot', 'HubSpot'),
  };
  return { complete, assumed };
}

function likelyUse({ relationship, downstream }: Answers): readonly [Use, string] {
  if (downstream === true) return ['monthly', 'a periodic look, because the CRM is downstream of the sale'];
  if (relationship === 'finance') return ['monthly', 'a monthly report, because finance owns the relationship'];
  if (relationship === 'nobody') return ['never', 'nobody acts on it, because nobody owns the relationship'];
  return ['same-day', 'somebody acts the same day'];
}

function needsText(relationship: Relationship | null, wanted: readonly Need[]): string {
  if (relationship === null || wanted.length === 0) return 'customer and order, nothing more';
  return `what ${relationship.replace('-', ' ')} works with: ${wanted.join(', ')}`;
}

/** Answers that do not go together, with the one that counts. */
export function contradictions(answers: Answers): string[] {
  const { use, downstream, relationship, needs, mapOwners = 1 } = answers;
  return [
    ...(downstream === true && use === 'same-day'
      ? [
          'The CRM is said to be downstream of the sale, and yet somebody acts on it the same day: the same-day use counts.',
        ]
      : []),
    ...(downstream === false && use !== undefined && isPeriodic(use)
      ? ['The CRM is said to drive the work, and yet it is only read from time to time: how it is read counts.']
      : []),
    ...(relationship === 'nobody' && use === 'same-day'
      ? ['Nobody owns the relationship, and yet somebody acts the same day: that use counts. Name who it is.']
      : []),
    ...(use === 'never' && relationship !== undefined && relationship !== 'nobody'
      ? ['Somebody owns the relationship, and yet nobody acts on the data: that nobody acts counts.']
      : []),
    ...(relationship === 'support' && needs !== undefined && !needs.includes('refunds')
      ? [
          'Service owns the relationship, and yet refunds need not be right: what has to be right counts. Service that sees an order as paid which was refunded tells buyers the wrong thing.',
        ]
      : []),
    ...(mapOwners > 1
      ? [`${mapOwners} people decide what fields mean: shared fields become an overwrite loop. Name one of them.`]
      : []),
  ];
}
