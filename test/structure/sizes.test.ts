import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, places } from './fixture.ts';
import { sizeViolations } from './sizes.ts';

const lines = (count: number): string => '  void 0;\n'.repeat(count);

function violations(path: string, text: string): string[] {
  return places(sizeViolations(fixture({ [path]: text })));
}

describe('sizes', () => {
  it('a file has at most 400 lines, with or without a last line break', () => {
    assert.deepEqual(violations('src/lib/a.ts', 'void 0;\n'.repeat(400)), []);
    assert.deepEqual(violations('src/lib/a.ts', `${'void 0;\n'.repeat(399)}void 0;`), []);
    assert.deepEqual(violations('src/lib/a.ts', 'void 0;\n'.repeat(401)), ['src/lib/a.ts:0']);
  });

  it('a function of any form has at most 70 lines', () => {
    for (const [head, tail] of [
      ['function f() {', '}'],
      ['const f = () => {', '};'],
      ['const f = async function () {', '};'],
      ['class A { m() {', '} }'],
      ['const o = { m() {', '} };'],
    ]) {
      assert.deepEqual(violations('src/lib/a.ts', `${head}\n${lines(68)}${tail}\n`), [], head);
      assert.deepEqual(violations('src/lib/a.ts', `${head}\n${lines(69)}${tail}\n`), ['src/lib/a.ts:1'], head);
    }
  });

  it('names the function', () => {
    const [found] = sizeViolations(fixture({ 'src/lib/a.ts': `const readAll = () => {\n${lines(80)}};` }));
    assert.match(found?.message ?? '', /function readAll has 82 lines/);
  });

  it('exempts callbacks of the test runner but not helpers inside them', () => {
    const head = `import { describe, it } from 'node:test';\n`;
    const path = 'src/lib/a.test.ts';
    assert.deepEqual(violations(path, `${head}describe('x', () => {\n${lines(80)}});`), []);
    assert.deepEqual(violations(path, `${head}it.skip('x', async () => {\n${lines(80)}});`), []);
    assert.deepEqual(violations(path, `${head}describe('x', () => {\nfunction help() {\n${lines(80)}}\n});`), [
      `${path}:3`,
    ]);
    assert.deepEqual(violations('src/lib/a.ts', `it('x', () => {\n${lines(80)}});`), ['src/lib/a.ts:1']);
  });

  it('exempts a callback that registers tests through a helper, and no other callback', () => {
    const head = `import { it } from 'node:test';\n`;
    const path = 'src/lib/a.test.ts';
    assert.deepEqual(violations(path, `${head}onBothDatabases((open) => {\nit('x', () => {});\n${lines(80)}});`), []);
    assert.deepEqual(violations(path, `${head}onBothDatabases((open) => {\n${lines(80)}});`), [`${path}:2`]);
  });

  it('exempts generated files', () => {
    assert.deepEqual(violations('src/lib/schema.gen.ts', 'void 0;\n'.repeat(5000)), []);
  });
});
