import { createRandom } from '../../src/lib/random.ts';
import type { Act } from './acts.ts';
import type { Merchant } from './merchant.ts';
import {
  archive,
  cancelUnpaid,
  cancelWithRefund,
  capture,
  deletion,
  editDown,
  editUp,
  fullRefund,
  goodwillRefund,
  guestBecomesCustomer,
  newBuyer,
  orderOfGuest,
  partialRefund,
  partShipments,
  repeatOrder,
  returned,
  testOrder,
} from './story-orders.ts';
import { emailChange, merge, repsAtWork } from './story-people.ts';
import { type Story, type StoryExpected, type StoryFields, type StoryOptions, StoryPlan } from './story-plan.ts';

const coreFields: StoryFields = {
  crmOwned: 'contact.lead_status',
  phone: 'contact.phone',
  shopifyOnContact: 'contact.last_name',
  shopifyOnOrder: 'order.current_total',
  note: 'order.note',
};

const scenes: readonly ((plan: StoryPlan) => void)[] = [
  newBuyer,
  newBuyer,
  newBuyer,
  repeatOrder,
  repeatOrder,
  orderOfGuest,
  guestBecomesCustomer,
  capture,
  capture,
  fullRefund,
  partialRefund,
  goodwillRefund,
  cancelWithRefund,
  cancelUnpaid,
  partShipments,
  partShipments,
  returned,
  editUp,
  editDown,
  emailChange,
  testOrder,
  archive,
  deletion,
  merge,
];

/** Orders of the history and the story that end left out or without a contact, told from the data alone. */
function countOrders(merchant: Merchant, acts: readonly Act[]): Omit<StoryExpected, 'kept' | 'repaired'> {
  const counted = { test: 0, company: 0, nobody: 0 };
  const deleted = new Set(acts.flatMap((act) => (act.kind === 'delete order' ? [act.order] : [])));
  const story = acts.flatMap((act) => (act.kind === 'create order' ? [act.order] : []));
  function* orders() {
    for (let index = 0; index < merchant.settings.orders; index += 1) yield merchant.order(index);
    yield* story;
  }
  for (const order of orders()) {
    if (order.id !== undefined && deleted.has(order.id)) continue;
    if (order.test) counted.test += 1;
    else if (order.company) counted.company += 1;
    else if (order.customerId === null && order.email === null) counted.nobody += 1;
  }
  const reasons = { 'test order': counted.test, 'company sync not configured': counted.company };
  const companies = merchant.companies.length;
  return {
    needsYou: {},
    leftOut: {
      order: Object.fromEntries(Object.entries(reasons).filter(([, count]) => count > 0)),
      ...(companies > 0 ? { company: { 'company sync not configured': companies } } : {}),
    },
    ordersWithoutBuyer: counted.nobody,
  };
}

/**
 * What happens in shop and CRM after the set-up, as dated data in time order: each of the events that a sync must not
 * get wrong, at least once, on orders of the history and on new ones. The same seed, merchant and options give the same
 * story. Reads the whole history once to count what ends left out.
 */
export function generateStory(seed: number, merchant: Merchant, options: StoryOptions = {}): Story {
  const random = createRandom(seed).fork('story');
  const plan = new StoryPlan(merchant, random, options);
  for (const scene of random.shuffle(scenes)) scene(plan);
  const { kept, repaired } = repsAtWork(plan, options.fields ?? coreFields);
  const acts = plan.sorted();
  return { seed, acts, expected: { ...countOrders(merchant, acts), kept, repaired } };
}
