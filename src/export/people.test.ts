import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatKey } from '../commerce/keys.ts';
import { coreFieldMap } from '../field-map/core.ts';
import { projectPerson } from '../field-map/project.ts';
import type { PersonMember } from '../field-map/types.ts';
import { placeMember } from '../identity/decide.ts';
import { People } from './people.ts';

const source = '1';
const adminUrl = (key: PersonMember['key']) => `https://admin/${key.kind}/${key.id}`;

const attribute = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: null });
const time = fc.integer({ min: 1, max: 5 }).map((day) => `2026-10-0${day}T00:00:00.000Z`);

const memberAt = (id: number): fc.Arbitrary<PersonMember> =>
  fc
    .record({
      kind: fc.constantFrom('customer' as const, 'guest' as const, 'guest' as const),
      createdAt: time,
      updatedAt: time,
      firstName: attribute('Jane', 'Élise', 'Bob'),
      lastName: attribute('Doe', 'Martin'),
      email: attribute('a@example.com', 'A@example.com ', 'b@example.com', 'x@marketplace.amazon.com', 'none'),
      phone: attribute('+1', '+2'),
    })
    .map(({ kind, ...rest }) => {
      const key = { source, kind, id: String(id) };
      return { key, ...rest, adminUrl: adminUrl(key) };
    });

/** The same rules over whole members, as the ledger keeps them: oldest first, then by key. */
function joinedByTheRule(members: readonly PersonMember[]): PersonMember[][] {
  const people: PersonMember[][] = [];
  for (const member of members) {
    const placement = placeMember(
      member,
      people.map((person, index) => ({ subjectId: String(index), members: person })),
    );
    if ('join' in placement) people[Number(placement.join)]?.push(member);
    else people.push([member]);
  }
  const order = ({ createdAt, key }: PersonMember) => `${createdAt} ${formatKey(key)}`;
  return people.map((person) => person.toSorted((a, b) => (order(a) < order(b) ? -1 : 1)));
}

describe('people', () => {
  it('are joined, named and projected as the rules do with every member at hand', () => {
    const members = fc
      .array(fc.nat(), { maxLength: 12 })
      .chain((ids) => fc.tuple(...ids.map((_, at) => memberAt(at + 1))));
    fc.assert(
      fc.property(members, (list) => {
        const people = new People({ source, adminUrl, keepMembers: true });
        for (const member of list) people.add(member);
        const expected = joinedByTheRule(list);
        assert.equal(people.count, expected.length);
        expected.forEach(([first, ...rest], index) => {
          assert.ok(first);
          const whole = projectPerson(coreFieldMap, { members: [first, ...rest], orders: [] });
          assert.deepEqual(projectPerson(coreFieldMap, people.person(index)), whole);
          assert.equal(people.keyOf(index), whole.key);
          assert.deepEqual(
            people.memberKeys(index),
            [first, ...rest].map(({ key }) => formatKey(key)),
          );
        });
      }),
      { numRuns: 500 },
    );
  });

  it('finds a customer by id and by an address that only one has', () => {
    const people = new People({ source, adminUrl, keepMembers: false });
    const customer = (id: string, email: string | null): PersonMember => ({
      key: { source, kind: 'customer', id },
      createdAt: '',
      updatedAt: '',
      firstName: null,
      lastName: null,
      email,
      phone: null,
      adminUrl: '',
    });
    people.add(customer('7', 'Jane@example.com'));
    people.add(customer('8', null));
    assert.equal(people.add(customer('9', 'bob@example.com')).unclear, null);
    assert.match(people.add(customer('10', 'BOB@example.com')).unclear ?? '', /same e-mail/);
    assert.deepEqual([people.ofCustomer('8'), people.ofCustomer('11'), people.ofCustomer('x')], [1, -1, -1]);
    assert.equal(people.customerWithEmail(' jane@EXAMPLE.com'), 0);
    assert.equal(people.customerWithEmail('bob@example.com'), -1);
    assert.throws(() => people.add(customer('99999999999999999999', null)), RangeError);
  });
});
