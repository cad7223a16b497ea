import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { exitCodes } from '../src/app/failures.ts';

const text = readFileSync(join(import.meta.dirname, '../docs/commands.md'), 'utf8');

describe('docs/commands.md', () => {
  it('lists every exit code once', () => {
    const listed = [...text.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    assert.deepEqual(listed, Object.values(exitCodes));
  });
});
