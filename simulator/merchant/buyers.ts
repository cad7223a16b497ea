import type { Random } from '../../src/lib/random.ts';
import type { Calendar } from './calendar.ts';

/**
 * Who buys which order, without walking through the orders before it. Orders come in blocks of 20 in random positions:
 * 11 first orders of new buyers, 8 repeat orders and one sale over the counter to nobody known. One more person of each
 * block signs up and never buys.
 */
const blockSize = 20;
const newPerBlock = 11;
const peoplePerBlock = newPerBlock + 1;

type Slot = { readonly kind: 'new'; readonly rank: number } | { readonly kind: 'repeat' } | { readonly kind: 'nobody' };

export interface Buyers {
  /** Index of the person who buys this order; null for a sale to nobody known. */
  buyerOf(order: number): number | null;
  /** The person whose first order this is, if it is one. */
  newcomerOf(order: number): number | null;
  /** Index of the order (it may lie beyond the last) at which the person first appears. */
  firstOrderOf(person: number): number;
  /** False for somebody who signed up and never buys on their own account. */
  buys(person: number): boolean;
  /** One more than the highest index of anybody who appears before this order; a few of them appear only later. */
  peopleBefore(orders: number): number;
  /** The person of this order's block who signs up here without buying, if this is the place. */
  signUpAt(order: number): number | null;
}

const medianGapDays = 38;

/** Days between two orders of one buyer: log-normal, most after some weeks, a few after a year. */
function gapMs(random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return medianGapDays * Math.exp(0.8 * normal) * 86_400_000;
}

/** What the 20 orders of a block are; kept for the blocks in use, since neighbours ask for the same ones. */
function createSlots(random: Random): (block: number) => readonly Slot[] {
  const cache = new Map<number, readonly Slot[]>();
  return (block) => {
    const cached = cache.get(block);
    if (cached) return cached;
    const kinds = random
      .fork(`block/${block}`)
      .shuffle<Slot['kind']>([
        ...Array<'new'>(newPerBlock).fill('new'),
        ...Array<'repeat'>(blockSize - newPerBlock - 1).fill('repeat'),
        'nobody',
      ]);
    if (block === 0) {
      // Nobody can come back before somebody came.
      const first = kinds.indexOf('new');
      kinds[first] = kinds[0] ?? 'new';
      kinds[0] = 'new';
    }
    let rank = 0;
    const slots = kinds.map((kind): Slot => (kind === 'new' ? { kind, rank: rank++ } : { kind }));
    if (cache.size > 512) cache.clear();
    cache.set(block, slots);
    return slots;
  };
}

export function createBuyers(random: Random, calendar: Calendar): Buyers {
  const slotsOf = createSlots(random);

  function slotOf(order: number): Slot {
    const slot = slotsOf(Math.floor(order / blockSize))[order % blockSize];
    if (!slot) throw new RangeError(`no order ${order}`);
    return slot;
  }

  function newcomerOf(order: number): number | null {
    const slot = slotOf(order);
    return slot.kind === 'new' ? Math.floor(order / blockSize) * peoplePerBlock + slot.rank : null;
  }

  /** The order that a repeat order follows: one gap earlier, never itself. */
  function followed(order: number): number {
    const draw = random.fork(`gap/${order}`);
    const wanted = calendar.indexAt(calendar.timeOf(order).getTime() - gapMs(draw));
    return wanted >= 0 ? Math.min(wanted, order - 1) : draw.int(order);
  }

  function buyerOf(order: number): number | null {
    if (slotOf(order).kind === 'nobody') return null;
    let at = order;
    while (slotOf(at).kind !== 'new') at = slotOf(at).kind === 'nobody' ? at - 1 : followed(at);
    return newcomerOf(at);
  }

  function firstOrderOf(person: number): number {
    const block = Math.floor(person / peoplePerBlock);
    const rank = person % peoplePerBlock;
    if (rank === newPerBlock) return block * blockSize + random.fork(`sign-up/${block}`).int(blockSize);
    const position = slotsOf(block).findIndex((slot) => slot.kind === 'new' && slot.rank === rank);
    return block * blockSize + position;
  }

  return {
    buyerOf,
    newcomerOf,
    firstOrderOf,
    buys: (person) => person % peoplePerBlock !== newPerBlock,
    peopleBefore: (orders) => Math.ceil(orders / blockSize) * peoplePerBlock,
    signUpAt: (order) => {
      const person = Math.floor(order / blockSize) * peoplePerBlock + newPerBlock;
      return firstOrderOf(person) === order ? person : null;
    },
  };
}
