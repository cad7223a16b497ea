import { type Complete, isPeriodic, type QuestionId } from './answers.ts';
import { nativeConnectorOf, type PathId } from './paths.ts';

export interface Rule {
  /** Cited in the output. */
  readonly name: string;
  readonly says: PathId;
  /** The answers that it looks at. */
  readonly reads: readonly QuestionId[];
  /** Why, in a sentence that stands alone. */
  readonly because: string;
  applies(answers: Complete): boolean;
}

/** One map owner, people and orders, one place, and nothing but the basics: what a native connector does well. */
function basicsSuffice(answers: Complete): boolean {
  const { needs, mapOwners, structure, storefronts, routing, crm } = answers;
  const simple = structure.length === 0 && storefronts <= 1 && routing.length === 0;
  return needs.length === 0 && mapOwners <= 1 && simple && nativeConnectorOf(crm) !== 'none known';
}

const layered: readonly string[] = ['layered-accounts', 'custom-objects', 'several-records'];

/**
 * The first rule that applies decides. The order is the precedence, and it is the advice itself: (1) what nobody uses is
 * not moved, (2) what can wait is not made live, (3) what nobody keeps alive is not started, (4) then the shape of the data
 * decides, the more complex shape first, (5) and of what is left the path that costs least to keep and still tells the
 * whole story.
 */
export const rules: readonly Rule[] = [
  {
    name: 'nobody-uses-it',
    says: 'none',
    reads: ['use', 'relationship'],
    because: 'Nobody would act on the data: every field would be one more place where things drift.',
    applies: ({ use }) => use === 'never',
  },
  {
    name: 'periodic-reading',
    says: 'csv',
    reads: ['use', 'downstream', 'relationship'],
    because: 'The data is read from time to time: an export on a schedule is enough, and there it stops.',
    applies: ({ use }) => isPeriodic(use),
  },
  {
    name: 'nobody-watches',
    says: 'csv',
    reads: ['watches'],
    because:
      'Nobody would see a failed sync: failures would sit until reports look wrong. Without an owner, no live integration.',
    applies: ({ watches }) => watches === null,
  },
  {
    name: 'nobody-owns-the-map',
    says: 'csv',
    reads: ['mapOwners'],
    because: 'Nobody decides which field means what, so two systems would soon overwrite each other.',
    applies: ({ mapOwners }) => mapOwners === 0,
  },
  {
    name: 'no-server-basics',
    says: 'native',
    reads: ['server', 'needs'],
    because:
      'Nobody can keep a server running, and customer and order are enough: the CRM’s vendor runs its own connector.',
    applies: (answers) => answers.server === null && basicsSuffice(answers),
  },
  {
    name: 'no-server',
    says: 'csv',
    reads: ['server', 'needs', 'structure', 'storefronts', 'routing', 'mapOwners', 'crm'],
    because:
      'Nobody can keep a server running, and a native connector cannot tell the whole story here. An order shown as paid that was refunded is worse than one that is a day old.',
    applies: ({ server }) => server === null,
  },
  {
    name: 'layered-or-several-records',
    says: 'custom',
    reads: ['structure'],
    because: 'Layered accounts, custom objects, or one order that makes several records need code that knows them.',
    applies: ({ structure }) => structure.some((part) => layered.includes(part)),
  },
  {
    name: 'several-systems',
    says: 'middleware',
    reads: ['systems'],
    because:
      'One order has to reach several systems in one flow, each with its own retries: that is what middleware is for.',
    applies: ({ systems }) => systems > 1,
  },
  {
    name: 'several-storefronts',
    says: 'direct-many',
    reads: ['storefronts'],
    because: 'Several storefronts need one map and one identity rule over all of them.',
    applies: ({ storefronts }) => storefronts > 1,
  },
  {
    name: 'routing',
    says: 'direct-many',
    reads: ['routing'],
    because: 'Orders that go by team, region or account type need a route for each.',
    applies: ({ routing }) => routing.length > 0,
  },
  {
    name: 'basics-suffice',
    says: 'native',
    reads: ['needs', 'mapOwners', 'structure', 'crm'],
    because: 'Customer and order with one map owner: the native connector does that with the least to keep.',
    applies: basicsSuffice,
  },
  {
    name: 'several-map-owners',
    says: 'direct',
    reads: ['mapOwners'],
    because:
      'Several people decide about fields: one owner per field has to be enforced, which a native connector does not do.',
    applies: ({ mapOwners }) => mapOwners > 1,
  },
  {
    name: 'accounts-or-contracts',
    says: 'direct',
    reads: ['structure'],
    because:
      'Company orders must not land on a person alone, and renewals must not go stale: customer and order are not enough.',
    applies: ({ structure }) => structure.length > 0,
  },
  {
    name: 'no-native-connector',
    says: 'direct',
    reads: ['crm', 'needs'],
    because: 'Customer and order would be enough, but no native connector is known for this CRM.',
    applies: ({ needs }) => needs.length === 0,
  },
  {
    name: 'acts-on-the-order',
    says: 'direct',
    reads: ['use', 'relationship', 'needs', 'mapOwners'],
    because:
      'Somebody acts the same day on more than customer and order: refunds, shipments, origin or the next order have to be true, and one owner can keep that.',
    applies: () => true,
  },
];

export interface Verdict {
  readonly rule: Rule;
  /** Rules of lower rank that apply too and would say something else. */
  readonly outranked: readonly Rule[];
}

export function judge(answers: Complete): Verdict {
  const applying = rules.filter((rule) => rule.applies(answers));
  const [rule, ...later] = applying;
  if (rule === undefined) throw new RangeError('the last rule always applies');
  const basics = rules.findIndex(({ name }) => name === 'basics-suffice');
  // From the basics on, rules only say what is left; they are no argument against what was decided before.
  const outranked = later.filter((other) => other.says !== rule.says && rules.indexOf(other) < basics);
  return { rule, outranked };
}
