import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { faultCatalogue } from '../../simulator/faults/catalogue.ts';
import { ownPart } from '../../simulator/faults/plan.ts';
import { checkOneRecordPerKey } from '../../simulator/simulation/checkers/one-record-per-key.ts';
import { fullBalance } from '../../src/sync/balance.ts';
import { newOrder } from '../support/world.ts';
import { business, changes, comesTrue, type FaultWorld, heal, openFaultWorld, parked, turn, untrue } from './world.ts';

type Known = ReturnType<typeof business>;

let world: FaultWorld;
before(async () => {
  world = await openFaultWorld();
});
after(() => world.close());

/** Everything is in the CRM, then the fault begins and business goes on under it for some turns. */
async function under(name: string, work: (known: Known) => Promise<void>): Promise<void> {
  const known = business(world);
  await turn(world);
  world.held();
  arm(world, name);
  try {
    changes(world, known);
    business(world);
    for (let round = 0; round < 3; round += 1) await turn(world);
    assert.deepEqual(checkOneRecordPerKey(world.hands.seen(), false), [], 'nothing is made twice under the fault');
    await work(known);
  } finally {
    heal(world);
  }
}

function arm({ store, crm }: FaultWorld, name: string): void {
  store.named.arm(ownPart([{ fault: name }], faultCatalogue.Shopify));
  crm.account.named.arm(ownPart([{ fault: name }], faultCatalogue.HubSpot));
}

const besides = (field: string) => untrue(world).filter((problem) => !problem.includes(field));

describe('faults of a connection rest that connection and no record', () => {
  const cases: readonly (readonly [name: string, code: string, says: RegExp])[] = [
    ['shopify-scope-removed', 'MISSING_SCOPES', /read_customers/],
    ['hubspot-token-expired', 'EXPIRED_AUTHENTICATION', /new service key/],
    ['hubspot-scope-removed', 'MISSING_SCOPES', /crm\.objects\.orders\.write/],
    ['hubspot-daily-limit', 'DAILY_LIMIT', /DAILY/],
    ['shopify-430', 'HTTP_430', /took our calls for an attack/],
  ];
  for (const [name, code, says] of cases) {
    it(name, () =>
      under(name, async () => {
        const told = world.held();
        assert.ok(
          told.some((failure) => failure.code === code && says.test(failure.message)),
          JSON.stringify(told),
        );
        assert.deepEqual(await parked(world), []);
        heal(world);
        await comesTrue(world);
        assert.deepEqual(await parked(world), []);
      }),
    );
  }

  it('shopify-scope-removed: without read_returns alone the rest is read on', () =>
    under('shopify-throttled', async () => {
      const scopes = [...world.store.tokens.granted];
      world.store.tokens.setScopes(scopes.filter((scope) => scope !== 'read_returns'));
      business(world);
      await turn(world);
      await turn(world);
      assert.deepEqual(untrue(world), []);
      assert.deepEqual(await parked(world), []);
      world.store.tokens.setScopes(scopes);
      await world.route.source.check();
    }));
});

describe('a property that does not fit any more rests that field and nothing else', () => {
  const cases: readonly (readonly [name: string, field: string, code: string])[] = [
    ['hubspot-property-archived', 'order.original_total', 'PROPERTY_DOESNT_EXIST'],
    ['hubspot-property-read-only', 'order.original_total', 'READ_ONLY_VALUE'],
    ['hubspot-property-retyped', 'order.original_total', 'INVALID_DATE'],
    ['hubspot-option-removed', 'order.fulfillment_status', 'INVALID_OPTION'],
  ];
  for (const [name, field, code] of cases) {
    it(`${name}, and comes back by itself when it is mended`, () =>
      under(name, async () => {
        const letters = await parked(world);
        assert.ok(letters.length >= 4);
        for (const letter of letters) assert.deepEqual([letter.field, letter.code], [field, code]);
        assert.match(letters[0]?.message ?? '', /samestory_original_total|hs_fulfillment_status/);
        assert.deepEqual(besides(field), [], 'the rest of every record is true');
        heal(world);
        await comesTrue(world);
        assert.deepEqual(await parked(world), []);
      }));
  }
});

describe('what people of the CRM do stays theirs, and is told', () => {
  it('hubspot-rule-required: the record waits with the name of the field, and is written when the rule goes', () =>
    under('hubspot-rule-required', async () => {
      const letters = await parked(world);
      assert.ok(letters.length >= 3);
      for (const { code, message } of letters) {
        assert.equal(code, 'MISSING_REQUIRED_PROPERTY');
        assert.match(message, /jobtitle/);
      }
      heal(world);
      await comesTrue(world);
      assert.deepEqual(await parked(world), []);
    }));

  it('hubspot-rule-required: version 2026-03 does not enforce it', async () => {
    const older = await openFaultWorld({ crmApi: '2026-03' });
    try {
      arm(older, 'hubspot-rule-required');
      business(older);
      await turn(older);
      assert.deepEqual(untrue(older), []);
    } finally {
      await older.close();
    }
  });

  it('hubspot-link-cap: order and contact are true, the link is named', () =>
    under('hubspot-link-cap', async ({ customers }) => {
      const [buyer] = customers;
      assert.ok(buyer);
      const { customerId, email } = buyer;
      const orderId = world.truth.store.createOrder(newOrder({ customerId, email, createdAt: world.clock.now() }));
      await turn(world);
      await turn(world);
      const problems = untrue(world);
      assert.equal(problems.length, 1, problems.join());
      assert.match(problems[0] ?? '', new RegExp(`${orderId}.* is linked to \\[\\]`));
      assert.match(JSON.stringify(await parked(world)), new RegExp(`${orderId}.*link`, 'i'));
    }));

  it('hubspot-key-edited: asked about by name, nothing is made twice', () =>
    under('hubspot-key-edited', async () => {
      const letters = (await parked(world)).filter(({ code }) => code === 'REKEYED');
      assert.equal(letters.length, 1);
      assert.match(letters[0]?.message ?? '', /was changed in the CRM to typed over: put back 548380009\//);
    }));

  for (const name of ['hubspot-archived', 'hubspot-erased']) {
    it(`${name}: is not made again, and counted as removed by a person`, () =>
      under(name, async () => {
        const made = world.hands.seen().contacts.length;
        const report = await fullBalance(world.route, { repair: true });
        await turn(world);
        assert.equal(world.hands.seen().contacts.length, made);
        const removed = report.balance.reduce(
          (sum, row) => sum + (row.leftOut['removed in the CRM by a person'] ?? 0),
          0,
        );
        assert.equal(removed, name === 'hubspot-archived' ? 1 : 2);
        assert.equal(
          report.balance.reduce((sum, row) => sum + row.unseen, 0),
          0,
        );
      }));
  }

  it('hubspot-workflow-sets-back: put right twice, then contested, and the workflow is named', () =>
    under('hubspot-workflow-sets-back', async ({ customers }) => {
      const [buyer] = customers;
      assert.ok(buyer);
      const at = () => world.clock.now();
      for (const name of ['One', 'Two', 'Three', 'Four']) {
        world.truth.store.updateCustomer(buyer.customerId, at(), { firstName: name });
        await turn(world);
        await fullBalance(world.route, { repair: true });
        await turn(world);
      }
      const letters = (await parked(world)).filter(({ field }) => field !== null);
      assert.ok(letters.length > 0);
      for (const { field, code, message } of letters) {
        assert.deepEqual([field, code], ['contact.first_name', 'CONTESTED']);
        assert.match(message, /Loyalty names.* has set this field back \d times/);
      }
      await turn(world);
      const writes = world.route.destination.usage().writeCalls;
      await fullBalance(world.route, { repair: true });
      await turn(world);
      assert.equal(world.route.destination.usage().writeCalls, writes, 'it is not fought over any more');
    }));
});
