import { type Answers, answersSchema } from './answers.ts';
import { type Question, questions } from './questions.ts';

/** One answer that cannot be used: what was found, and what is allowed. */
export interface AnswerProblem {
  readonly where: string;
  readonly found: string;
  readonly allowed: string;
}

export type ParsedAnswers =
  | { readonly ok: true; readonly answers: Answers }
  | { readonly ok: false; readonly problems: readonly AnswerProblem[] };

const nobody = new Set(['nobody', 'no-one', 'noone', 'none', 'no', 'false', '-']);
const somebody = new Set(['yes', 'true', 'somebody', 'someone']);

/** Other words for the same answer. */
const alike: Readonly<Record<string, string>> = {
  service: 'support',
  'customer-service': 'support',
  accounts: 'account-management',
  'account-managers': 'account-management',
  periodic: 'monthly',
  daily: 'same-day',
  cancellations: 'refunds',
  shipping: 'shipments',
  attribution: 'source',
  hierarchies: 'layered-accounts',
  people: 'plain',
};

/**
 * Reads answers from an object as a file or options give it. Keys are the names of the options, in any spelling of words
 * (`map-owners`, `mapOwners`); null and '' mean that the question was not answered.
 */
export function parseAnswers(given: Readonly<Record<string, unknown>>): ParsedAnswers {
  const problems: AnswerProblem[] = [];
  const answers: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const question = questions.find(({ flag }) => plain(flag) === plain(key));
    if (question === undefined) {
      const allowed = questions.map(({ flag }) => flag).join(', ');
      problems.push({ where: key, found: 'a question that is not asked', allowed });
    } else if (value !== undefined && value !== null && value !== '') {
      const parsed = parseOne(question, value);
      if (parsed.ok) answers[question.id] = parsed.value;
      else problems.push({ where: key, found: shown(value), allowed: allowedFor(question) });
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, answers: answersSchema.parse(answers) };
}

type One = { readonly ok: true; readonly value: unknown } | { readonly ok: false };
const refused: One = { ok: false };

function parseOne({ shape }: Question, value: unknown): One {
  switch (shape.kind) {
    case 'one': {
      const found = typeof value === 'string' ? pick(shape.choices, value) : null;
      return found === null ? refused : { ok: true, value: found };
    }
    case 'many':
      return parseMany(shape, value);
    case 'number': {
      const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
      const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      return number >= shape.least && number <= shape.most ? { ok: true, value: number } : refused;
    }
    case 'yes or no': {
      const word = typeof value === 'boolean' ? String(value) : typeof value === 'string' ? spelled(value) : '';
      if (word === 'yes' || word === 'true') return { ok: true, value: true };
      return word === 'no' || word === 'false' ? { ok: true, value: false } : refused;
    }
    case 'person': {
      if (typeof value !== 'string' && typeof value !== 'boolean') return refused;
      const text = String(value).trim();
      if (nobody.has(spelled(text))) return { ok: true, value: null };
      return text === '' ? refused : { ok: true, value: somebody.has(spelled(text)) ? 'somebody' : oneLine(text) };
    }
  }
}

function parseMany(shape: Extract<Question['shape'], { kind: 'many' }>, value: unknown): One {
  const items = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : null;
  if (items === null) return refused;
  const found: string[] = [];
  let none = false;
  for (const item of items) {
    const picked = typeof item === 'string' ? pick([...shape.choices, shape.none], item) : null;
    if (picked === null) return refused;
    if (picked === shape.none.value) none = true;
    else if (!found.includes(picked)) found.push(picked);
  }
  if (none && found.length > 0 && standsAlone(shape.none.value)) return refused;
  return { ok: true, value: found };
}

/** "basics, refunds" says one thing; "none, team" says two that cannot both be true. */
function standsAlone(none: string): boolean {
  return none !== 'basics';
}

function pick(choices: readonly { readonly value: string }[], text: string): string | null {
  const word = alike[spelled(text)] ?? spelled(text);
  return choices.find(({ value }) => value === word)?.value ?? null;
}

function allowedFor({ shape }: Question): string {
  switch (shape.kind) {
    case 'one':
      return shape.choices.map(({ value }) => value).join(', ');
    case 'many':
      return `${shape.none.value}${standsAlone(shape.none.value) ? ' alone' : ''}, or any of ${shape.choices.map(({ value }) => value).join(', ')}`;
    case 'number':
      return `a whole number from ${shape.least} to ${shape.most}`;
    case 'yes or no':
      return 'yes, no';
    case 'person':
      return 'a name, or nobody';
  }
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[^a-z]/g, '');
}

function spelled(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
}

/** A name goes into lines and tables of other documents. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 200);
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
