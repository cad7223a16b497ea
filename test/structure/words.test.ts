import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { escapeHatchViolations } from './escape-hatches.ts';
import { fixture, places } from './fixture.ts';
import { isReadForWords, wordViolations } from './words.ts';

/** Joined here, because this file obeys the rule that it tests. */
const word = (...parts: string[]): string => parts.join('');

describe('words in files', () => {
  const has = (line: string): boolean => wordViolations('src/lib/a.ts', `first\n${line}\n`).length > 0;

  it('finds leftover markers', () => {
    assert.equal(has(`// ${word('TO', 'DO')}: later`), true);
    assert.equal(has(`// ${word('FIX', 'ME')} later`), true);
    assert.equal(has(word('<<<<', '<<< HEAD')), true);
    assert.equal(has('the todo list of a person'), false);
  });

  it('finds paths of one machine', () => {
    for (const folder of ['work', 'root', 'home', 'Users', 'tmp']) {
      assert.equal(has(`const path = '/${folder}/x';`), true, folder);
    }
    assert.equal(has(`import x from '../work/x.ts'`), false);
    assert.equal(has(`'https://example.com/work/x'`), false);
  });

  it('finds the words that promise more than a simulator', () => {
    assert.equal(has(`const ${word('mo', 'ck')} = 1;`), true);
    assert.equal(has('hammock'), false);
  });

  it('says the line', () => {
    assert.deepEqual(places(wordViolations('README.md', `a\nb\n${word('TO', 'DO')}\n`)), ['README.md:3']);
  });

  it('reads prose and code, but not lock files, licences and data samples', () => {
    const read = ['README.md', 'src/a.ts', 'bin/samestory.js', '.ci/run', 'package.json', 'src/ledger/001.sql'];
    const left = ['package-lock.json', 'LICENSE', 'test/samples/orders.csv', 'docs/picture.png'];
    assert.deepEqual(read.filter(isReadForWords), read);
    assert.deepEqual(left.filter(isReadForWords), []);
  });
});

describe('ways round the compiler', () => {
  const lines = (text: string): number[] => escapeHatchViolations(fixture({ 'src/lib/a.ts': text })).map((v) => v.line);

  it('finds any wherever a type can stand', () => {
    assert.deepEqual(
      lines(
        `let a: ${word('an', 'y')};\nconst b = c as ${word('an', 'y')}[];\ntype D = Map<string, ${word('an', 'y')}>;`,
      ),
      [1, 2, 3],
    );
    assert.deepEqual(lines(`const any = 'any'; // any\n`), []);
  });

  it('finds comments that silence the compiler', () => {
    for (const name of ['ignore', 'expect-error', 'nocheck']) {
      assert.deepEqual(lines(`\n// ${word('@', 'ts-', name)} reason\nconst a = 1;`), [2], name);
    }
  });

  it('finds casts through unknown, in parentheses too', () => {
    assert.deepEqual(lines('const a = b as unknown as string;\nconst c = (b as unknown) as string;'), [1, 2]);
    assert.deepEqual(lines('const a = b as unknown;\nconst c = ["x"] as const;'), []);
  });
});
