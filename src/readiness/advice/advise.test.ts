import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createRandom } from '../../lib/random.ts';
import { advise } from './advise.ts';
import { type Answers, crms, needs, relationships, routings, structures, uses } from './answers.ts';
import { assume } from './assume.ts';
import { integrationBrief } from './brief.ts';
import { availabilityOf, type PathId, paths, writableCrms } from './paths.ts';
import { rules } from './rules.ts';

/** Everything answered, in favor of the direct path: what a row changes is what the row is about. */
const strong: Answers = {
  crm: 'hubspot',
  relationship: 'sales',
  use: 'same-day',
  downstream: false,
  needs: ['refunds', 'source', 'repeat-orders'],
  systems: 1,
  structure: [],
  storefronts: 1,
  routing: [],
  mapOwners: 1,
  watches: 'Ann',
  server: 'Ben',
  history: 6,
};

const rows: readonly (readonly [string, Answers, PathId])[] = [
  ['one sales owner and same-day follow-up', { relationship: 'sales', use: 'same-day', mapOwners: 1 }, 'direct'],
  ['basic customers and orders, one map owner, no refund detail needed', { needs: [], mapOwners: 1 }, 'native'],
  ['support acts on refunds and shipments', { relationship: 'support', needs: ['refunds', 'shipments'] }, 'direct'],
  [
    'the CRM drives account management with one map owner',
    { relationship: 'account-management', downstream: false, mapOwners: 1 },
    'direct',
  ],
  ['several systems per order', { systems: 3 }, 'middleware'],
  ['several storefronts', { storefronts: 2 }, 'direct-many'],
  ['routing by team', { routing: ['team'] }, 'direct-many'],
  ['routing by region', { routing: ['region'] }, 'direct-many'],
  ['routing by account type', { routing: ['account-type'] }, 'direct-many'],
  ['layered accounts', { structure: ['layered-accounts'] }, 'custom'],
  ['custom objects', { structure: ['custom-objects'] }, 'custom'],
  ['one order that makes several records', { structure: ['several-records'] }, 'custom'],
  ['a monthly review', { use: 'monthly' }, 'csv'],
  ['a finance summary', { relationship: 'finance' }, 'csv'],
  ['a quarterly deck', { use: 'quarterly' }, 'csv'],
  ['the CRM is downstream of the sale', { downstream: true }, 'csv'],
  ['nobody watches failures', { watches: null }, 'csv'],
  ['nobody watches failures and nobody acts', { watches: null, use: 'never' }, 'none'],
  ['nobody can run a server, basics are enough', { server: null, needs: [] }, 'native'],
  ['nobody can run a server, refunds are needed', { server: null, needs: ['refunds'] }, 'csv'],
  ['nobody acts on the data', { use: 'never' }, 'none'],
  ['nobody owns the relationship', { relationship: 'nobody' }, 'none'],
];

describe('the recommendation', () => {
  for (const [name, answers, path] of rows) {
    it(`${name}: ${path}`, () => {
      assert.equal(advise(answers).recommended.path, path);
    });
  }

  it('is the same when everything else is answered too', () => {
    for (const [name, answers, path] of rows) {
      // Who owns nothing acts on nothing, and who is downstream or in finance reads from time to time: unless said otherwise.
      const { use: _, ...rest } = strong;
      const full =
        'downstream' in answers || answers.relationship !== undefined
          ? { ...rest, ...answers }
          : { ...strong, ...answers };
      assert.equal(advise(full).recommended.path, path, name);
    }
  });

  it('gives support its fields', () => {
    const { fields } = advise({ relationship: 'support', use: 'same-day' });
    assert.equal(fields?.pattern, 'support');
    assert.ok(fields?.fields.some(({ field, owner }) => /return/i.test(field) && owner === 'Shopify'));
  });
});

describe('answers that pull in several directions', () => {
  const conflicts: readonly (readonly [string, Answers, PathId, readonly string[]])[] = [
    ['nobody watches, several systems', { watches: null, systems: 4 }, 'csv', ['several-systems']],
    [
      'nobody watches, layered accounts, several storefronts',
      { watches: null, structure: ['layered-accounts'], storefronts: 3 },
      'csv',
      ['layered-or-several-records', 'several-storefronts'],
    ],
    ['nobody watches, nobody runs a server', { watches: null, server: null, needs: [] }, 'csv', ['no-server-basics']],
    ['no server, several systems', { server: null, systems: 3, needs: ['refunds'] }, 'csv', ['several-systems']],
    ['no server, routing', { server: null, routing: ['region'], needs: [] }, 'csv', ['routing']],
    ['no server, a CRM without native connector', { server: null, crm: 'pipedrive', needs: [] }, 'csv', []],
    [
      'layered accounts and several systems',
      { structure: ['layered-accounts'], systems: 3 },
      'custom',
      ['several-systems'],
    ],
    [
      'several systems and several storefronts',
      { systems: 2, storefronts: 5, routing: ['team'] },
      'middleware',
      ['several-storefronts', 'routing'],
    ],
    [
      'quarterly, and everything is complex',
      { ...strong, use: 'quarterly', systems: 9, structure: ['several-records'] },
      'csv',
      ['layered-or-several-records', 'several-systems'],
    ],
    ['nobody owns the map', { ...strong, mapOwners: 0 }, 'csv', []],
    ['several own the map, basics are enough', { mapOwners: 3, needs: [] }, 'direct', []],
    ['basics, no native connector known', { needs: [], crm: 'attio' }, 'direct', []],
    ['basics, and companies buy', { needs: [], structure: ['companies'] }, 'direct', []],
  ];
  for (const [name, answers, path, outranked] of conflicts) {
    it(`${name}: ${path}, and says what was outranked`, () => {
      const advice = advise(answers);
      assert.equal(advice.recommended.path, path);
      for (const rule of outranked)
        assert.ok(
          advice.outranked.some((entry) => entry.rule === rule),
          rule,
        );
    });
  }

  it('says which of two answers that contradict each other counts', () => {
    const acting = advise({ ...strong, downstream: true });
    assert.equal(acting.recommended.path, 'direct');
    assert.match(acting.contradictions.join(), /downstream.*same-day use counts/);
    assert.match(advise({ relationship: 'nobody', use: 'same-day' }).contradictions.join(), /Name who it is/);
    assert.match(advise({ relationship: 'sales', use: 'never' }).contradictions.join(), /nobody acts counts/);
    assert.match(advise({ mapOwners: 2 }).contradictions.join(), /Name one of them/);
    assert.match(advise({ downstream: false, use: 'weekly' }).contradictions.join(), /how it is read counts/);
  });
});

describe('rules', () => {
  it('are each the deciding one for some answers, and are cited', () => {
    const found = new Set([...rows, ['', strong, 'direct'] as const].map(([, answers]) => advise(answers).rule));
    const more: readonly Answers[] = [
      { mapOwners: 0 },
      { mapOwners: 2, needs: [] },
      { needs: [], crm: 'attio' },
      { needs: [], structure: ['companies'] },
    ];
    for (const answers of more) found.add(advise(answers).rule);
    assert.deepEqual(
      rules.map(({ name }) => name).filter((name) => !found.has(name)),
      [],
    );
  });

  it('decide exactly one path for any answers, and say every assumption', () => {
    const seed = 20_261;
    const random = createRandom(seed);
    const some = <T>(items: readonly T[]): readonly T[] => items.filter(() => random.chance(0.3));
    for (let run = 0; run < 3_000; run += 1) {
      const all: Required<Answers> = {
        crm: random.pick(crms),
        relationship: random.pick(relationships),
        use: random.pick(uses),
        downstream: random.chance(0.5),
        needs: some(needs),
        systems: 1 + random.int(3),
        structure: some(structures),
        storefronts: 1 + random.int(3),
        routing: some(routings),
        mapOwners: random.int(3),
        watches: random.chance(0.3) ? null : 'Ann',
        server: random.chance(0.3) ? null : 'Ben',
        history: random.int(30),
      };
      const answers: Answers = Object.fromEntries(Object.entries(all).filter(() => random.chance(0.7)));
      const advice = advise(answers);
      const told = `seed ${seed}, run ${run}: ${JSON.stringify(answers)}`;
      assert.ok(
        rules.some(({ name }) => name === advice.rule),
        told,
      );
      const live = !['csv', 'none'].includes(advice.recommended.path);
      assert.ok(!(live && (answers.watches === null || answers.mapOwners === 0)), `nobody keeps it: ${told}`);
      assert.ok(!(live && answers.server === null && advice.recommended.path !== 'native'), `no server: ${told}`);
      assert.equal(advice.recommended.path === 'none', assume(answers).complete.use === 'never', told);
      for (const threshold of advice.thresholds) assert.notEqual(threshold.path, advice.recommended.path, told);
      // What was not answered, and was looked at, is said to be assumed.
      for (const { question, assumed } of advice.decidedBy)
        assert.equal(
          assumed,
          answers[question] === undefined &&
            question in all &&
            assume(answers).assumed.some((entry) => entry.question === question),
          told,
        );
      if (advice.untilThen !== null) assert.notEqual(availabilityOf(advice.untilThen.path, 'hubspot'), 'planned', told);
    }
  });
});

describe('what is said beside the recommendation', () => {
  it('lists all paths, the ones that cost least to keep first', () => {
    const { paths: told } = advise(strong);
    assert.deepEqual(told, paths);
    assert.deepEqual(
      told.map(({ id }) => id),
      ['none', 'csv', 'native', 'direct', 'direct-many', 'middleware', 'custom'],
    );
  });

  it('says what is planned, and what can be done until then', () => {
    const many = advise({ ...strong, storefronts: 3 });
    assert.equal(many.recommended.availability, 'planned');
    assert.equal(many.untilThen?.path, 'middleware');
    const elsewhere = advise({ ...strong, crm: 'salesforce' });
    assert.deepEqual([elsewhere.recommended.path, elsewhere.recommended.availability], ['direct', 'planned']);
    assert.equal(elsewhere.untilThen?.path, 'csv');
    assert.equal(advise({ ...strong, structure: ['custom-objects'] }).recommended.availability, 'limited');
    assert.equal(advise(strong).recommended.availability, 'available');
  });

  it('is planned, too, for whoever needs a pattern that cannot start: nobody is sent to live sync that is then refused', () => {
    for (const part of ['companies', 'subscriptions'] as const) {
      const { recommended, fields, untilThen, steps } = advise({ ...strong, structure: [part] });
      assert.deepEqual(
        [recommended.path, recommended.availability, fields?.standing],
        ['direct', 'planned', 'planned'],
      );
      assert.equal(untilThen?.path, 'csv');
      assert.match(untilThen.because, /is not synced yet/);
      assert.doesNotMatch(steps.map(({ say, command }) => `${say} ${command}`).join(), /pattern: |samestory init/);
    }
  });

  it('names it when service owns the relationship and refunds need not be right', () => {
    const { contradictions } = advise({ relationship: 'support', use: 'same-day', needs: [] });
    assert.match(contradictions.join(), /^Service owns the relationship, and yet refunds need not be right/);
    assert.deepEqual(advise({ relationship: 'support', use: 'same-day' }).contradictions, []);
  });

  it('calls only those CRMs writable that have a connector', () => {
    const folders = readdirSync(join(import.meta.dirname, '../../destinations'));
    assert.deepEqual([...writableCrms].toSorted(), folders.toSorted());
  });

  it('names the threshold at which the answer changes', () => {
    const turns = advise(strong).thresholds.map(({ question, path }) => `${question} → ${path}`);
    for (const turn of [
      'systems → middleware',
      'watches → csv',
      'use → csv',
      'needs → native',
      'storefronts → direct-many',
    ]) {
      assert.ok(turns.includes(turn), turn);
    }
    assert.ok(advise({ use: 'monthly' }).thresholds.some(({ question }) => question === 'use'));
  });

  it('writes the brief with decision, rule, assumptions, fields, people and next steps', () => {
    const text = integrationBrief(advise({ ...strong, watches: 'Ann | Smith\n# Title', history: 20 }), '2026-11-23');
    for (const part of [
      '# Integration brief',
      '**samestory, direct**',
      '`acts-on-the-order`',
      '## People',
      '## Next',
      'more than twelve',
      '- [ ] One primary customer key',
    ]) {
      assert.ok(text.toLowerCase().includes(part.toLowerCase()), part);
    }
    assert.ok(!text.includes('\n# Title'));
    assert.match(integrationBrief(advise({ watches: null }), '2026-11-23'), /acts: nobody/);
  });
});
