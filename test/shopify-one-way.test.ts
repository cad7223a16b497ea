import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '..');
const room = join(root, 'src/sources/shopify');

const allowed = new Set([
  'bulkOperationCancel',
  'bulkOperationRunQuery',
  'webhookSubscriptionCreate',
  'webhookSubscriptionDelete',
  'webhookSubscriptionUpdate',
]);

/** Source text of the room: what is not written there cannot be sent. */
function roomFiles(): { readonly file: string; readonly text: string }[] {
  return readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => ({ file, text: readFileSync(join(room, file), 'utf8') }));
}

describe('the Shopify room is one-way', () => {
  it('writes no mutation outside documents/, and none but subscriptions and bulk reads in it', () => {
    const found = new Set<string>();
    for (const { file, text } of roomFiles()) {
      for (const [, body] of text.matchAll(/mutation\s+\w+\s*\([^)]*\)\s*\{\s*(\w+)/g)) {
        assert.ok(file.startsWith('documents'), `${file} writes a mutation`);
        assert.ok(allowed.has(body ?? ''), `${file} writes the mutation ${body}`);
        found.add(body ?? '');
      }
      // Every other place where the word could begin a document.
      const begun = text.match(/[`'"{]\s*mutation\b[^'"]/g) ?? [];
      const recognised = text.match(/mutation\s+\w+\s*\(/g) ?? [];
      assert.equal(begun.length, recognised.length, `${file} has a mutation of another form`);
    }
    assert.deepEqual(found, allowed);
  });

  it('speaks only to the GraphQL endpoint, the token endpoint and the storage of bulk results', () => {
    const callers = roomFiles()
      .filter(({ text }) => /\b(?:fetch|httpFetch)\(/.test(text))
      .map(({ file }) => file)
      .sort();
    assert.deepEqual(callers, ['bulk/download.ts', 'client/transport.ts', 'tokens/token-request.ts']);
    for (const { file, text } of roomFiles()) assert.doesNotMatch(text, /method: '(PUT|PATCH|DELETE)'/, file);
  });

  it('asks for no write scope anywhere', () => {
    for (const { file, text } of roomFiles()) {
      assert.doesNotMatch(text, /'write_[a-z]+'|,write_[a-z]/, file);
    }
  });
});

describe('generated types', () => {
  it('are what the documents and the schema give', () => {
    execFileSync(process.execPath, ['scripts/shopify-types.ts', '--check'], { cwd: root, stdio: 'pipe' });
  });
});
