import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { allFaults, faultCatalogue } from '../../simulator/faults/catalogue.ts';
import type { PlannedFault } from '../../simulator/faults/named-fault.ts';
import { ownPart } from '../../simulator/faults/plan.ts';
import { checkOneRecordPerKey } from '../../simulator/simulation/checkers/one-record-per-key.ts';
import { business, changes, comesTrue, type FaultWorld, heal, openFaultWorld, parked, strikes, turn } from './world.ts';

/** Arms the plan, lets business go on under it, and demands that all comes true by itself afterwards. */
async function survives(world: FaultWorld, plan: readonly PlannedFault[]): Promise<void> {
  const known = business(world);
  await turn(world);
  world.store.named.arm(ownPart(plan, faultCatalogue.Shopify));
  world.crm.account.named.arm(ownPart(plan, faultCatalogue.HubSpot));
  changes(world, known);
  business(world);
  for (let round = 0; round < 3; round += 1) {
    await turn(world);
    assert.deepEqual(checkOneRecordPerKey(world.hands.seen(), false), [], 'nothing is made twice under the fault');
  }
  for (const { fault } of plan) assert.ok(strikes(world, fault) > 0, `${fault} never struck`);
  heal(world);
  await comesTrue(world);
  assert.deepEqual(await parked(world), []);
}

/** Struck in files of their own: by bulk operations, deliveries and token endpoints, or with time that must pass. */
const elsewhere = /^shopify-(bulk|webhooks|subscription|token|refresh)-/;

describe('faults that come right by themselves', () => {
  let world: FaultWorld;
  before(async () => {
    world = await openFaultWorld();
  });
  after(() => world.close());

  for (const { name, promise } of allFaults.filter(
    (one) => one.recovery === 'by itself' && !elsewhere.test(one.name),
  )) {
    it(`${name}: ${promise}`, () => survives(world, [{ fault: name }]));
  }
});
