import { z } from 'zod';
import type { Order, OrderPart } from '../commerce/order.ts';
import type { CatalogueEntry, PrivacyClass } from './catalogue/entry.ts';
import { FieldFault } from './fault.ts';
import type { Choice, FieldType, FieldValue, Person } from './types.ts';

/** What a computed field may answer; numbers and moments are spelled as the catalogue spells them. */
type Computed = string | number | Date | null | undefined;

interface ComputedBase {
  readonly label: string;
  readonly type: FieldType;
  /** A sentence for people in the CRM. */
  readonly meaning: string;
  /** How it is worked out, for whoever takes the set-up over. */
  readonly formula?: string;
  readonly unit?: string;
  /** For `choice`: the values it can take. */
  readonly choices?: readonly Choice[];
  /** 'personal' where nothing is said. */
  readonly privacy?: PrivacyClass;
}

export interface ComputedOrderField extends ComputedBase {
  /** Parts of an order that `value` looks at. */
  readonly reads?: readonly OrderPart[];
  readonly value: (order: Order) => Computed;
}

export interface ComputedContactField extends ComputedBase {
  readonly value: (person: Person) => Computed;
}

/** What a module of computed fields exports as its default: fields by name. */
export type ComputedFields = Readonly<
  Record<`order.${string}`, ComputedOrderField> & Record<`contact.${string}`, ComputedContactField>
>;

const types = ['text', 'email', 'phone', 'url', 'money', 'number', 'datetime', 'choice', 'currency'] as const;
const orderParts = [
  'refunds',
  'fulfillments',
  'returns',
  'acquisition',
  'lineItems',
  'transactions',
  'note',
  'tags',
] as const satisfies readonly OrderPart[];

const sentence = z.string().regex(/^\S.*[.!?…]$/s, 'a sentence that ends with a full stop');
const definition = z.strictObject({
  label: z.string().trim().min(1),
  type: z.enum(types),
  meaning: sentence,
  formula: z.string().trim().min(1).optional(),
  unit: z.string().trim().min(1).optional(),
  choices: z
    .array(z.strictObject({ value: z.string().min(1), label: z.string().min(1) }))
    .min(1)
    .optional(),
  privacy: z.enum(['none', 'pseudonym', 'personal']).default('personal'),
  reads: z.array(z.enum(orderParts)).default([]),
  value: z.custom<(subject: unknown) => unknown>((value) => typeof value === 'function', 'a function'),
});

/** One thing that is wrong with a module of computed fields. */
export interface ComputedProblem {
  /** The field, or the module itself where it is empty. */
  readonly field: string;
  readonly found: string;
  readonly allowed: string;
  readonly remedy: string;
}

export type ComputedEntries =
  | { readonly ok: true; readonly entries: readonly CatalogueEntry[] }
  | { readonly ok: false; readonly problems: readonly ComputedProblem[] };

const name = /^(order|contact)\.[a-z][a-z0-9_]*$/;

/**
 * What a module exports, as entries of the catalogue. `known` are the names that are taken; `revision` changes with the
 * module's text, and so does the version of a map that has a field of it.
 */
export function computedEntries(
  exported: unknown,
  module: { readonly name: string; readonly revision: string; readonly known: ReadonlySet<string> },
): ComputedEntries {
  if (typeof exported !== 'object' || exported === null || Array.isArray(exported)) {
    const found = exported === undefined ? 'no default export' : 'a default export that is no object';
    const remedy = 'Write "export default { … } satisfies ComputedFields".';
    return {
      ok: false,
      problems: [{ field: '', found, allowed: 'an object with a definition by field name', remedy }],
    };
  }
  const entries: CatalogueEntry[] = [];
  const problems: ComputedProblem[] = [];
  for (const [field, said] of Object.entries(exported)) {
    const object = name.exec(field)?.[1];
    const parsed = definition.safeParse(said);
    if (object === undefined) {
      const allowed = 'order. or contact. and a name of lower-case letters, digits and underscores';
      problems.push({ field, found: 'this name', allowed, remedy: 'Rename it.' });
    } else if (module.known.has(field)) {
      const allowed = 'a name that the catalogue does not have';
      problems.push({ field, found: 'a name that is taken', allowed, remedy: 'Rename it.' });
    } else if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => problemOf(field, issue)));
    else if ((parsed.data.choices !== undefined) !== (parsed.data.type === 'choice')) {
      const found = parsed.data.choices === undefined ? 'type choice without choices' : 'choices without type choice';
      problems.push({ field, found, allowed: 'both or neither', remedy: 'Add what is missing.' });
    } else entries.push(entryOf(field, object === 'order' ? 'order' : 'contact', parsed.data, module));
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, entries };
}

function problemOf(field: string, issue: z.core.$ZodIssue): ComputedProblem {
  const at = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.');
  const found =
    issue.code === 'unrecognized_keys' ? `an unknown name: ${at}` : `a wrong or missing ${at || 'definition'}`;
  return { field, found, allowed: allowedBy(issue), remedy: 'Mend the definition in the module.' };
}

/** A rule in words; the library's own are for whoever programs with it. */
function allowedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return Object.keys(definition.shape).join(', ');
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    case 'invalid_type':
      return { string: 'a text', array: 'a list', object: 'a definition' }[String(issue.expected)] ?? issue.expected;
    case 'too_small':
      return 'something that is not empty';
    default:
      return issue.message;
  }
}

function entryOf(
  field: string,
  object: 'order' | 'contact',
  said: z.output<typeof definition>,
  module: { readonly name: string; readonly revision: string },
): CatalogueEntry {
  const { label, type, meaning, formula = `as ${module.name} says`, unit, choices, privacy, reads, value } = said;
  const computed = (subject: unknown): FieldValue => spelled(said, field, call(value, subject, field));
  const facts = {
    name: field,
    label,
    type,
    meaning,
    formula,
    privacy,
    from: `Shopify, computed by ${module.name}`,
    computedBy: module.name,
    scopes: object === 'order' ? scopesFor(reads) : ['read_customers', 'read_orders'],
    owner: 'shopify',
    minimumOf: [],
    revision: module.revision,
    ...(unit === undefined ? {} : { unit }),
    ...(choices === undefined ? {} : { choices }),
  } as const;
  if (object === 'contact') return { ...facts, object, reads: ['orders', ...reads], value: computed };
  return { ...facts, object, reads, value: computed };
}

function scopesFor(reads: readonly OrderPart[]): readonly string[] {
  return reads.includes('returns') ? ['read_orders', 'read_returns'] : ['read_orders'];
}

function call(value: (subject: unknown) => unknown, subject: unknown, field: string): unknown {
  try {
    return value(subject);
  } catch (error) {
    throw new FieldFault(`${field} could not be computed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const decimal = /^-?\d+(?:\.\d+)?$/;

/** The value as the catalogue spells it. Throws FieldFault for what the type cannot hold. */
function spelled({ type, choices }: z.output<typeof definition>, field: string, value: unknown): FieldValue {
  if (value === null || value === undefined || value === '') return null;
  const text =
    value instanceof Date && !Number.isNaN(value.getTime())
      ? value.toISOString()
      : typeof value === 'number' && Number.isFinite(value)
        ? String(value)
        : value;
  if (typeof text !== 'string') throw unfit(field, `${typeof value}, where ${type} was expected`);
  if ((type === 'money' || type === 'number') && !decimal.test(text))
    throw unfit(field, 'a text that is no decimal number');
  if (type === 'datetime' && Number.isNaN(Date.parse(text))) throw unfit(field, 'a text that is no moment');
  if (choices !== undefined && !choices.some((one) => one.value === text))
    throw unfit(field, 'a value that is none of its choices');
  return type === 'datetime' ? new Date(text).toISOString() : text;
}

/** The value itself stays out of the message: it may be personal. */
function unfit(field: string, what: string): FieldFault {
  return new FieldFault(`${field} was computed as ${what}`);
}
