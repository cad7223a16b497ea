import type { Answers, Complete, QuestionId } from './answers.ts';
import { type Assumption, assume, contradictions } from './assume.ts';
import { type FieldSet, fieldSetFor } from './field-sets.ts';
import {
  type Availability,
  availabilityOf,
  nativeConnectorOf,
  type Path,
  type PathId,
  pathOf,
  paths,
} from './paths.ts';
import { answerText, questionOf } from './questions.ts';
import { judge, type Rule } from './rules.ts';
import { nextSteps, type Step } from './steps.ts';
import { type Threshold, thresholds } from './thresholds.ts';

/** Everything that the adviser says; plain data. */
export interface Advice {
  readonly recommended: { readonly path: PathId; readonly name: string; readonly availability: Availability };
  readonly rule: string;
  readonly because: string;
  /** The answers that the rule looked at. */
  readonly decidedBy: readonly Decisive[];
  /** Where the path cannot be gone today: the one that can. */
  readonly untilThen: { readonly path: PathId; readonly name: string; readonly because: string } | null;
  readonly outranked: readonly { readonly rule: string; readonly wouldSay: string; readonly because: string }[];
  readonly contradictions: readonly string[];
  readonly assumed: readonly Assumption[];
  readonly thresholds: readonly Threshold[];
  /** All paths, by what they cost to keep. */
  readonly paths: readonly Path[];
  readonly fields: FieldSet | null;
  readonly steps: readonly [Step, Step, Step];
  readonly answers: Complete;
}

export interface Decisive {
  readonly question: QuestionId;
  readonly label: string;
  readonly answer: string;
  readonly assumed: boolean;
  readonly rule: string;
}

export function advise(answers: Answers): Advice {
  const { complete, assumed } = assume(answers);
  const { rule, outranked } = judge(complete);
  const fields = fieldSetFor(rule.says, complete);
  const availability = standingOf(rule.says, complete, fields);
  return {
    recommended: { path: rule.says, name: pathOf(rule.says).name, availability },
    rule: rule.name,
    because: rule.because,
    decidedBy: decidedBy(rule, complete, assumed),
    untilThen: untilThen(rule.says, availability, complete, fields),
    outranked: outranked.map(({ name, says, because }) => ({ rule: name, wouldSay: pathOf(says).name, because })),
    contradictions: contradictions(answers),
    assumed,
    thresholds: thresholds(answers),
    paths,
    fields,
    steps: nextSteps(rule.says, complete, fields),
    answers: complete,
  };
}

function decidedBy(rule: Rule, complete: Complete, assumed: readonly Assumption[]): Decisive[] {
  return rule.reads.flatMap((question) => {
    const guess = assumed.find((entry) => entry.question === question);
    const { relationship, ...rest } = complete;
    const said = answerText(question, relationship === null ? rest : { ...rest, relationship });
    const answer = guess?.assumed ?? said;
    if (answer === null) return [];
    return [{ question, label: questionOf(question).label, answer, assumed: guess !== undefined, rule: rule.name }];
  });
}

/** A path that is there for a CRM is not there for whoever needs a pattern that cannot start. */
function standingOf(path: PathId, { crm }: Complete, fields: FieldSet | null): Availability {
  return path === 'direct' && fields?.standing === 'planned' ? 'planned' : availabilityOf(path, crm);
}

/** What to do while the recommended path is not there yet. */
function untilThen(
  path: PathId,
  availability: Availability,
  { crm, needs, structure, watches }: Complete,
  fields: FieldSet | null,
): Advice['untilThen'] {
  if (availability === 'available' || availability === 'not ours') return null;
  const said = (id: PathId, because: string) => ({ path: id, name: pathOf(id).name, because });
  if (path === 'direct') {
    if (fields?.standing === 'planned' && availabilityOf(path, crm) === 'available') {
      return said(
        'csv',
        `what the pattern ${fields.pattern} brings is not synced yet; files are true, only not the same day`,
      );
    }
    const plain = needs.length === 0 && structure.length === 0 && nativeConnectorOf(crm) !== 'none known';
    return plain
      ? said('native', 'customer and order are what it can do')
      : said('csv', 'this product does not write to that CRM yet; its files are true, only not the same day');
  }
  if (path === 'direct-many') {
    return watches === null
      ? said('csv', 'nobody would watch anything live')
      : said('middleware', 'it can route and join storefronts today, at a higher cost to keep');
  }
  return said(
    'middleware',
    'where its flows can make those records, its maintenance is a little below that of own code',
  );
}
