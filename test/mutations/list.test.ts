import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { mutated } from './apply.ts';
import { CopiedTree } from './copied-tree.ts';
import { type Mutation, mutationKinds, mutations } from './list.ts';

const root = new URL('../../', import.meta.url);
const pageText = readFileSync(new URL('docs/mutations.md', root), 'utf8');

const example: Mutation = {
  ...{ kind: 'diff', file: 'a.ts', breaks: 'It is wrong.' },
  ...{ before: 'return 1;', after: 'return `$&`;' },
};

describe('the list of mutations', () => {
  for (const mutation of mutations) {
    it(`still finds its line: ${mutation.breaks}`, () => {
      const text = readFileSync(new URL(mutation.file, root), 'utf8');
      assert.notEqual(mutated(text, mutation), text);
    });
  }

  it('makes the product wrong, and not a program that does not run', () => {
    const tree = new CopiedTree();
    try {
      for (const mutation of mutations) tree.apply(mutation);
      assert.equal(tree.compile(), '');
    } finally {
      tree.remove();
    }
  });

  it('has 25 mutations, of every kind', () => {
    assert.equal(mutations.length, 25);
    for (const kind of mutationKinds)
      assert.ok(
        mutations.some((one) => one.kind === kind),
        kind,
      );
  });

  it('says in docs/mutations.md what became of each of them', () => {
    for (const { breaks } of mutations) assert.ok(pageText.includes(breaks), `npm run mutate -- --page: ${breaks}`);
  });

  it('refuses a line that is not there, and one that is there twice', () => {
    assert.throws(() => mutated('return 2;', example), /a\.ts: the line of a mutation is not there/);
    assert.throws(() => mutated('return 1;\n  return 1;', example), /there 2 times/);
    assert.equal(mutated('f() {\n  return 1;\n}', example), 'f() {\n  return `$&`;\n}');
  });
});
