import { floatColumn, intColumn } from '../lib/compact/columns.ts';

const dayMs = 86_400_000;

/** The gaps between one order of a person and the next, in whole days. */
export interface RepeatInterval {
  readonly repeatOrders: number;
  readonly repeatBuyers: number;
  readonly buyers: number;
  /** Half of the repeat orders came within so many days of the order before; null without repeat orders. */
  readonly medianDays: number | null;
  /** Nine of ten did. */
  readonly nineOfTenDays: number | null;
}

/** What is seen on the way through one person's orders, oldest first. */
export type OrderVisitor = (order: { readonly person: number; readonly cell: number; readonly first: boolean }) => void;

/** When who ordered, 16 bytes an order: orders come in any sequence, and a gap needs both of its ends. */
export class OrderLog {
  readonly #person = intColumn();
  readonly #at = floatColumn();
  readonly #cell = intColumn();

  /** `cell` is any number that the caller wants back with the order. */
  add(person: number, at: number, cell: number): void {
    this.#person.push(person);
    this.#at.push(at);
    this.#cell.push(cell);
  }

  /** Visits every order, person by person and oldest first, and measures the gaps. */
  walk(visit: OrderVisitor): RepeatInterval {
    const persons = this.#person;
    const times = this.#at;
    const order = Int32Array.from({ length: persons.length }, (_, index) => index);
    order.sort((a, b) => persons.at(a) - persons.at(b) || times.at(a) - times.at(b) || a - b);
    const gaps = new Map<number, number>();
    const counts = { buyers: 0, repeatOrders: 0, repeatBuyers: 0 };
    let person = -1;
    let before = 0;
    let orders = 0;
    for (const index of order) {
      const next = persons.at(index);
      const at = times.at(index);
      const first = next !== person;
      orders = first ? 1 : orders + 1;
      if (first) counts.buyers += 1;
      else {
        const days = Math.floor((at - before) / dayMs);
        gaps.set(days, (gaps.get(days) ?? 0) + 1);
        counts.repeatOrders += 1;
        if (orders === 2) counts.repeatBuyers += 1;
      }
      visit({ person: next, cell: this.#cell.at(index), first });
      person = next;
      before = at;
    }
    return { ...counts, medianDays: within(gaps, 0.5), nineOfTenDays: within(gaps, 0.9) };
  }
}

/** The number of days within which a share of all gaps lies. */
function within(gaps: ReadonlyMap<number, number>, share: number): number | null {
  const all = [...gaps.values()].reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [days, count] of [...gaps].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= all * share) return days;
  }
  return null;
}
