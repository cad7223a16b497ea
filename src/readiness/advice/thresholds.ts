import type { Answers, QuestionId } from './answers.ts';
import { assume } from './assume.ts';
import type { PathId } from './paths.ts';
import { answerText, questionOf } from './questions.ts';
import { judge } from './rules.ts';

/** One other answer, everything else as it is, and what would then be recommended. */
export interface Threshold {
  readonly question: QuestionId;
  /** The answer that turns it, for people: 'several storefronts: 2 or more'. */
  readonly answer: string;
  readonly path: PathId;
  readonly rule: string;
}

interface Alternative {
  readonly answers: Answers;
  readonly text?: string;
}

/** Other answers worth trying, the mildest first; a number is tried at the point where something changes. */
const alternatives: readonly (readonly [QuestionId, readonly Alternative[]])[] = [
  ['watches', [{ answers: { watches: null } }, { answers: { watches: 'a named person' } }]],
  ['server', [{ answers: { server: null } }, { answers: { server: 'a named person' } }]],
  [
    'mapOwners',
    [
      { answers: { mapOwners: 0 }, text: 'nobody decides' },
      { answers: { mapOwners: 1 }, text: 'one person decides' },
      { answers: { mapOwners: 2 }, text: 'two or more people decide' },
    ],
  ],
  ['use', [{ answers: { use: 'same-day' } }, { answers: { use: 'monthly' } }, { answers: { use: 'never' } }]],
  ['needs', [{ answers: { needs: [] } }, { answers: { needs: ['refunds'] } }]],
  [
    'systems',
    [
      { answers: { systems: 1 }, text: 'the CRM alone' },
      { answers: { systems: 2 }, text: 'two or more systems' },
    ],
  ],
  [
    'storefronts',
    [
      { answers: { storefronts: 1 }, text: 'one storefront' },
      { answers: { storefronts: 2 }, text: 'two or more' },
    ],
  ],
  [
    'routing',
    [{ answers: { routing: [] } }, { answers: { routing: ['region'] }, text: 'by team, region or account type' }],
  ],
  [
    'structure',
    [
      { answers: { structure: [] } },
      {
        answers: { structure: ['layered-accounts'] },
        text: 'layered accounts, or one order that makes several records',
      },
    ],
  ],
  [
    'crm',
    [{ answers: { crm: 'hubspot' } }, { answers: { crm: 'salesforce' }, text: 'one without a native connector' }],
  ],
];

/** Every single answer that would change the recommendation, each other path once per question. */
export function thresholds(answers: Answers): Threshold[] {
  const now = judge(assume(answers).complete).rule.says;
  return alternatives.flatMap(([question, others]) => {
    const seen = new Set<PathId>([now]);
    return others.flatMap(({ answers: other, text }): Threshold[] => {
      const { rule } = judge(assume({ ...answers, ...other }).complete);
      if (seen.has(rule.says)) return [];
      seen.add(rule.says);
      return [{ question, answer: text ?? answerText(question, other) ?? '', path: rule.says, rule: rule.name }];
    });
  });
}

/** 'Who is told …: nobody' as one line. */
export function thresholdText({ question, answer }: Pick<Threshold, 'question' | 'answer'>): string {
  return `${questionOf(question).label}: ${answer}`;
}
