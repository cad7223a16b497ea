/** One real person: the store customers and the guest orders that carry the same e-mail, or were merged. */
export interface PersonTruth {
  /** `customer/<id>` or `order/<id>`: the record through which the person was first seen. */
  readonly id: string;
  readonly customers: readonly string[];
  /** Orders that name the person by e-mail alone. */
  readonly guestOrders: readonly string[];
  /** Lower case; of the customer where there is one, else of the latest guest order. */
  readonly email: string | null;
  readonly phone: string | null;
  readonly name: string | null;
}

interface CustomerFacts {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
}

interface GuestOrder {
  readonly email: string;
  readonly name: string | null;
}

interface Person {
  readonly id: string;
  readonly customers: Map<string, CustomerFacts>;
  readonly guestOrders: Map<string, GuestOrder>;
}

/** E-mail addresses that name the same mailbox in practice. */
export function normalEmail(email: string | null): string | null {
  const trimmed = email?.trim().normalize('NFC').toLowerCase() ?? '';
  return trimmed === '' ? null : trimmed;
}

/**
 * Who is who. A join stays when an e-mail changes later; two store customers are joined by a merge only, because one shop
 * cannot hold one e-mail twice.
 */
export class TrackedPeople {
  readonly #people = new Map<string, Person>();
  readonly #byEmail = new Map<string, Person>();
  readonly #byCustomer = new Map<string, Person>();
  readonly #byGuestOrder = new Map<string, Person>();

  addCustomer(id: string, facts: CustomerFacts): void {
    const email = normalEmail(facts.email);
    const known = email === null ? undefined : this.#byEmail.get(email);
    // Somebody who is a customer already changed away from this e-mail: whoever comes now is another person.
    const person = known && known.customers.size === 0 ? known : this.#create(`customer/${id}`);
    person.customers.set(id, { ...facts });
    this.#byCustomer.set(id, person);
    if (email !== null) this.#byEmail.set(email, person);
  }

  changeCustomer(id: string, change: Partial<{ [Key in keyof CustomerFacts]: CustomerFacts[Key] | undefined }>): void {
    const person = this.#ofCustomer(id);
    const facts = person.customers.get(id);
    if (!facts) throw new RangeError(`no customer ${id}`);
    const before = normalEmail(facts.email);
    for (const key of ['firstName', 'lastName', 'email', 'phone'] as const) {
      const value = change[key];
      if (value !== undefined) facts[key] = value;
    }
    const after = normalEmail(facts.email);
    if (before === after) return;
    const guestKeepsIt = [...person.guestOrders.values()].some(({ email }) => email === before);
    if (before !== null && !guestKeepsIt) this.#byEmail.delete(before);
    if (after === null) return;
    const holder = this.#byEmail.get(after);
    if (holder && holder !== person && holder.customers.size === 0) this.#join(person, holder);
    if (!holder || holder.customers.size === 0) this.#byEmail.set(after, person);
  }

  mergeCustomers(keptId: string, removedId: string): void {
    const kept = this.#ofCustomer(keptId);
    const removed = this.#ofCustomer(removedId);
    const facts = kept.customers.get(keptId);
    const gone = removed.customers.get(removedId);
    if (facts && gone) {
      facts.email ??= gone.email;
      facts.phone ??= gone.phone;
    }
    removed.customers.delete(removedId);
    this.#byCustomer.delete(removedId);
    if (kept !== removed) this.#join(kept, removed);
  }

  removeCustomer(id: string): void {
    const person = this.#ofCustomer(id);
    person.customers.delete(id);
    this.#byCustomer.delete(id);
    this.#dropIfEmpty(person);
  }

  /** An order that carries an e-mail and no customer. */
  addGuestOrder(orderId: string, typedEmail: string, name: string | null): void {
    const email = normalEmail(typedEmail);
    if (email === null) return;
    const person = this.#byEmail.get(email) ?? this.#create(`order/${orderId}`);
    this.#byEmail.set(email, person);
    person.guestOrders.set(orderId, { email, name });
    this.#byGuestOrder.set(orderId, person);
  }

  removeGuestOrder(orderId: string): void {
    const person = this.#byGuestOrder.get(orderId);
    if (!person) return;
    person.guestOrders.delete(orderId);
    this.#byGuestOrder.delete(orderId);
    this.#dropIfEmpty(person);
  }

  /** Id of the person behind an order; null where nothing names one. */
  behind(orderId: string, customerId: string | null): string | null {
    const person = customerId === null ? this.#byGuestOrder.get(orderId) : this.#byCustomer.get(customerId);
    return person?.id ?? null;
  }

  facts(): PersonTruth[] {
    return [...this.#people.values()].map((person) => {
      const customer = [...person.customers.values()].at(-1);
      const guest = [...person.guestOrders.values()].at(-1);
      const name = [customer?.firstName, customer?.lastName].filter((part) => part).join(' ');
      return {
        id: person.id,
        customers: [...person.customers.keys()].sort(),
        guestOrders: [...person.guestOrders.keys()].sort(),
        email: customer ? normalEmail(customer.email) : (guest?.email ?? null),
        phone: customer?.phone ?? null,
        name: name === '' ? (customer ? null : (guest?.name ?? null)) : name,
      };
    });
  }

  #create(id: string): Person {
    const person: Person = { id, customers: new Map(), guestOrders: new Map() };
    this.#people.set(id, person);
    return person;
  }

  #ofCustomer(id: string): Person {
    const person = this.#byCustomer.get(id);
    if (!person) throw new RangeError(`no customer ${id}`);
    return person;
  }

  #join(into: Person, from: Person): void {
    for (const [id, facts] of from.customers) {
      into.customers.set(id, facts);
      this.#byCustomer.set(id, into);
    }
    for (const [id, order] of from.guestOrders) {
      into.guestOrders.set(id, order);
      this.#byGuestOrder.set(id, into);
    }
    for (const [email, person] of this.#byEmail) if (person === from) this.#byEmail.set(email, into);
    this.#people.delete(from.id);
  }

  #dropIfEmpty(person: Person): void {
    if (person.customers.size > 0 || person.guestOrders.size > 0) return;
    this.#people.delete(person.id);
    for (const [email, holder] of this.#byEmail) if (holder === person) this.#byEmail.delete(email);
  }
}
