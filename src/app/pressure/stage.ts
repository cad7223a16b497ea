import type { HubSpotAccount } from '../../../simulator/hubspot/account.ts';
import type { NewOrder, StoreActs } from '../../../simulator/store/types.ts';
import type { Clock } from '../../lib/clock.ts';
import type { CrmView } from '../demo/crm-view.ts';

/** A value that is not as it should be; `field` = null where the record itself is. */
export interface Difference {
  readonly record: string;
  readonly field: string | null;
  readonly expected: string;
  readonly found: string;
}

export interface CrmNow {
  readonly account: HubSpotAccount;
  readonly view: CrmView;
  readonly shop: string;
  /** Keys of records of which the product says that a person is needed. */
  readonly needsPerson: ReadonlySet<string>;
}

/** What a case plays on. It keeps what the case makes, so that the case can be judged by it afterwards. */
export interface Stage {
  /** The store, watched by the truth. */
  readonly store: StoreActs;
  readonly now: () => Date;
  readonly orders: readonly string[];
  readonly customers: readonly string[];
  /** An address that no other case uses. */
  email(name: string): string;
  phone(): string;
  buyer(facts?: { readonly email?: string; readonly phone?: string }): string;
  /** Two lines (2 × 40.00 and 1 × 25.00), shipping 9.00, tax 13.65: 127.65 in the shop's currency, paid. */
  sell(facts: Partial<NewOrder> & Pick<NewOrder, 'customerId' | 'email'>): string;
  /** The CRM as it is now; null where the set-up writes to none. */
  crm(): CrmNow | null;
  /** Something in the middle of the case that is not as it should be. */
  differs(difference: Difference): void;
  readonly differences: readonly Difference[];
}

/** How the world around the product behaves while a round is played. */
export type Weather = 'fair' | 'webhooks late and doubled' | 'webhooks lost' | 'CRM down' | 'store down';

export interface Round {
  readonly weather?: Weather;
  play(stage: Stage): void;
}

/** One thing that goes wrong in the connections of others. Between two rounds both sides settle. */
export interface PressureCase {
  readonly id: string;
  readonly title: string;
  /** Makes the rounds; they share what they remember. */
  rounds(stage: Stage): readonly Round[];
}

export interface StageTools {
  readonly store: StoreActs;
  readonly clock: Clock;
  readonly currency: string;
  readonly number: number;
  readonly id: string;
  crm: Stage['crm'];
}

export function createStage({ store, clock, currency, number, id, crm }: StageTools): Stage {
  const orders: string[] = [];
  const customers: string[] = [];
  const differences: Difference[] = [];
  const now = () => clock.now();
  const email = (name: string) => `${name}.${id}@buyers.example.com`;
  let phones = 0;
  const watched: StoreActs = {
    ...store,
    createOrder: (order) => {
      const made = store.createOrder(order);
      orders.push(made);
      return made;
    },
    createCustomer: (customer) => {
      const made = store.createCustomer(customer);
      customers.push(made);
      return made;
    },
  };
  const phone = () => {
    phones += 1;
    return `+1416555${String(1000 + number * 20 + phones).slice(-4)}`;
  };
  return {
    store: watched,
    now,
    orders,
    customers,
    email,
    phone,
    buyer: (facts = {}) =>
      watched.createCustomer({
        firstName: 'Robin',
        lastName: id,
        email: facts.email ?? email('robin'),
        phone: facts.phone ?? null,
        createdAt: now(),
      }),
    sell: (facts) => watched.createOrder({ ...plainOrder(currency, now()), ...facts }),
    crm,
    differs: (difference) => differences.push(difference),
    differences,
  };
}

function plainOrder(currency: string, createdAt: Date): Omit<NewOrder, 'customerId' | 'email'> {
  return {
    createdAt,
    presentmentCurrency: currency,
    exchangeRate: '1',
    lines: [
      { title: 'Wool scarf', sku: 'SCARF', quantity: 2, unitPrice: '40.00' },
      { title: 'Enamel mug', sku: 'MUG', quantity: 1, unitPrice: '25.00' },
    ],
    discount: '0',
    shipping: '9.00',
    tax: '13.65',
    taxesIncluded: false,
    payment: 'paid',
    gateways: ['shopify_payments'],
    sourceName: 'web',
    channel: { handle: 'web', displayName: 'Online Store' },
  };
}
