import { formatKey } from '../commerce/keys.ts';
import type { BuyersOrder } from '../commerce/repeat-signals.ts';
import type { Person, PersonMember } from '../field-map/types.ts';
import { placeMember } from '../identity/decide.ts';
import { joiningEmail } from '../identity/email.ts';
import { byteColumn, floatColumn, intColumn, wordColumn } from '../lib/compact/columns.ts';
import { textHash } from '../lib/compact/hash.ts';
import { NumberIndex } from '../lib/compact/number-index.ts';
import { TextStore } from '../lib/compact/text-store.ts';
import { PersonAttribute, timeOf } from './person-attribute.ts';
import { type MemberId, memberOrder, PersonMembers } from './person-members.ts';
import { PersonOrders } from './person-orders.ts';

export interface Placed {
  /** Position of the person, counted from 0 in the order of appearance. */
  readonly person: number;
  /** The record belongs to a person who was there before. */
  readonly joined: boolean;
  /** What a person has to decide about it; it stands alone until then. */
  readonly unclear: string | null;
}

interface PeopleOptions {
  readonly source: string;
  /** Address of a record in the admin; an empty text where it is not known. */
  readonly adminUrl: (key: PersonMember['key']) => string;
  /** Keeps which records each person consists of: 20 bytes a record. */
  readonly keepMembers: boolean;
}

const attributeNames = ['email', 'firstName', 'lastName', 'phone'] as const;
type AttributeName = (typeof attributeNames)[number];

/** Shorter numbers are extensions and mistakes. */
const fewestDigits = 7;

/** A bare member: who it is, and the address by which it may be joined. */
function bareMember(key: PersonMember['key'], email: string | null): PersonMember {
  const none = { createdAt: '', updatedAt: '', firstName: null, lastName: null, phone: null, adminUrl: '' };
  return { key, email, ...none };
}

/**
 * All buyers of a store, joined by the identity rule, in some 200 bytes each, texts included, and whatever the number of their orders.
 * Ids must be whole numbers up to 2^53; RangeError otherwise.
 */
export class People {
  readonly #options: PeopleOptions;
  readonly #texts = new TextStore();
  readonly #byEmail = new NumberIndex();
  readonly #byCustomer = new NumberIndex();
  readonly #byPhone = new NumberIndex();
  readonly #sharesPhone = byteColumn();
  #sharingPhone = 0;
  /** The person before with an address of the same hash, or -1. */
  readonly #sameHash = intColumn();
  readonly #joinedBy = wordColumn();
  readonly #firstId = floatColumn();
  readonly #firstCreated = wordColumn();
  readonly #firstIsCustomer = byteColumn();
  readonly #customer = floatColumn();
  readonly #attributes: Readonly<Record<AttributeName, PersonAttribute>> = {
    email: new PersonAttribute(this.#texts),
    firstName: new PersonAttribute(this.#texts),
    lastName: new PersonAttribute(this.#texts),
    phone: new PersonAttribute(this.#texts),
  };
  readonly #members = new PersonMembers();
  readonly #orders = new PersonOrders(this.#texts);

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#firstId.length;
  }

  /** How many people have a phone number that another one has too: they may be the same, and no rule says so. */
  get sharingPhone(): number {
    return this.#sharingPhone;
  }

  /** Takes a record in and says whose it is. */
  add(member: PersonMember): Placed {
    const email = joiningEmail(member.email);
    const sharing = email === null ? [] : this.#sharing(email);
    const placement = placeMember(
      member,
      sharing.map((person) => ({ subjectId: String(person), members: [this.#bare(person, email)] })),
    );
    const joined = 'join' in placement;
    const person = joined ? Number(placement.join) : this.#open(email);
    this.#keep(person, member);
    this.#notePhone(person, member.phone);
    return { person, joined, unclear: 'unclear' in placement ? placement.unclear : null };
  }

  /** Keeps what a person bought: some 50 bytes an order, so only where a field asks for it. -1 = nobody. */
  bought(person: number, order: BuyersOrder): void {
    if (person >= 0) this.#orders.add(person, order);
  }

  /** Whose customer record this is; -1 for one that was never taken in. */
  ofCustomer(id: string): number {
    const number = Number(id);
    return Number.isSafeInteger(number) && number > 0 ? this.#byCustomer.get(number) : -1;
  }

  /** The one customer with this address; -1 where there is none, or more than one. */
  customerWithEmail(email: string | null): number {
    const joining = joiningEmail(email);
    const [only = -1, second] = joining === null ? [] : this.#sharing(joining);
    return second === undefined && only >= 0 && this.isCustomer(only) ? only : -1;
  }

  isCustomer(person: number): boolean {
    return this.#customer.at(person) !== 0;
  }

  /**
   * The person with as many members as the field map needs to see to come to the same values as with all of them; with
   * `attributes` for those only.
   */
  person(person: number, attributes: readonly AttributeName[] = attributeNames): Person {
    const first = bareMember(this.#firstKey(person), null);
    const members: [PersonMember, ...PersonMember[]] = [{ ...first, adminUrl: this.#options.adminUrl(first.key) }];
    const customer = this.#customer.at(person);
    if (customer !== 0 && first.key.kind !== 'customer') {
      const key = this.#key({ kind: 'customer', id: customer });
      members.push({ ...bareMember(key, null), adminUrl: this.#options.adminUrl(key) });
    }
    for (const name of attributes) {
      const kept = this.#attributes[name].get(person);
      // The only member that has the attribute is the one the map takes it from, whatever its dates.
      if (kept !== null) members.push({ ...bareMember(this.#key(kept), null), [name]: kept.text });
    }
    return { members, orders: this.#orders.of(person) };
  }

  /** Keys of the records that are joined in a person, oldest first; needs `keepMembers`. */
  memberKeys(person: number): string[] {
    if (!this.#options.keepMembers) throw new RangeError('the members were not kept');
    return this.#members.of(person).map((member) => formatKey(this.#key(member)));
  }

  /** Key of the person's first member, which is the key of the CRM record. */
  keyOf(person: number): string {
    return formatKey(this.#firstKey(person));
  }

  #notePhone(person: number, phone: string | null): void {
    const digits = phone?.replace(/\D/g, '') ?? '';
    if (digits.length < fewestDigits) return;
    const hash = textHash(digits);
    const other = this.#byPhone.get(hash);
    if (other < 0) this.#byPhone.set(hash, person);
    else if (other !== person && this.#sharesPhone.at(person) === 0) {
      this.#sharesPhone.set(person, 1);
      this.#sharingPhone += 1;
    }
  }

  #sharing(email: string): number[] {
    const found: number[] = [];
    for (let person = this.#byEmail.get(textHash(email)); person >= 0; person = this.#sameHash.at(person)) {
      if (this.#texts.get(this.#joinedBy.at(person)) === email) found.push(person);
    }
    return found;
  }

  #open(email: string | null): number {
    const hash = email === null ? 0 : textHash(email);
    const person = this.#sameHash.push(hash === 0 ? -1 : this.#byEmail.get(hash));
    if (hash !== 0) this.#byEmail.set(hash, person);
    this.#joinedBy.push(this.#texts.add(email));
    this.#firstId.push(0);
    this.#firstCreated.push(0);
    this.#firstIsCustomer.push(0);
    this.#customer.push(0);
    this.#sharesPhone.push(0);
    for (const name of attributeNames) this.#attributes[name].open();
    this.#members.open();
    this.#orders.open();
    return person;
  }

  #keep(person: number, member: PersonMember): void {
    const { key, createdAt, updatedAt } = member;
    const id = Number(key.id);
    if (!Number.isSafeInteger(id) || id <= 0) throw new RangeError(`${key.kind} ${key.id} has an id that is too large`);
    const kind = key.kind === 'customer' ? 'customer' : 'guest';
    const own: MemberId = { kind, id, createdAt: timeOf(createdAt) };
    const origin = { kind, id, createdAt, updatedAt } as const;
    for (const name of attributeNames) {
      const joinedBy = this.#joinedBy.at(person);
      const kept = name === 'email' && this.#texts.get(joinedBy) === member.email ? joinedBy : 0;
      this.#attributes[name].offer(person, member[name], origin, kept);
    }
    if (kind === 'customer') {
      this.#customer.set(person, id);
      this.#byCustomer.set(id, person);
    }
    if (this.#firstId.at(person) === 0 || memberOrder(own, this.#first(person)) < 0) {
      this.#firstId.set(person, id);
      this.#firstCreated.set(person, own.createdAt);
      this.#firstIsCustomer.set(person, kind === 'customer' ? 1 : 0);
    }
    if (this.#options.keepMembers) this.#members.add(person, own);
  }

  #first(person: number): MemberId {
    const kind = this.#firstIsCustomer.at(person) === 1 ? 'customer' : 'guest';
    return { kind, id: this.#firstId.at(person), createdAt: this.#firstCreated.at(person) };
  }

  #firstKey(person: number): PersonMember['key'] {
    return this.#key(this.#first(person));
  }

  #key({ kind, id }: Pick<MemberId, 'kind' | 'id'>): PersonMember['key'] {
    return { source: this.#options.source, kind, id: String(id) };
  }

  /** What the identity rule looks at: the customer if there is one, with the address that all members share. */
  #bare(person: number, email: string | null): PersonMember {
    const customer = this.#customer.at(person);
    const key = customer === 0 ? this.#firstKey(person) : this.#key({ kind: 'customer', id: customer });
    return bareMember(key, email);
  }
}
