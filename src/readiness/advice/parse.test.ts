import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAnswers } from './parse.ts';

function read(given: Readonly<Record<string, unknown>>) {
  const parsed = parseAnswers(given);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.answers;
}

describe('answers', () => {
  it('are read as options and as files give them', () => {
    assert.deepEqual(
      read({
        Relationship: 'Account Management',
        use: 'Same day',
        needs: 'refunds, shipping',
        systems: '2',
        'map-owners': 1,
      }),
      {
        relationship: 'account-management',
        use: 'same-day',
        needs: ['refunds', 'shipments'],
        systems: 2,
        mapOwners: 1,
      },
    );
    assert.deepEqual(read({ needs: ['basics'], routing: 'none', structure: [], downstream: false }), {
      needs: [],
      routing: [],
      structure: [],
      downstream: false,
    });
  });

  it('take nobody in any of its spellings, and a yes as somebody', () => {
    for (const word of ['nobody', 'No one', 'none', false, 'no']) assert.equal(read({ watches: word }).watches, null);
    assert.equal(read({ server: true }).server, 'somebody');
    assert.equal(read({ server: ' Ann\nB. ' }).server, 'Ann B.');
  });

  it('leave a question open that has no value', () => {
    assert.deepEqual(read({ use: null, systems: '', history: undefined }), {});
  });

  it('say of each wrong one what was found and what is allowed', () => {
    const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
      [{ use: 'soon' }, /same-day, weekly/],
      [{ systems: '-1' }, /whole number from 1/],
      [{ systems: 0 }, /whole number from 1/],
      [{ systems: 1.5 }, /whole number/],
      [{ storefronts: '1e3' }, /whole number/],
      [{ routing: 'none,team' }, /none alone, or any of team, region/],
      [{ structure: ['companies', 'plain'] }, /plain alone, or any of companies/],
      [{ needs: 'refunds,everything' }, /basics, or any of refunds/],
      [{ needs: { refunds: true } }, /any of/],
      [{ downstream: 'maybe' }, /yes, no/],
      [{ watches: 7 }, /a name/],
      [{ color: 'red' }, /relationship, use/],
      [{ constructor: 'x' }, /relationship, use/],
    ];
    for (const [given, allowed] of cases) {
      const parsed = parseAnswers(given);
      assert.ok(!parsed.ok, JSON.stringify(given));
      assert.equal(parsed.problems.length, 1);
      assert.match(parsed.problems[0]?.allowed ?? '', allowed);
    }
  });
});
