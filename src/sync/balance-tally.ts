import type { WorkKey } from '../commerce/keys.ts';
import { formatKey } from '../commerce/keys.ts';
import { emptyRow, type Writable } from './balance-row.ts';
import type { CarriedKeys } from './carried-keys.ts';
import { KeySet } from './key-set.ts';
import type { BalanceDifference, BalanceReport, BalanceRow, Route } from './types.ts';
import type { Judged } from './verdict.ts';

const namedLimit = 500;
const differenceLimit = 50;

function bump<K extends string>(counts: Readonly<Partial<Record<K, number>>>, name: K): Record<K, number> {
  return { ...counts, [name]: (counts[name] ?? 0) + 1 } as Record<K, number>;
}

/** Counts verdicts into the balance: every listed record goes into exactly one column. */
export class BalanceTally {
  readonly #rows: Readonly<Record<BalanceRow['kind'], Writable<BalanceRow>>>;
  readonly #seen = new KeySet();
  readonly #named: Writable<BalanceReport['named'][number]>[] = [];
  readonly #differences: BalanceDifference[] = [];
  /** Keys that we knew and that the store lists no more without anybody saying why. */
  readonly #vanished: WorkKey[] = [];
  readonly #goneOrders: string[] = [];
  readonly #source: string;

  constructor(destination: string, source: string) {
    this.#source = source;
    const row = (kind: BalanceRow['kind']) => emptyRow(destination, source, kind);
    this.#rows = { customer: row('customer'), guest: row('guest'), order: row('order'), company: row('company') };
  }

  add(kind: 'customer' | 'guest' | 'order', judged: Judged): void {
    const row = this.#rows[kind];
    const { verdict } = judged;
    row.listed += 1;
    this.#seen.add(judged.key);
    for (const { field, message } of judged.view?.parkedValues ?? []) {
      row.parkedFields += 1;
      this.#name(judged, 'parked value', `${field}: ${message}`);
    }
    switch (verdict.type) {
      case 'matching':
        row.matching += 1;
        break;
      case 'waiting':
        row.waiting += 1;
        this.#name(judged, 'waiting', verdict.reason);
        break;
      case 'needs you':
        row.needsYou = bump(row.needsYou, verdict.class);
        this.#name(judged, 'needs you', verdict.reason);
        break;
      case 'left out':
        if (verdict.isBack) {
          row.waiting += 1;
          this.#name(judged, 'waiting', 'somebody had removed it in the CRM, where it is again');
          break;
        }
        row.leftOut = bump(row.leftOut, verdict.reason);
        if (verdict.reason !== 'before the cutoff') this.#name(judged, 'left out', verdict.reason);
        break;
      case 'unseen':
        row.unseen += 1;
        this.#name(judged, 'unseen', 'nobody has looked at it yet');
        break;
      case 'different':
        // Made due again in the same run, so it waits for its repair.
        row.waiting += 1;
        this.#differ(judged);
        break;
    }
  }

  companies(listed: number): void {
    this.#rows.company.listed = listed;
    if (listed > 0) this.#rows.company.leftOut = { 'company sync not configured': listed };
  }

  /** What carries our key in the CRM: counted there, and compared with what was listed. */
  async countCrm(route: Route, sides: { readonly orders: CarriedKeys; readonly contacts: CarriedKeys }): Promise<void> {
    const strangers = new Set<string>();
    const unlisted: WorkKey[] = [];
    const orderRecords = new Map<string, string>();
    for (const side of [sides.orders, sides.contacts]) {
      for (const { crmId, keys } of side.carriers()) {
        for (const key of keys) this.#rows[key.kind].inCrm += 1;
        const missing = keys.filter((key) => !this.#seen.has(key));
        unlisted.push(...missing);
        if (crmId !== null) for (const key of missing) orderRecords.set(formatKey(key), crmId);
        const [first] = missing;
        if (first !== undefined && missing.length === keys.length) strangers.add(formatKey(first));
      }
    }
    const { destination } = route.destinationAccount;
    const known = await route.ledger.subjectIdsOf({ keys: unlisted.map(formatKey) });
    for (const { key, standing } of await route.ledger.standings({ destination, keys: unlisted })) {
      // A guest whose order has found its customer since, a merged customer, a deleted record: known, listed no more.
      // One without a standing was made in a turn that did not end, and what it was made for has changed since.
      const open = standing === null ? known[formatKey(key)] !== undefined : standing.state !== 'gone';
      if (open) this.#vanished.push(key);
      else if (key.kind === 'order') this.#goneOrders.push(...[orderRecords.get(formatKey(key)) ?? []].flat());
      if (!strangers.has(formatKey(key))) continue;
      if (standing === null) this.#rows[key.kind].extra += 1;
      else this.#rows[key.kind].gone += 1;
    }
  }

  /** What a person is asked about although the store lists it no more is looked at as well: the question may be void. */
  addAsked(keys: readonly WorkKey[]): void {
    const unlisted = keys.filter((key) => key.source === this.#source && !this.#seen.has(key));
    this.#vanished.push(...unlisted.filter(({ kind }) => kind !== 'company'));
  }

  /** Keys that the store lists no more and of which nobody has said why: to be looked at. */
  vanished(): readonly WorkKey[] {
    return this.#vanished;
  }

  /** Ids in the CRM of the records of orders that are known to be gone in the store. */
  goneOrders(): readonly string[] {
    return this.#goneOrders;
  }

  rows(): BalanceRow[] {
    return Object.values(this.#rows);
  }

  named(): BalanceReport['named'] {
    return this.#named;
  }

  differences(): BalanceDifference[] {
    return this.#differences;
  }

  #name(judged: Judged, state: string, reason: string): void {
    if (this.#named.length < namedLimit) this.#named.push({ key: judged.key, name: judged.name, state, reason });
  }

  #differ(judged: Judged): void {
    if (judged.verdict.type !== 'different') return;
    const { fields, links, identity, vanished } = judged.verdict;
    const reason = vanished
      ? 'its record is not in the CRM any more'
      : `changed outside: ${[...fields.map(({ field }) => field), ...(links ? ['link'] : []), ...(identity ? ['Shopify ID'] : [])].join(', ')}`;
    this.#name(judged, 'waiting', reason);
    if (this.#differences.length < differenceLimit) {
      this.#differences.push({ key: judged.key, crmId: judged.record?.id ?? null, fields, links });
    }
  }
}
