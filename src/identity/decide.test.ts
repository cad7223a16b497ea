import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PersonMember } from '../field-map/types.ts';
import { emailMoved, placeMember } from './decide.ts';
import { joiningEmail, normalizeEmail } from './email.ts';

function member(kind: 'customer' | 'guest', id: string, email: string | null, source = '1'): PersonMember {
  return {
    key: { source, kind, id },
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    firstName: null,
    lastName: null,
    email,
    phone: null,
    adminUrl: `https://admin.shopify.com/store/x/customers/${id}`,
  };
}

describe('one person or two', () => {
  it('joins a guest to the customer with the same address, however it is written', () => {
    const jane = { subjectId: 's1', members: [member('customer', '1', 'Jane.Doe@Example.com')] };
    assert.deepEqual(placeMember(member('guest', '9', ' jane.doe@example.com '), [jane]), { join: 's1' });
  });

  it('joins the customer record that appears after two guest orders', () => {
    const guests = { subjectId: 's1', members: [member('guest', '8', 'a@b.co'), member('guest', '9', 'a@b.co')] };
    assert.deepEqual(placeMember(member('customer', '1', 'a@b.co'), [guests]), { join: 's1' });
  });

  it('joins customers of two stores, never two customers of one', () => {
    const first = { subjectId: 's1', members: [member('customer', '1', 'a@b.co', 'north')] };
    assert.deepEqual(placeMember(member('customer', '2', 'a@b.co', 'south'), [first]), { join: 's1' });
    assert.ok('unclear' in placeMember(member('customer', '2', 'a@b.co', 'north'), [first]));
  });

  it('gives the address of a deleted customer to whoever comes with it', () => {
    const gone = member('customer', '1', 'a@b.co');
    const person = { subjectId: 's1', members: [gone], deleted: new Set(['1/customer/1']) };
    assert.deepEqual(placeMember(member('customer', '2', 'a@b.co'), [person]), { join: 's1' });
    assert.ok('unclear' in placeMember(member('customer', '2', 'a@b.co'), [{ subjectId: 's1', members: [gone] }]));
  });

  it('keeps people without an address apart', () => {
    const phoneOnly = { subjectId: 's1', members: [member('customer', '1', null)] };
    assert.deepEqual(placeMember(member('customer', '2', null), [phoneOnly]), { newSubject: true });
  });

  it('never joins on an address that a marketplace made up', () => {
    const relay = 'k7x@marketplace.amazon.com';
    const other = { subjectId: 's1', members: [member('guest', '1', relay)] };
    assert.deepEqual(placeMember(member('guest', '2', relay), [other]), { newSubject: true });
    assert.equal(joiningEmail('x@scs2.tiktok.com'), null);
  });

  it('asks a person when two people have the address already', () => {
    const two = ['s1', 's2'].map((subjectId, index) => ({
      subjectId,
      members: [member('guest', String(index), 'a@b.co')],
    }));
    assert.ok('unclear' in placeMember(member('guest', '9', 'a@b.co'), two));
  });

  it('says who is meant when an address moves to somebody else', () => {
    const other = { subjectId: 's2', members: [member('guest', '9', 'new@b.co')] };
    assert.match(emailMoved(member('customer', '1', 'new@b.co'), [other]) ?? '', /customer 1 .*guest of order 9/);
    assert.equal(emailMoved(member('customer', '1', 'new@b.co'), []), null);
  });

  it('composes accents, so that one name typed two ways is one address', () => {
    assert.equal(normalizeEmail('e\u0301lise@example.com'), normalizeEmail('élise@example.com'));
    assert.equal(normalizeEmail('not an address'), null);
  });
});
