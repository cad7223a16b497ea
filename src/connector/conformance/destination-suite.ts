import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DestinationHarness, SuiteOptions } from './harness.ts';
import { linkTests } from './suite-links.ts';
import { readTests } from './suite-reads.ts';
import { contactRow, createAll } from './suite-rows.ts';
import { writeTests } from './suite-writes.ts';

/**
 * Registers the tests that every destination passes. They assert what the account holds, as a witness sees it that does
 * not go through the connector. `makeHarness` gives a fresh, empty account each time. What a CRM lacks is skipped under
 * its name, with the reason from `lacks`.
 */
export function destinationSuite(
  name: string,
  makeHarness: () => Promise<DestinationHarness>,
  options: SuiteOptions,
): void {
  const run = (test: (harness: DestinationHarness) => Promise<void>) => async () => {
    const harness = await makeHarness();
    try {
      await test(harness);
    } finally {
      await harness.close();
    }
  };

  describe(`${name} keeps the contract of destinations`, () => {
    writeTests(run);
    describe('links', () => linkTests(run, options));
    readTests(run, options);

    it(
      'says who it is, and counts its calls',
      run(async ({ destination }) => {
        const account = await destination.check();
        assert.match(account.destination, /^[a-z]+\/\S+$/);
        assert.deepEqual(account.scopes.missing, []);
        const before = destination.usage();
        await createAll(destination, 'contact', [contactRow(1)]);
        const after = destination.usage();
        assert.equal(after.writeCalls, before.writeCalls + 1);
        assert.ok(after.calls > before.calls);
      }),
    );
  });
}
