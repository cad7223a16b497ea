import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { changedFields, sameValue } from '../src/field-map/compare.ts';
import { coreFieldMap } from '../src/field-map/core.ts';
import { forCreate, forUpdate, ownedFields } from '../src/field-map/owned-write.ts';
import { orderPartsOf, projectOrder, projectPerson } from '../src/field-map/project.ts';
import type { PersonMember } from '../src/field-map/types.ts';
import { mapOf, seedingMap } from './support/maps.ts';
import { bag, order, totals } from './support/order.ts';

const jane: PersonMember = {
  key: { source: '548380009', kind: 'customer', id: '7' },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  firstName: 'Jane',
  lastName: 'Doe',
  email: 'Jane.Doe@Example.com',
  phone: '+16135550101',
  adminUrl: 'https://admin.shopify.com/store/x/customers/7',
};

const value = (field: string, change: Parameters<typeof order>[0]) =>
  projectOrder(coreFieldMap, order(change)).values[field];

describe('the core field map', () => {
  it('has exactly one owner for every field, and no field twice', () => {
    const names = coreFieldMap.fields.map((field) => field.name);
    assert.equal(new Set(names).size, names.length);
    for (const field of coreFieldMap.fields) assert.ok(['shopify', 'crm', 'marketing'].includes(field.owner));
  });

  it('shows a partial refund as less value, not as a lost order', () => {
    const refunded = {
      financialStatus: 'PARTIALLY_REFUNDED',
      totals: totals({ current: bag('43.5'), refunded: bag('56.5'), net: bag('43.5') }),
    };
    assert.equal(value('order.current_total', refunded), '43.50');
    assert.equal(value('order.original_total', refunded), '100.00');
    assert.equal(value('order.refunded', refunded), '56.50');
    assert.equal(value('order.net', refunded), '43.50');
    assert.equal(value('order.payment_status', refunded), 'Partially refunded');
    assert.equal(value('order.stage', refunded), 'open');
  });

  it('tells cancelled, refunded and voided apart', () => {
    const cancelled = { cancelledAt: '2026-10-08T00:00:00.000Z', financialStatus: 'PAID' };
    assert.equal(value('order.stage', cancelled), 'cancelled');
    assert.equal(value('order.state', cancelled), 'Cancelled');
    assert.equal(value('order.payment_status', cancelled), 'Paid');
    assert.equal(value('order.payment_status', { financialStatus: 'VOIDED' }), 'Voided');
    assert.equal(value('order.stage', { financialStatus: 'REFUNDED' }), 'open');
    assert.equal(value('order.payment_status', { financialStatus: null }), 'No payment');
  });

  it('calls an order delivered only when every parcel that left has arrived', () => {
    const parcel = (id: string, deliveredAt: string | null, status = 'SUCCESS') => ({
      id,
      status,
      displayStatus: null,
      createdAt: '2026-10-08T00:00:00.000Z',
      deliveredAt,
      totalQuantity: 1,
      tracking: [],
    });
    const arrived = '2026-10-09T00:00:00.000Z';
    const shipped = { fulfillmentStatus: 'FULFILLED', fulfillments: [parcel('1', arrived), parcel('2', null)] };
    assert.equal(value('order.stage', shipped), 'shipped');
    const all = {
      fulfillmentStatus: 'FULFILLED',
      fulfillments: [parcel('1', arrived), parcel('2', null, 'CANCELLED')],
    };
    assert.equal(value('order.stage', all), 'delivered');
    assert.equal(value('order.stage', { fulfillmentStatus: 'PARTIALLY_FULFILLED' }), 'processed');
    assert.equal(value('order.stage', { fulfillmentStatus: 'SOMETHING_NEW' }), 'open');
    assert.equal(value('order.fulfillment_status', { fulfillmentStatus: 'SOMETHING_NEW' }), 'Something new');
  });

  it('keeps channel and acquisition source apart', () => {
    const visit = {
      occurredAt: '2026-10-07T13:00:00.000Z',
      source: 'Google',
      referrerUrl: null,
      landingPage: null,
      utmSource: 'newsletter',
      utmMedium: 'email',
      utmCampaign: 'autumn',
      utmContent: null,
      utmTerm: null,
    };
    const seen = { acquisition: { ready: true, first: visit, last: null } };
    assert.equal(value('order.channel', seen), 'Online Store');
    assert.equal(value('order.acquisition_source', seen), 'newsletter');
    assert.equal(value('order.acquisition_source', { acquisition: null }), null);
  });

  it('spells zero- and three-decimal currencies as people write them', () => {
    const yen = { presentmentCurrency: 'JPY', totals: totals({ net: bag('1200.0', 'JPY') }) };
    assert.equal(value('order.net', yen), '1200');
    assert.equal(value('order.net', { totals: totals({ net: bag('1.5', 'KWD') }) }), '1.500');
  });

  it('keeps a person keyed by the first member and known by the newest data', () => {
    const guest: PersonMember = {
      ...jane,
      key: { source: '548380009', kind: 'guest', id: '900' },
      firstName: 'J.',
      updatedAt: '2026-05-01T00:00:00.000Z',
    };
    const desired = projectPerson(coreFieldMap, { members: [guest, jane], orders: [] });
    assert.equal(desired.key, '548380009/guest/900');
    assert.equal(desired.values['contact.first_name'], 'Jane');
    assert.equal(desired.values['contact.email'], 'jane.doe@example.com');
    assert.equal(desired.seeds['contact.phone'], '+16135550101');
    assert.equal(desired.values['contact.phone'], undefined);
  });

  it('lets a deleted customer speak for a person only where nothing that is still there does', () => {
    const guest: PersonMember = {
      ...jane,
      key: { source: '548380009', kind: 'guest', id: '900' },
      firstName: 'J.',
      lastName: null,
      email: 'j.doe@example.com',
      adminUrl: 'https://admin.shopify.com/store/x/orders/900',
      updatedAt: '2025-05-01T00:00:00.000Z',
    };
    const { values } = projectPerson(coreFieldMap, { members: [{ ...jane, gone: true }, guest], orders: [] });
    assert.equal(values['contact.email'], 'j.doe@example.com');
    assert.equal(values['contact.first_name'], 'J.');
    assert.equal(values['contact.last_name'], 'Doe');
    assert.equal(values['contact.shopify_url'], 'https://admin.shopify.com/store/x/orders/900');
  });

  it('asks Shopify only for what it reads', () => {
    assert.deepEqual(orderPartsOf(coreFieldMap).sort(), ['acquisition', 'fulfillments']);
  });
});

describe('writes that we may make', () => {
  const desired = projectPerson(coreFieldMap, { members: [jane], orders: [] });

  it('carry a seed in the creating call and never afterwards', () => {
    const seeded = projectPerson(seedingMap, { members: [jane], orders: [] });
    const create = forCreate(seedingMap, seeded, { without: new Set(), withSeeds: true });
    assert.equal(create.values['contact.phone'], '+16135550101');
    const past = forCreate(seedingMap, seeded, { without: new Set(), withSeeds: false });
    assert.equal('contact.phone' in past.values, false);
    const update = forUpdate(seedingMap, 'contact', { ...seeded.values, ...seeded.seeds });
    assert.equal('contact.phone' in update.values, false);
  });

  it('seed nothing unless the map says so', () => {
    assert.equal(desired.seeds['contact.phone'], '+16135550101');
    const create = forCreate(coreFieldMap, desired, { without: new Set(), withSeeds: true });
    assert.equal('contact.phone' in create.values, false);
  });

  it('leave alone what is there where an empty value keeps it', () => {
    const map = mapOf({ fields: { 'contact.last_name': { empty: 'keep' } } });
    const nameless = { ...jane, firstName: null, lastName: null };
    const { values } = projectPerson(map, { members: [nameless], orders: [] });
    assert.deepEqual(changedFields(map, ownedFields(map, 'contact'), values, { 'contact.last_name': 'Doe' }), {
      'contact.email': 'jane.doe@example.com',
      'contact.shopify_url': jane.adminUrl,
    });
    const cleared = changedFields(
      coreFieldMap,
      ['contact.last_name'],
      projectPerson(coreFieldMap, { members: [nameless], orders: [] }).values,
      { 'contact.last_name': 'Doe' },
    );
    assert.deepEqual(cleared, { 'contact.last_name': null });
    assert.equal(projectPerson(map, { members: [jane], orders: [] }).values['contact.last_name'], 'Doe');
  });

  it('never carry what the CRM or marketing owns, whatever is asked for', () => {
    const update = forUpdate(coreFieldMap, 'contact', { 'contact.lead_status': 'OPEN', 'contact.first_name': 'Jane' });
    assert.deepEqual(update.values, { 'contact.first_name': 'Jane' });
    assert.equal(update.allowed.includes('contact.lead_status'), false);
  });

  it('leave a parked value out and keep the rest', () => {
    const create = forCreate(coreFieldMap, desired, { without: new Set(['contact.email']), withSeeds: true });
    assert.equal('contact.email' in create.values, false);
    assert.equal(create.values['contact.last_name'], 'Doe');
  });
});

describe('what counts as a change', () => {
  it('is nothing for equal records, however amounts and times are spelled', () => {
    const { values } = projectOrder(coreFieldMap, order());
    const spelled = { ...values, 'order.net': '100.0', 'order.date': '2026-10-07T13:50:26Z' };
    assert.deepEqual(changedFields(coreFieldMap, ownedFields(coreFieldMap, 'order'), values, spelled), {});
  });

  it('is symmetric and reflexive for any texts', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('text', 'money', 'datetime', 'email' as const),
        fc.string(),
        fc.string(),
        (type, a, b) => {
          assert.equal(sameValue(type, a, b), sameValue(type, b, a));
          assert.ok(sameValue(type, a, a));
        },
      ),
    );
  });

  it('sees an emptied field', () => {
    const { values } = projectOrder(coreFieldMap, order());
    const changes = changedFields(coreFieldMap, ['order.number'], values, { 'order.number': '' });
    assert.deepEqual(changes, { 'order.number': '#1001' });
  });
});
