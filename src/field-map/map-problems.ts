import type { CatalogueEntry, PatternName } from './catalogue/entry.ts';
import type { ChoiceProblem } from './choice.ts';
import type { PropertyBook } from './property-book.ts';
import { type ChosenField, isWrittenToCrm, type Selection } from './select.ts';

/** What cannot stand without something else, and why. */
interface Rule {
  /** One of these in the CRM … */
  readonly any: readonly string[];
  /** … asks for all of these, or for one of each inner list. */
  readonly needs: readonly (readonly string[])[];
  /** As it is found, and as it has to be. */
  readonly found: string;
  readonly allowed: string;
}

const amounts = ['order.current_total', 'order.original_total', 'order.gross_total'];

const rules: readonly Rule[] = [
  {
    any: amounts,
    needs: [['order.refunded'], ['order.net']],
    found: 'order value without refunded and net',
    allowed: 'all three: who sees what was sold sees what came back',
  },
  {
    any: [...amounts, 'order.refunded', 'order.net'],
    needs: [['order.currency']],
    found: 'amounts without their currency',
    allowed: 'amounts together with order.currency',
  },
  {
    any: ['order.fulfillment_status', 'order.stage', 'order.shipment_state', 'order.delivered_at'],
    needs: [['order.state', 'order.cancelled_at']],
    found: 'shipment state without cancellation state',
    allowed: 'both: a cancelled order must not look like one that waits',
  },
];

/** Without these no set-up does what any of them is for; what holds them is said in the words of the remedy. */
const essentials: readonly (readonly string[])[] = [
  ['contact.email'],
  ['order.number'],
  ['order.date'],
  ['order.current_total'],
  ['order.refunded'],
  ['order.fulfillment_status'],
  ['order.channel', 'order.acquisition_source'],
  ['order.shopify_url'],
];

/** What is wrong with the fields together. In `reporting` nothing is written, so nothing can be half told there. */
export function mapProblems(
  pattern: PatternName,
  selection: Selection,
  catalogue: readonly CatalogueEntry[],
  book: PropertyBook | null,
): ChoiceProblem[] {
  if (pattern === 'reporting') return [];
  const { chosen } = selection;
  const kept = new Set(
    chosen.filter((field) => field.owner === 'shopify' && isWrittenToCrm(field)).map(({ entry }) => entry.name),
  );
  const known = new Set(catalogue.map(({ name }) => name));
  const told = new Set<string>();
  const problems: ChoiceProblem[] = [];
  const tell = (missing: string, found: string, allowed: string) => {
    if (told.has(missing) || !known.has(missing)) return;
    told.add(missing);
    const path = pathOf(missing, selection);
    const remedy =
      path[0] === 'leaveOut'
        ? `Remove ${missing} from leaveOut.`
        : `Leave ${missing} as the pattern has it: owner shopify, use same day.`;
    problems.push({ path, found, allowed, remedy });
  };
  for (const { any, needs, found, allowed } of rules) {
    if (!any.some((name) => kept.has(name))) continue;
    for (const one of needs) {
      if (!one.some((name) => kept.has(name))) tell(one[0] ?? '', found, allowed);
    }
  }
  for (const entry of catalogue) {
    const wanted = entry.minimumOf.includes(pattern) && pattern !== 'core' && entry.owner === 'shopify';
    if (!wanted || kept.has(entry.name)) continue;
    const what =
      pattern === 'support' && /refund/.test(entry.name) ? 'support without refunds' : `${pattern} without it`;
    tell(entry.name, what, `everything that the pattern ${pattern} is for`);
  }
  for (const one of essentials) {
    if (one.some((name) => kept.has(name))) continue;
    const found = `no ${one.join(' and no ')} in the CRM`;
    tell(one[0] ?? '', found, 'what every set-up has; only the pattern reporting keeps it out of the CRM');
  }
  return [...problems, ...(book === null ? [] : sharedProperties(chosen, book))];
}

/** Where the configuration took a field of the pattern away. */
function pathOf(name: string, { chosen, leftOut }: Selection): readonly (string | number)[] {
  const out = leftOut.find(({ entry }) => entry.name === name);
  if (out !== undefined) return ['leaveOut', out.index];
  const given = chosen.find(({ entry }) => entry.name === name)?.given;
  const part = given?.use === 'periodically' ? 'use' : given?.owner !== undefined ? 'owner' : null;
  return ['fields', name, ...(part === null ? [] : [part])];
}

/** Two fields at one place would overwrite each other without end; a field of ours and one of theirs as well. */
function sharedProperties(chosen: readonly ChosenField[], book: PropertyBook): ChoiceProblem[] {
  const first = new Map<string, ChosenField>();
  return chosen.flatMap((field): ChoiceProblem[] => {
    const { entry, property: named, use } = field;
    const property = named ?? book.placeOf(entry)?.property;
    if (property === undefined || use === 'periodically') return [];
    // One message is enough for a property that is refused for itself.
    if (named !== null && isWrittenToCrm(field) && book.refusal(entry, named) !== null) return [];
    const place = `${entry.object} ${property}`;
    const other = first.get(place);
    if (other === undefined) {
      first.set(place, field);
      return [];
    }
    if (!isWrittenToCrm(field) && !isWrittenToCrm(other)) return [];
    const [one, two] = named === null && other.property !== null ? [other, field] : [field, other];
    const found = `${property}, which holds ${two.entry.name} (${two.entry.label}, owner ${two.owner}) already: two ${
      isWrittenToCrm(one) && isWrittenToCrm(two) ? 'writers' : 'owners'
    } for one field of the CRM`;
    const remedy = `Give ${one.entry.name} another property, or leave one of the two out.`;
    return [{ path: ['fields', one.entry.name, 'property'], found, allowed: 'a property of its own', remedy }];
  });
}
