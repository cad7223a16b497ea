import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { allFaults, faultCatalogue } from '../../simulator/faults/catalogue.ts';
import { drawFaults } from '../../simulator/faults/draw.ts';
import type { PlannedFault } from '../../simulator/faults/named-fault.ts';
import { ownPart } from '../../simulator/faults/plan.ts';
import { checkOneRecordPerKey } from '../../simulator/simulation/checkers/one-record-per-key.ts';
import { createRandom } from '../../src/lib/random.ts';
import { proofOf } from './proofs.ts';
import { business, changes, comesTrue, type FaultWorld, heal, openFaultWorld, parked, strikes, turn } from './world.ts';

/** Arms the plan, lets business go on under it, and demands that all comes true by itself afterwards. */
async function survives(world: FaultWorld, plan: readonly PlannedFault[], strikesSurely = true): Promise<void> {
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
  for (const { fault } of strikesSurely ? plan : []) assert.ok(strikes(world, fault) > 0, `${fault} never struck`);
  heal(world);
  await comesTrue(world);
  assert.deepEqual(await parked(world), []);
}

describe('faults that come right by themselves', () => {
  let world: FaultWorld;
  before(async () => {
    world = await openFaultWorld();
  });
  after(() => world.close());

  for (const { name, promise } of allFaults.filter((fault) => proofOf(fault).endsWith('/healing.test.ts'))) {
    it(`${name}: ${promise}`, () => survives(world, [{ fault: name }]));
  }

  it('several at once, drawn anew at every run', async () => {
    for (let round = 0; round < 4; round += 1) {
      const seed = Number(process.env['FAULT_SEED'] ?? randomInt(1_000_000)) + round;
      const skip = /^shopify-(bulk|webhooks|subscription|token|refresh)-/;
      const plan = drawFaults(createRandom(seed), { most: 6, recovery: ['by itself'], skip });
      try {
        await survives(world, plan, false);
      } catch (error) {
        throw new Error(`with FAULT_SEED=${seed}: ${JSON.stringify(plan)}`, { cause: error });
      }
    }
  });
});
