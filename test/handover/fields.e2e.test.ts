import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { newFolder, run } from '../cli/command.ts';
import { questions } from './questions.ts';

/** A page as its reader sees it: the whole, what it says of one field, and what that field costs. */
interface Read {
  readonly whole: string;
  about(field: string): string;
  costOf(field: string): readonly string[];
  readonly last: string;
}

const joined = (text: string) => text.replace(/\s+/g, ' ');

function readTerminal(text: string): Read {
  const [pages = '', costs = ''] = text.split('\nWhat it costs\n');
  const blocks = pages.split('\n\n');
  return {
    whole: joined(text),
    about: (field) => joined(blocks.filter((block) => block.includes(`(${field})`)).join('\n')),
    costOf: (field) =>
      costs
        .split('\n')
        .find((line) => line.startsWith(`${field} `))
        ?.split(/\s+/)
        .slice(1) ?? [],
    last: text.trimEnd().split('\n').at(-1) ?? '',
  };
}

function readMarkdown(text: string): Read {
  const [pages = '', costs = ''] = text.split('\n## What it costs\n');
  const line = (within: string, match: (text: string) => boolean) => within.split('\n').find(match) ?? '';
  return {
    whole: joined(text),
    about: (field) => line(pages, (row) => row.startsWith('|') && row.includes(`(${field})`)),
    costOf: (field) =>
      line(costs, (row) => row.startsWith(`| ${field} `))
        .split('|')
        .slice(2, -1)
        .map((one) => one.trim()),
    last: text.trimEnd().split('\n').at(-1) ?? '',
  };
}

/** Markup taken away, cell by cell, as a browser shows it. */
function readPage(text: string): Read {
  const shown = (markup: string) =>
    joined(markup.replace(/<style>.*?<\/style>/s, '').replace(/<[^>]+>/g, ' '))
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
  const rows = text.match(/<tr>.*?<\/tr>/gs) ?? [];
  const cost = (field: string) => rows.find((row) => row.startsWith(`<tr><th>${field}</th>`)) ?? '';
  return {
    whole: shown(text),
    about: (field) => shown(rows.find((row) => row.includes(`>${field}; `)) ?? ''),
    costOf: (field) => [...cost(field).matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell = '']) => cell),
    last: shown(/<strong>Sum.*?<\/strong>/s.exec(text)?.[0] ?? '').trim(),
  };
}

describe('a set-up that is handed over with one page', () => {
  const cwd = newFolder();
  before(() => copyFileSync(join(import.meta.dirname, 'samestory.yaml'), join(cwd, 'samestory.yaml')));
  after(() => rmSync(cwd, { recursive: true, force: true }));

  const forms = [
    { name: 'on the screen', parameters: ['fields'], read: readTerminal },
    { name: 'as Markdown', parameters: ['fields', '--markdown'], read: readMarkdown },
    { name: 'as a page', parameters: ['fields', '--html'], read: readPage },
  ];

  for (const { name, parameters, read } of forms) {
    it(`answers every question ${name}`, async () => {
      const { code, stdout, stderr } = await run(parameters, { cwd });
      assert.equal(code, 0, stderr);
      const page = read(stdout);
      for (const { asks, field, answer } of questions) {
        const text = field === null ? page.whole : page.about(field);
        for (const words of answer) assert.match(text, words, `${asks}\n${text}`);
      }
      const scopes = name === 'on the screen' ? '1' : 'read_orders';
      assert.deepEqual(
        page.costOf('order.refunded'),
        [scopes, '0', 'unknown', '1', 'unknown'],
        'what does Refunded cost?',
      );
      assert.match(page.last, /^Sum of 33 fields/, 'what does the map cost?');
      if (name !== 'on the screen') assert.match(page.last, /5 scopes; .*refuse: 1; .*unknown; .*up: 18; .*unknown$/);
    });
  }

  it('fits 80 columns and makes nothing', async () => {
    const { stdout } = await run(['fields', '--all'], { cwd });
    for (const line of stdout.split('\n')) assert.ok([...line].length <= 80, line);
    assert.equal(existsSync(join(cwd, '.samestory')), false);
  });

  it('shows what somebody wrote as text, whatever it looks like', async () => {
    const folder = newFolder();
    const usedBy = '<img src=x> | "them" & [us](http://example.com)';
    const file = { version: 1, fields: { 'order.buyer_note': { use: 'same day', usedBy } } };
    writeFileSync(join(folder, 'samestory.yaml'), JSON.stringify(file));
    const html = await run(['fields', '--html'], { cwd: folder });
    assert.equal(html.code, 0, html.stderr);
    assert.match(html.stdout, /&lt;img src=x&gt; \| &quot;them&quot; &amp; /);
    assert.doesNotMatch(html.stdout, /<img/);
    const markdown = await run(['fields', '--markdown'], { cwd: folder });
    assert.match(markdown.stdout, /\\<img src=x\\> \\\| "them" & \\\[us\\\]\(/);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is one document for programs, with the same version in every form', async () => {
    const { stdout } = await run(['fields', '--json'], { cwd });
    const document = JSON.parse(stdout);
    assert.equal(document.fields.length, 33);
    assert.equal(document.sum.records, null);
    const before = readFileSync(join(cwd, 'samestory.yaml'), 'utf8');
    const slip = await run(['fields', '--to', 'samestory.yaml'], { cwd });
    assert.equal(slip.code, 2, slip.stdout);
    assert.match(slip.stderr, /--to takes a file that ends in \.html or \.md; found "samestory\.yaml"/);
    assert.equal(readFileSync(join(cwd, 'samestory.yaml'), 'utf8'), before);
    const written = await run(['fields', '--to', 'map.md'], { cwd });
    assert.equal(written.code, 0, written.stderr);
    assert.match(readFileSync(join(cwd, 'map.md'), 'utf8'), new RegExp(`Version in force: ${document.version}`));
    const page = await run(['fields', '--to', 'map.html'], { cwd });
    assert.equal(page.code, 0, page.stderr);
    const html = readFileSync(join(cwd, 'map.html'), 'utf8');
    assert.match(html, new RegExp(`Version in force: ${document.version}`));
    assert.doesNotMatch(html, /<script|src=|href=|@import|url\(/, 'needs nothing else');
  });
});
