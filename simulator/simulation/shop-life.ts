import type { Random } from '../../src/lib/random.ts';
import { type Act, createRefs, type Refs } from '../merchant/acts.ts';
import { playHistory } from '../merchant/history.ts';
import { type Merchant, merchant } from '../merchant/merchant.ts';
import { generateStory } from '../merchant/story.ts';
import { type Truth, watchStore } from '../merchant/truth.ts';
import type { TruthJson } from '../merchant/truth-ledger.ts';
import type { StoreActs } from '../store/types.ts';
import { Pauses } from './pauses.ts';
import type { SeedPlan } from './seed-plan.ts';

export type StoreAct = Exclude<Act, { kind: 'edit in CRM' }>;

/** A shop with a past, and what is going to happen in it. */
export interface ShopLife {
  readonly merchant: Merchant;
  readonly truth: Truth;
  /** The store to act on: watched by the truth. */
  readonly store: StoreActs;
  /** Who became of customers that were merged away, by their id. */
  readonly mergedInto: ReadonlyMap<string, string>;
  readonly refs: Refs;
  readonly acts: readonly StoreAct[];
  /** For whatever else is planned besides the story. */
  readonly pauses: Pauses;
  /** How long everything takes without the pauses. */
  readonly workMs: number;
  /** When the last act of the story is over. */
  readonly endsAt: Date;
}

/** Scenes begin a little after the start, so that some seeds change the store while its past is being read. */
const leadMs = 5_000;
const longestSceneMs = 27_000;
const scenes = 25;

/** Plays the past into the store and draws a part of the story; call it before anybody listens to webhooks. */
export function beginShopLife(plan: SeedPlan, store: StoreActs, random: Random): ShopLife {
  const { orders, months, currency, companies, start } = plan;
  const made = merchant(plan.seed, { orders, now: start, months, currency, companies });
  const truth = watchStore(store, { steps: false });
  const refs = createRefs();
  playHistory(made, truth.store, { refs });
  const startsAt = new Date(start.getTime() + leadMs);
  const story = generateStory(plan.seed, made, { startsAt, paceMs: plan.paceMs });
  const chosen = Array.from({ length: scenes + 1 }, () => random.chance(plan.sceneShare));
  const sceneOf = (act: Act) => Math.floor((Date.parse(act.at) - startsAt.getTime()) / plan.paceMs);
  const planned = story.acts.filter(
    (act): act is StoreAct =>
      act.kind !== 'edit in CRM' && chosen[sceneOf(act)] === true && !(plan.family === 'quiet' && isDrama(act)),
  );
  const plannedEnd = new Date(startsAt.getTime() + scenes * plan.paceMs + longestSceneMs);
  const pauses = new Pauses(plan.pauses, startsAt, plannedEnd);
  const acts = planned.map((act) => pauses.postpone(act, startsAt));
  const mergedInto = new Map<string, string>();
  const watched: StoreActs = {
    ...truth.store,
    mergeCustomers: (kept, removed, at) => {
      truth.store.mergeCustomers(kept, removed, at);
      mergedInto.set(removed, kept);
    },
  };
  const workMs = plannedEnd.getTime() - start.getTime();
  return {
    merchant: made,
    truth,
    store: watched,
    mergedInto,
    refs,
    acts,
    pauses,
    workMs,
    endsAt: pauses.later(plannedEnd),
  };
}

/** What a quiet month does not have. */
function isDrama({ kind }: StoreAct): boolean {
  return kind === 'merge customers' || kind === 'delete customer';
}

/** The persons of the truth, with the customers that were merged into theirs: the CRM may know them by those. */
export function everybody({ truth, mergedInto }: Pick<ShopLife, 'truth' | 'mergedInto'>): TruthJson['persons'] {
  const survivorOf = (id: string): string => {
    const next = mergedInto.get(id);
    return next === undefined ? id : survivorOf(next);
  };
  const removed = [...mergedInto.keys()];
  return truth.toJSON().persons.map((person) => {
    const others = removed.filter((id) => person.customers.includes(survivorOf(id)));
    return { ...person, customers: [...person.customers, ...others] };
  });
}
