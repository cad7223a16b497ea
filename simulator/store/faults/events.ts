import type { NamedFault } from '../../faults/named-fault.ts';
import type { FaultedRequest } from '../../http/faults.ts';
import type { NewOrder } from '../types.ts';
import type { StoreTarget } from './target.ts';

type StoreFault = NamedFault<StoreTarget>;

/** Something happens to the first order of a call that reads orders by id, before or after it was read. */
function duringRead(
  entry: Omit<StoreFault, 'arm' | 'source' | 'recovery' | 'dose'>,
  moment: 'before' | 'afterwards',
  act: (target: StoreTarget, orderId: string) => void,
): StoreFault {
  return {
    ...entry,
    source: 'design',
    recovery: 'by itself',
    dose: { times: 1 },
    arm: (target, { doses }) => {
      const happen = (request: FaultedRequest) => {
        const id = firstOrder(request.body);
        if (id !== null && target.state.orders.has(id)) act(target, id);
      };
      target.calls.add({ operation: 'OrdersByIds', [moment]: happen, doses });
      return undefined;
    },
  };
}

function firstOrder(body: unknown): string | null {
  return /gid:\/\/shopify\/Order\/(\d+)/.exec(JSON.stringify(body ?? ''))?.[1] ?? null;
}

/** Something that is in the store from now on. */
function present(entry: Omit<StoreFault, 'arm' | 'recovery' | 'dose'>, act: (target: StoreTarget) => void): StoreFault {
  return {
    ...entry,
    recovery: 'by itself',
    dose: { times: 1 },
    arm: (target, { doses }) => {
      doses.hit();
      act(target);
      return undefined;
    },
  };
}

function order({ clock, state }: StoreTarget, change: Partial<NewOrder>): NewOrder {
  const { currency } = state.options.shop;
  return {
    customerId: null,
    email: null,
    createdAt: clock.now(),
    presentmentCurrency: currency,
    exchangeRate: '1',
    lines: [{ title: 'Lamp', sku: 'L-1', quantity: 1, unitPrice: '50.00' }],
    discount: '0',
    shipping: '0',
    tax: '0',
    taxesIncluded: false,
    payment: 'paid',
    sourceName: 'web',
    channel: { handle: 'web', displayName: 'Online Store' },
    ...change,
  };
}

/** An address that no customer has: the same fault may come twice in the life of a store. */
function freeAddress({ state }: StoreTarget, name: string): string {
  const address = (number: number) => `${name}${number === 1 ? '' : `.${number}`}@example.com`;
  let number = 1;
  while (state.customerByEmail.has(address(number))) number += 1;
  return address(number);
}

/** Text of four bytes a letter, of right to left, with a mark that combines, and longer than most fields. */
const oddNames = { firstName: '👩‍🚀 𝒁𝒐é', lastName: 'شركة عبد الرحمن\u202e זהבי' };
const longText = '𝕊 long note 🧵 '.repeat(4_300);

export const storeEvents: readonly StoreFault[] = [
  duringRead(
    {
      name: 'shopify-order-deleted',
      happens: 'an order is deleted in the moment in which it is read',
      promise:
        'a null is no proof; the deletion that webhook or event tells is, and the CRM record is left or archived by rule',
    },
    'before',
    ({ acts, clock }, id) => acts().deleteOrder(id, clock.now()),
  ),
  duringRead(
    {
      name: 'shopify-order-archived',
      happens: 'an order is archived in the moment in which it is read',
      promise: 'archived means nothing commercially: amounts and statuses stay',
    },
    'before',
    ({ acts, clock }, id) => acts().archiveOrder(id, clock.now()),
  ),
  duringRead(
    {
      name: 'shopify-order-edited',
      happens: 'an order is edited after it was read and before it is written to the CRM',
      promise: 'the key is due again: the next pass writes the new amounts',
    },
    'afterwards',
    ({ acts, clock }, id) =>
      acts().editOrder(id, {
        at: clock.now(),
        addLines: [{ title: 'Gift wrap', sku: 'GW', quantity: 1, unitPrice: '5.00' }],
      }),
  ),
  present(
    {
      name: 'shopify-long-order',
      happens: 'somebody buys 500 different things at once',
      source: 'Shopify docs: connections page by 250 at most',
      promise: 'inner lists are paged to their end; totals are those of all lines',
    },
    (target) => {
      const lines = Array.from({ length: 500 }, (_, index) => ({
        title: `Part ${index + 1}`,
        sku: `P-${index + 1}`,
        quantity: 1,
        unitPrice: '1.25',
      }));
      target.acts().createOrder(order(target, { email: 'bulk.buyer@example.com', lines }));
    },
  ),
  present(
    {
      name: 'shopify-odd-text',
      happens: 'names, addresses and notes hold emoji, right-to-left text and 65,000 letters',
      source: 'design',
      promise: 'arrives letter by letter, or the one value that the CRM refuses is parked',
    },
    (target) => {
      const { acts, clock } = target;
      const email = freeAddress(target, 'odd.text');
      const customerId = acts().createCustomer({ ...oddNames, email, phone: null, createdAt: clock.now() });
      const tags = ['💛', '  spaces  ', 'ظ'];
      acts().createOrder(order(target, { customerId, email, note: longText, tags }));
    },
  ),
  present(
    {
      name: 'shopify-odd-currencies',
      happens: 'orders are placed in a currency without cents and in one with three decimals',
      source: 'ISO 4217',
      promise: 'amounts are the same to the last digit on both sides',
    },
    (target) => {
      for (const [presentmentCurrency, unitPrice] of [
        ['JPY', '12345'],
        ['KWD', '12.345'],
      ] as const) {
        const lines = [{ title: 'Bowl', sku: 'B-1', quantity: 3, unitPrice }];
        const email = `buyer.${presentmentCurrency.toLowerCase()}@example.com`;
        target.acts().createOrder(order(target, { presentmentCurrency, email, lines, exchangeRate: '0.009' }));
      }
    },
  ),
];
