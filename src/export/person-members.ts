import { byteColumn, floatColumn, intColumn, wordColumn } from '../lib/compact/columns.ts';

/** A member by its place in the order of members: oldest first, then by key. */
export interface MemberId {
  readonly kind: 'customer' | 'guest';
  readonly id: number;
  /** Seconds since 1970. */
  readonly createdAt: number;
}

/** Oldest first; among those of one moment by key, as the ledger orders them. */
export function memberOrder(left: MemberId, right: MemberId): number {
  const byTime = left.createdAt - right.createdAt;
  if (byTime !== 0) return byTime;
  const [one, two] = [`${left.kind}/${left.id}`, `${right.kind}/${right.id}`];
  return one < two ? -1 : one > two ? 1 : 0;
}

/** Which store records are joined in which person; needed only where a CRM keeps the list. */
export class PersonMembers {
  readonly #newest = intColumn();
  readonly #previous = intColumn();
  readonly #id = floatColumn();
  readonly #created = wordColumn();
  readonly #customer = byteColumn();

  open(): void {
    this.#newest.push(-1);
  }

  add(person: number, { kind, id, createdAt }: MemberId): void {
    this.#id.push(id);
    this.#created.push(createdAt);
    this.#customer.push(kind === 'customer' ? 1 : 0);
    this.#newest.set(person, this.#previous.push(this.#newest.at(person)));
  }

  of(person: number): MemberId[] {
    const members: MemberId[] = [];
    for (let at = this.#newest.at(person); at >= 0; at = this.#previous.at(at)) {
      const kind = this.#customer.at(at) === 1 ? 'customer' : 'guest';
      members.push({ kind, id: this.#id.at(at), createdAt: this.#created.at(at) });
    }
    return members.sort(memberOrder);
  }
}
