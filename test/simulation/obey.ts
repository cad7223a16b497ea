import type { PersonTruth } from '../../simulator/merchant/truth-people.ts';
import { contactsOf } from '../../simulator/simulation/checkers/persons-true.ts';
import { knowable } from '../../simulator/simulation/knowable.ts';
import { formatKey } from '../../src/commerce/keys.ts';
import { type ReviewCase, reviewCases } from '../../src/sync/review/cases.ts';
import { decideCase } from '../../src/sync/review/decide.ts';
import type { Route } from '../../src/sync/types.ts';
import { drive } from './drive.ts';
import { shopNumber } from './shop-side.ts';
import { keysOfPerson, openQuestions } from './undecided.ts';
import type { World } from './world.ts';

const caseLimit = 100;

/**
 * Somebody does what the product asks for: says of two people with one address that they are one, where they are, and
 * merges their contacts, as well as those of customers whom Shopify has merged and those that hold a buyer's address.
 */
export async function obey(world: World, route: Route): Promise<void> {
  const { crm, life, log, people } = world;
  const decided = await drive(world.clock, decideWhoIsOne(world, route));
  for (const person of undisturbed(world)) {
    const isMerged = person.customers.some((id) => life.mergedInto.has(id));
    if (!isMerged && !keysOfPerson(person).some((key) => decided.has(key))) continue;
    const [kept, ...others] = contactsOf(crm.hands.seen(), shopNumber, person);
    for (const other of others) {
      if (kept !== undefined) people.merge(kept, other);
      log.add(`crm: somebody merges contact ${other.id} into ${kept?.id}`);
    }
  }
  await clearAddresses(world);
}

/** A contact of the team's own has an address that the product could not write: somebody merges it into the buyer's. */
async function clearAddresses(world: World): Promise<void> {
  const { clock, crm, database, destination, log, people } = world;
  const parked = await clock.working(() => database.ledger.parked({ destination, limit: caseLimit }));
  const refused = new Set(parked.flatMap(({ key, field }) => (field === 'contact.email' ? [formatKey(key)] : [])));
  for (const person of undisturbed(world)) {
    if (!keysOfPerson(person).some((key) => refused.has(key))) continue;
    const seen = crm.hands.seen();
    const [kept] = contactsOf(seen, shopNumber, person);
    const own = seen.contacts.find(({ key, emails }) => key === null && emails.includes(person.email ?? ''));
    if (kept === undefined || own === undefined) continue;
    people.merge(kept, own);
    log.add(`crm: somebody merges their contact ${own.id} into ${kept.id}`);
  }
}

/** Whom nobody has taken a contact from: what became of the others is decided already. */
function undisturbed(world: World): PersonTruth[] {
  const open = openQuestions(world, null);
  return knowable(world.life, world.crm.hands.seen(), shopNumber).persons.filter((person) => !open.person(person));
}

/** Keys of the people who were said to be one. */
async function decideWhoIsOne(world: World, route: Route): Promise<ReadonlySet<string>> {
  const persons = undisturbed(world);
  const decided = new Set<string>();
  for (const one of await reviewCases(route, caseLimit)) {
    const keys = keysOf(one);
    const person = persons.find((somebody) => keysOfPerson(somebody).some((key) => keys.includes(key)));
    const own = new Set(person === undefined ? [] : keysOfPerson(person));
    const other = one.others.find((candidate) => keysOf(candidate).some((key) => own.has(key)));
    if (other === undefined || keys.some((key) => decided.has(key))) continue;
    world.log.add(`review: ${keys.join()} and ${keysOf(other).join()} are one`);
    await decideCase(route, one, { kind: 'merge', other: other.view.subjectId }, 'Somebody');
    for (const key of [...keys, ...keysOf(other)]) decided.add(key);
  }
  return decided;
}

function keysOf({ members }: Pick<ReviewCase, 'members'>): string[] {
  return members.map(({ key }) => formatKey(key));
}
