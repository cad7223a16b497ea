import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Command } from 'commander';
import { type Guide, hubSpotGuide, shopifyGuide } from '../src/app/connect/guide.ts';
import { exitCodes } from '../src/app/failures.ts';
import { commandsPage } from '../src/cli/commands-page.ts';
import { exitCodeMeanings, occasions } from '../src/cli/help.ts';
import { createProgram, entries } from '../src/cli/program.ts';
import { coreFieldMap } from '../src/field-map/core.ts';
import { rules } from '../src/readiness/advice/rules.ts';

const page = (name: string) => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');

describe('docs/commands.md', () => {
  it('is what the commands say of themselves', async () => {
    assert.equal(page('commands.md'), commandsPage(await createProgram()), 'run: node scripts/commands-page.ts');
  });

  it('has every command and every exit code', async () => {
    const named = new Set(occasions.flatMap(({ names }) => names));
    const commands = (await createProgram()).commands.map((command) => command.name());
    assert.deepEqual(
      commands.filter((name) => name !== 'help' && !named.has(name)),
      [],
    );
    assert.deepEqual(
      exitCodeMeanings.map(([code]) => Number(code)),
      Object.values(exitCodes).toSorted((a, b) => a - b),
    );
  });
});

describe('what is loaded for a command', () => {
  for (const { names, load } of entries) {
    it(`is the module that defines ${names.join(' and ')}`, async () => {
      const program = new Command();
      (await load())(program);
      assert.deepEqual(
        program.commands.map((command) => command.name()),
        names,
      );
    });
  }

  it('is one module for one command, and everything for help or a word that is none', async () => {
    const all = entries.flatMap(({ names }) => names);
    const loaded = async (called?: string) => (await createProgram(called)).commands.map((command) => command.name());
    assert.deepEqual(await loaded('resume'), ['pause', 'resume']);
    assert.deepEqual(await loaded('--version'), []);
    for (const called of [undefined, 'help', '--help', 'statsu']) assert.deepEqual(await loaded(called), all);
  });
});

describe('the pages about connecting', () => {
  const pages: readonly (readonly [string, Guide])[] = [
    ['connect-shopify.md', shopifyGuide(coreFieldMap)],
    ['connect-hubspot.md', hubSpotGuide],
  ];
  for (const [name, guide] of pages) {
    it(`${name} has the steps, scopes and minutes of the command`, () => {
      const text = page(name);
      guide.steps.forEach((step, index) => {
        assert.ok(text.includes(`\n${index + 1}. ${step}\n`), `step ${index + 1} differs: ${step}`);
      });
      for (const { scope, use } of guide.scopes) assert.ok(text.includes(`| \`${scope}\` | ${use} |`), scope);
      assert.ok(text.includes(`About ${guide.minutes} minutes`));
      assert.match(text, /not built yet/);
    });
  }
});

describe('docs/advise.md', () => {
  it('has every rule in its order, with the path that it recommends', () => {
    const listed = [...page('advise.md').matchAll(/^\| `([a-z-]+)` \| ([^|]+) \|/gm)].map(([, rule, path]) => [
      rule,
      path?.trim(),
    ]);
    const names: Readonly<Record<string, string>> = {
      none: 'no integration',
      csv: 'scheduled CSV',
      native: 'native connector',
      direct: 'direct',
      'direct-many': 'several destinations',
      middleware: 'middleware',
      custom: 'custom build',
    };
    assert.deepEqual(
      listed,
      rules.map(({ name, says }) => [name, names[says]]),
    );
  });
});
