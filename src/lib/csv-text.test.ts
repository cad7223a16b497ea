import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvLine, guardFormula, withoutGuard } from './csv-text.ts';

const awkward = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '=', "'", ' ', 'a', '+', '1', 'ש', '\t') }),
);

describe('CSV text', () => {
  it('is read back cell by cell by another program', () => {
    fc.assert(
      fc.property(fc.array(fc.array(awkward, { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
        assert.deepEqual(parse(rows.map(csvLine).join(''), { record_delimiter: '\r\n' }), rows);
      }),
    );
  });

  it('guards what a spreadsheet would run, and nothing else', () => {
    const run = [
      '=1+1',
      '+cmd|calc',
      '-2+3',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      ' =1',
      '"=1"',
      "'=1",
      '＝1',
      '+49 30 =1',
      '-',
    ];
    for (const text of run) assert.equal(guardFormula(text), `'${text}`, JSON.stringify(text));
    const keep = ['+49 30 123-45', '+16135550101', '-12.50', '-3', 'a=1', "O'Neil", '', 'שלום', '+1 (613) 555-0101'];
    for (const text of keep) assert.equal(guardFormula(text), text);
  });

  it('gives back what was guarded', () => {
    fc.assert(fc.property(awkward, (text) => assert.equal(withoutGuard(guardFormula(text)), text)));
  });
});
