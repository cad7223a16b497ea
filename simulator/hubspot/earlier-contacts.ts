import type { Random } from '../../src/lib/random.ts';
import type { Actor } from './acting.ts';

/** A real person who buys in the store, as an observer of the store knows them. */
export interface KnownBuyer {
  readonly id: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly name: string | null;
}

/**
 * How the CRM knows a buyer already:
 * `address` and `second address`: one contact has the store's address, first or further; `phone`: one has the name and
 * the number only. Whoever looks closely finds exactly one.
 * `twice`: once under the store's address, once under another with the same name and number; `phone twice`: two
 * contacts with name and number; `number alone`: one contact with nothing but the number; `other address`: one with
 * name and number and another address than the store has. Only a person can tell.
 */
export type Planting =
  | 'address'
  | 'second address'
  | 'phone'
  | 'twice'
  | 'phone twice'
  | 'number alone'
  | 'other address';

export interface PlantedBuyer {
  /** The buyer's id, as given. */
  readonly person: string;
  readonly planting: Planting;
  readonly expected: 'adopted' | 'held';
  readonly contacts: readonly string[];
}

/** Who is who in an account that worked before anybody connected it. */
export interface EarlierContacts {
  readonly buyers: readonly PlantedBuyer[];
  /** Contacts of people who never bought. */
  readonly strangers: readonly string[];
  /** Among those: people who share a phone number with a buyer. */
  readonly sharers: readonly string[];
}

const decidable: ReadonlySet<Planting> = new Set(['address', 'second address', 'phone']);
const firstNames = ['Rosalind', 'Theodor', 'Ximena', 'Oluwaseun', 'Katarzyna', 'Hiroto', 'Fatoumata', 'Sven'];
const lastNames = ['Quillfeather', 'Zimmerhackl', 'Okonkwo-Reyes', 'Brzęczyszczykiewicz', 'Vanderplank', 'Ishiguro'];

/** Fills an account with `count` contacts, a third of them (or all buyers, if fewer) the store's buyers. */
export function plantContacts(
  account: Actor,
  random: Random,
  options: { readonly count: number; readonly buyers: readonly KnownBuyer[] },
): EarlierContacts {
  const chosen = random.shuffle(options.buyers.filter(({ email, phone }) => email !== null || phone !== null));
  const buyers: PlantedBuyer[] = [];
  let made = 0;
  for (const buyer of chosen) {
    if (made >= options.count / 3) break;
    const planting = plantingFor(random, buyer);
    const contacts = plant(account, random, buyer, planting);
    made += contacts.length;
    const expected = decidable.has(planting) ? 'adopted' : 'held';
    buyers.push({ person: buyer.id, planting, expected, contacts });
  }
  const strangers: string[] = [];
  const sharers: string[] = [];
  for (let index = made; index < options.count; index += 1) {
    const shared = random.chance(0.02) ? random.pick(chosen).phone : null;
    const phone = shared ?? (random.chance(0.5) ? `+4989${String(30_000_000 + index)}` : null);
    const id = account.create('contacts', {
      ...nameOf(random.pick(firstNames), random.pick(lastNames)),
      ...(random.chance(0.9) || shared !== null ? { email: `stranger${index}@elsewhere.example` } : {}),
      ...(phone === null ? {} : { phone: written(random, phone) }),
    });
    strangers.push(id);
    if (shared !== null) sharers.push(id);
  }
  return { buyers, strangers, sharers };
}

function plantingFor(random: Random, { email, phone, name }: KnownBuyer): Planting {
  const callable = phone !== null && (name ?? '').trim().split(/\s+/).length >= 2;
  if (email === null) return callable ? random.pick(['phone', 'phone', 'phone twice']) : 'number alone';
  if (!callable) return random.chance(0.8) ? 'address' : 'second address';
  const draw = random.next();
  if (draw < 0.4) return 'address';
  if (draw < 0.55) return 'second address';
  if (draw < 0.75) return 'phone';
  if (draw < 0.87) return 'twice';
  return random.pick(['phone twice', 'number alone', 'other address']);
}

function plant(account: Actor, random: Random, buyer: KnownBuyer, planting: Planting): string[] {
  const [first = '', ...rest] = (buyer.name ?? '').split(' ');
  const name = nameOf(first, rest.join(' '));
  const email = buyer.email ?? '';
  const phone = () => ({ phone: written(random, buyer.phone ?? '') });
  const other = { email: `${buyer.id.replace(/\W+/g, '.')}@former.example` };
  const create = (properties: Readonly<Record<string, string>>) => account.create('contacts', properties);
  switch (planting) {
    case 'address':
      return [create({ ...name, email })];
    case 'second address': {
      const id = create({ ...name, ...other });
      account.setEmailSecondary(id, email);
      return [id];
    }
    case 'phone':
      return [create({ ...name, ...phone() })];
    case 'twice':
      return [create({ ...name, email }), create({ ...name, ...phone(), ...other })];
    case 'phone twice':
      return [create({ ...name, ...phone() }), create({ ...name, ...phone() })];
    case 'number alone':
      return [create(phone())];
    case 'other address':
      return [create({ ...name, ...phone(), ...other })];
  }
}

function nameOf(firstname: string, lastname: string): Record<string, string> {
  return { ...(firstname === '' ? {} : { firstname }), ...(lastname === '' ? {} : { lastname }) };
}

/** The same number as different people type it. */
function written(random: Random, phone: string): string {
  const [, prefix = '', number = ''] = /^(\+\d{2})(\d+)$/.exec(phone) ?? [];
  if (prefix === '') return phone;
  return random.pick([
    phone,
    `${prefix} ${number.slice(0, 3)} ${number.slice(3)}`,
    `00${prefix.slice(1)} (${number.slice(0, 2)}) ${number.slice(2)}`,
    `${prefix}-${number.slice(0, 4)}-${number.slice(4)}`,
  ]);
}
