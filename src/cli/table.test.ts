import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Column, grouped, tableLines, wrapped } from './table.ts';

const columns: readonly Column[] = [
  { title: 'kind', align: 'left' },
  { title: 'listed', align: 'right' },
];

describe('table', () => {
  it('puts numbers below each other at the right', () => {
    assert.deepEqual(
      tableLines(
        columns,
        [
          ['orders', '2,004'],
          ['guests', '7'],
        ],
        80,
      ),
      ['kind    listed', 'orders   2,004', 'guests       7'],
    );
  });

  it('shortens texts, never numbers', () => {
    const lines = tableLines(columns, [['a very long kind of record', '123456']], 20);
    assert.deepEqual(lines, ['kind          listed', 'a very long…  123456']);
  });

  it('becomes blocks where numbers alone are too wide', () => {
    const numbers: readonly Column[] = [
      { title: 'gross', align: 'right' },
      { title: 'net', align: 'right' },
    ];
    assert.deepEqual(tableLines(numbers, [['1,000,000.00', '2,000,000.00']], 24), [
      'gross  1,000,000.00',
      'net    2,000,000.00',
    ]);
  });

  it('never exceeds the width', () => {
    const property = fc.property(
      fc.array(fc.tuple(fc.string(), fc.string())),
      fc.integer({ min: 20, max: 90 }),
      (rows, width) => tableLines(columns, rows, width).every((line) => [...line].length <= width),
    );
    fc.assert(property);
  });
});

describe('numbers and paragraphs', () => {
  it('groups digits of whole parts only', () => {
    assert.deepEqual(['1234567.5678', '-1234', '999', '0.1234'].map(grouped), [
      '1,234,567.5678',
      '-1,234',
      '999',
      '0.1234',
    ]);
  });

  it('wraps at words', () => {
    assert.deepEqual(wrapped('one two three four', 11, '  '), ['  one two', '  three', '  four']);
  });
});
