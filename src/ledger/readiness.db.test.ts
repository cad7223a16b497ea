import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { at, noon, openScope, person, subjectOf } from '../../test/ledger/world.ts';
import { formatKey } from '../commerce/keys.ts';

onBothDatabases((database) => {
  it('counts the contacts of a person by Shopify ID and by e-mail, those with the most first', async () => {
    const { ledger, lane, source, key } = await openScope(database.ledger);
    const mail = (name: string) => `${name}.${source}@example.com`;
    const [jane, joan, joe] = [key('customer', 1), key('customer', 2), key('customer', 3)];
    const members = [
      person(jane, { email: mail('jane') }),
      person(joan, { email: mail('joan') }),
      person(joe, { email: mail('joe') }),
    ];
    await ledger.recordLooks({ now: noon, members });
    const record = (crmId: string, memberKey: string | null, emails: readonly string[]) => ({
      crmId,
      key: memberKey,
      members: memberKey === null ? [] : [memberKey],
      emails,
      phones: [],
      nameWords: [],
    });
    const records = [
      record('11', formatKey(jane), [mail('jane')]),
      record('12', null, [mail('other'), mail('JANE')]),
      record('21', formatKey(joan), []),
      record('22', null, [mail('joan')]),
      record('23', null, [mail('joan')]),
      record('31', formatKey(joe), [mail('joe')]),
    ];
    await ledger.indexRecords({ destination: lane, object: 'contact', seenAt: noon, records });
    const crowded = () => ledger.crowdedPeople({ destination: lane, limit: 10 });
    assert.deepEqual(await crowded(), [
      { subjectId: await subjectOf(ledger, joan), crmIds: ['21', '22', '23'] },
      { subjectId: await subjectOf(ledger, jane), crmIds: ['11', '12'] },
    ]);
    assert.equal((await ledger.crowdedPeople({ destination: lane, limit: 1 })).length, 1);
    assert.deepEqual(await ledger.crowdedPeople({ destination: 'another', limit: 10 }), []);
  });

  it('tells topic by topic what was received, each delivery once, and what it changed last', async () => {
    const { ledger, lane, source, key } = await openScope(database.ledger);
    const seen = () => ledger.topicsSeen({ source, destination: lane, since: at(-60) });
    assert.deepEqual(await seen(), []);
    const deliver = (deliveryId: string, topic: string, minutes: number) =>
      ledger.enqueue({
        lane,
        keys: [{ key: key('order', 1), priority: 1, dueAt: noon, cause: `webhook ${topic}` }],
        evidence: [],
        delivery: { source, deliveryId, topic, receivedAt: at(minutes), known: true, problem: null },
      });
    await deliver('a', 'orders/create', 1);
    await deliver('a', 'orders/create', 2);
    await deliver('b', 'orders/create', 3);
    await deliver('c', 'refunds/create', 4);
    assert.deepEqual(await seen(), [
      { topic: 'orders/create', received: 2, lastReceivedAt: at(3), lastAppliedAt: null },
      { topic: 'refunds/create', received: 1, lastReceivedAt: at(4), lastAppliedAt: null },
    ]);
  });
});
