import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { parseScript, scriptText } from '../../simulator/simulation/script.ts';
import { openDatabase, type SimulatedDatabase } from './database.ts';
import { runScript, runSeed } from './run-seed.ts';

/** What once went wrong, shrunk to what is needed for it (`npm run simulate -- --shrink`); the file's name says what. */
const stories = readdirSync(new URL('./stories/', import.meta.url)).filter((file) => file.endsWith('.json'));

/** A seed beyond those that all tests run, which once failed, with what it found. */
const deletedThenBack = {
  seed: 41030,
  sentence: 'A customer who comes with the address of one whom Shopify has deleted is the same person',
} as const;

describe('what the simulation has found, played again', () => {
  let database: SimulatedDatabase;

  before(async () => {
    database = await openDatabase();
  });

  after(() => database.close());

  it(`${deletedThenBack.sentence} (seed ${deletedThenBack.seed})`, async () => {
    const { problems } = await runSeed(deletedThenBack.seed, database);
    assert.deepEqual(problems, []);
  });

  for (const file of stories) {
    it(`${file.slice(0, -'.json'.length).replaceAll('-', ' ')} (${file})`, async () => {
      const script = parseScript(readFileSync(new URL(`./stories/${file}`, import.meta.url), 'utf8'));
      const { problems } = await runScript(script, database);
      assert.deepEqual(problems, []);
    });
  }

  it('is a seed that draws nothing anew but does what it has recorded', async () => {
    const drawn = await runSeed(4, database);
    assert.ok(drawn.script !== null && drawn.script.acts.length > 0 && drawn.script.strikes.length > 0);
    const played = await runScript(parseScript(scriptText(drawn.script)), database);
    assert.equal(played.digest, drawn.digest);
  });
});
