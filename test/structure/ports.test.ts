import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, places } from './fixture.ts';
import { portViolations } from './ports.ts';
import { purityViolations } from './purity.ts';

function uses(path: string, text: string): string[] {
  return portViolations(fixture({ [path]: text })).map(({ message }) => message.replace(/^uses (.+?): .*$/, '$1'));
}

describe('ports', () => {
  it('finds clocks, chance, waiting, network, environment, exit and printing outside their port', () => {
    const lines = [
      'const a = Date.now();',
      'const b = new Date();',
      'const c = Math.random();',
      'const d = crypto.randomUUID();',
      `import { randomUUID } from 'node:crypto';`,
      'setTimeout(() => {}, 5);',
      `import { setTimeout as wait } from 'node:timers/promises';`,
      `const e = await fetch('https://example.com');`,
      'const f = process.env["HOME"];',
      'process.exit(1);',
      `console.log('x');`,
      'const g = globalThis.fetch;',
      'const now = Date.now;',
    ];
    const found = portViolations(fixture({ 'src/sync/a.ts': lines.join('\n') }));
    assert.deepEqual(places(found).length, lines.length);
    assert.deepEqual(
      found.map(({ line }) => line).sort((a, b) => a - b),
      lines.map((_, index) => index + 1),
    );
  });

  it('holds for the simulator too', () => {
    assert.deepEqual(uses('simulator/store/a.ts', 'const a = Date.now();'), ['Date.now']);
  });

  it('accepts what is handed in under the same name', () => {
    assert.deepEqual(
      uses('src/sync/a.ts', 'export function read(fetch: typeof globalThis.fetch) { return fetch(""); }'),
      [],
    );
    assert.deepEqual(uses('src/sync/a.ts', 'const { setTimeout } = clock; setTimeout(1);'), []);
    assert.deepEqual(uses('src/sync/a.ts', 'clock.setTimeout(1); const x = { fetch: 1 }; x.fetch;'), []);
    assert.deepEqual(uses('src/sync/a.ts', 'interface Port { fetch(url: string): void; fetch: typeof fetch }'), []);
  });

  it('accepts dates made from a value', () => {
    assert.deepEqual(uses('src/sync/a.ts', `const a = new Date(0); const b = Date.parse('2026-01-01');`), []);
  });

  it('accepts each at its port and all in tests', () => {
    assert.deepEqual(uses('src/lib/clock.ts', 'export const now = () => Date.now();'), []);
    assert.deepEqual(uses('src/cli/a.ts', `console.log(process.env['X']); process.exit(2);`), []);
    assert.deepEqual(uses('src/destinations/hubspot/a.ts', `fetch('x');`), []);
    assert.deepEqual(uses('src/sync/a.test.ts', 'Date.now();'), []);
  });
});

describe('pure rooms', () => {
  const refused = (text: string): boolean => {
    const files = fixture({ 'src/commerce/a.ts': text });
    const found = [...purityViolations(files), ...portViolations(files)];
    assert.ok(
      found.every(({ section }) => section === 'Pure rooms'),
      JSON.stringify(found),
    );
    return found.length > 0;
  };

  it('do no I/O and read neither clock nor chance', () => {
    for (const text of [
      `import { readFileSync } from 'node:fs';`,
      `import net from 'node:net';`,
      `import { request } from 'node:http';`,
      `import pg from 'pg';`,
      `import { randomBytes, createHash } from 'node:crypto';`,
      `import * as crypto from 'node:crypto';`,
      'new Date();',
      'Date.now();',
      'Math.random();',
      `fetch('x');`,
      'process.cwd();',
      `console.log('x');`,
    ]) {
      assert.equal(refused(text), true, text);
    }
  });

  it('may compute', () => {
    for (const text of [
      `import Big from 'big.js';`,
      `import { createHash } from 'node:crypto';`,
      `import { z } from 'zod';`,
      'new Date(5);',
      'Math.max(1, 2);',
    ]) {
      assert.equal(refused(text), false, text);
    }
  });

  it('leaves other rooms and tests alone', () => {
    const text = `import { readFileSync } from 'node:fs';`;
    assert.deepEqual(purityViolations(fixture({ 'src/ledger/a.ts': text, 'src/commerce/a.test.ts': text })), []);
  });
});
