import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CrmObject } from '../../field-map/types.ts';
import type { Clock } from '../../lib/clock.ts';
import { ConnectorError } from '../failure.ts';
import { destinationSuite } from './destination-suite.ts';
import type { DestinationHarness } from './harness.ts';
import { createMemoryCrm } from './memory-crm.ts';
import { conformanceFields, contactRow, makeContact, makeOrder } from './suite-rows.ts';

function createTestClock(): Clock & { advance(milliseconds: number): void } {
  let now = Date.UTC(2026, 10, 4, 9);
  return {
    now: () => new Date(now),
    advance: (milliseconds) => {
      now += milliseconds;
    },
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
  };
}

const hour = 3_600_000;

function makeHarness(readYourWrites: 'id' | 'none', requiresParent: boolean) {
  return async (): Promise<DestinationHarness> => {
    const clock = createTestClock();
    const { destination, faults, store } = createMemoryCrm({ clock, readYourWrites, requiresParent });
    await destination.bind(conformanceFields);
    const refusedValue = { field: 'contact.first_name', value: 'Voldemort' };
    faults.refuse(refusedValue.field, refusedValue.value);
    return {
      destination,
      refusedValue,
      witness: {
        ids: async (object) => store.live(object).map(({ id }) => id),
        value: async (object, id, field) => store.find(object, id)?.values[field] ?? null,
        contactsOf: async (orderId) => [store.find('order', orderId)?.contactId ?? []].flat(),
      },
      faults: {
        loseNextAnswer: faults.loseNextAnswer,
        throttle() {
          // The suite sends two rows, and here each is a call of its own.
          for (const _row of [1, 2]) faults.throttleNext(10_000);
        },
        endThrottle: () => undefined,
        remove: async (object, id) => faults.remove(object, id),
        merge: async (object, loser, survivor) => faults.merge(object, loser, survivor),
        edit: async (object, id, field, value) => faults.edit(object, id, field, value),
      },
      settle: async () => clock.advance(hour),
      close: async () => undefined,
    };
  };
}

const keyless = {
  'readBack by key': 'the CRM keeps our key as a plain text and finds records by id alone',
  history: 'the CRM keeps no history of its fields',
  'other writers': 'without a history nothing says who else writes',
};

destinationSuite('the in-memory CRM with required parents', makeHarness('id', true), {
  lacks: { ...keyless, unlink: 'an order cannot be without a contact' },
});

destinationSuite('the in-memory CRM that hides what was just written', makeHarness('none', false), {
  lacks: { ...keyless, 'orders need a contact': 'orders stand alone here' },
});

describe('the in-memory CRM', () => {
  it('hides a fresh record from reads, but not from the list', async () => {
    const clock = createTestClock();
    const crm = createMemoryCrm({ clock, readYourWrites: 'none', indexAfterMs: 30_000, requiresParent: false });
    await crm.destination.bind(conformanceFields);
    const id = await makeContact(crm.destination, contactRow(1));
    const read = async (object: CrmObject) => (await crm.destination.readBack(object, { ids: [id] })).length;
    assert.equal(await read('contact'), 0);
    assert.equal((await crm.destination.list('contact', null)).records.length, 1);
    clock.advance(30_000);
    assert.equal(await read('contact'), 1);
  });

  it('moves the orders of a merged contact to the survivor', async () => {
    const crm = createMemoryCrm({ clock: createTestClock(), readYourWrites: 'id', requiresParent: true });
    await crm.destination.bind(conformanceFields);
    const order = await makeOrder(crm.destination, 5);
    const loser = crm.store.find('order', order)?.contactId ?? '';
    const survivor = await makeContact(crm.destination, contactRow(1));
    crm.faults.merge('contact', loser, survivor);
    assert.deepEqual(await crm.destination.readLinks('order_contact', [order]), new Map([[order, [survivor]]]));
  });

  it('refuses to look records up by key', async () => {
    const crm = createMemoryCrm({ clock: createTestClock(), readYourWrites: 'id', requiresParent: true });
    await crm.destination.bind(conformanceFields);
    await assert.rejects(crm.destination.readBack('contact', { keys: ['1/customer/1'] }), ConnectorError);
  });
});
