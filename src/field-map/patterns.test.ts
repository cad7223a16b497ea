import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { patternNames } from './catalogue/entry.ts';
import { patterns } from './patterns.ts';

describe('the store patterns', () => {
  it('say when they fit, who acts on them and what they leave out', () => {
    for (const name of patternNames) {
      const { fits, usedBy, leavesOut, asks } = patterns[name];
      assert.equal(patterns[name].name, name);
      assert.match(fits, /^[A-Z].*\.$/);
      assert.notEqual(usedBy, '');
      assert.ok(leavesOut.length > 0, name);
      assert.equal(asks === null, name === 'core');
    }
  });
});
