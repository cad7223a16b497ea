import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openEmbeddedLedger } from '../../test/ledger/temporary.ts';
import { noon, openScope, order } from '../../test/ledger/world.ts';

describe('a webhook while the embedded database has much to do', () => {
  it('is stored ahead of what was asked before it', async () => {
    const ledger = await openEmbeddedLedger();
    try {
      const scope = await openScope(ledger);
      let worked = 0;
      const history = Array.from({ length: 40 }, async (_, part) => {
        const members = Array.from({ length: 50 }, (_, index) => order(scope.key('order', part * 50 + index + 1)));
        await ledger.recordLooks({ now: noon, members });
        worked += 1;
      });
      // The thread is at work from now on, and has been told of all of them.
      await history[0];
      const { lane, source } = scope;
      const told = { source, deliveryId: 'd-1', topic: 'orders/updated', receivedAt: noon, known: true, problem: null };
      await ledger.enqueue({ lane, keys: [scope.due('order', 1)], evidence: [], delivery: told });
      assert.ok(worked <= history.length / 2, `${worked} of ${history.length} transactions came before it`);
      await Promise.all(history);
      assert.equal(worked, history.length);
    } finally {
      await ledger.close();
    }
  });
});
