import { memberKeys } from '../demo/crm-view.ts';
import type { CrmNow, PressureCase, Stage } from './stage.ts';

const rep = 1201;

/** Cases in which one person could become several records. */
export const identityCases: readonly PressureCase[] = [
  {
    id: 'email-change',
    title: 'a buyer changes the e-mail and orders again',
    rounds: (stage) => {
      let customerId = '';
      return [
        {
          play: () => {
            customerId = stage.buyer();
            stage.sell({ customerId, email: stage.email('robin') });
          },
        },
        {
          play: () => {
            stage.store.updateCustomer(customerId, stage.now(), { email: stage.email('robin.new') });
            stage.sell({ customerId, email: stage.email('robin.new') });
          },
        },
      ];
    },
  },
  {
    id: 'merge',
    title: 'two customers merged in Shopify, their contacts by a person',
    rounds: (stage) => {
      let kept = '';
      let removed = '';
      return [
        {
          play: () => {
            kept = stage.buyer();
            removed = stage.buyer({ email: stage.email('r.smith') });
            stage.sell({ customerId: kept, email: stage.email('robin') });
            stage.sell({ customerId: removed, email: stage.email('r.smith') });
          },
        },
        { play: () => stage.store.mergeCustomers(kept, removed, stage.now()) },
        { play: () => mergeInCrm(stage, kept, removed) },
      ];
    },
  },
  {
    id: 'guest-to-customer',
    title: 'a guest who orders twice and then registers',
    rounds: (stage) => [
      {
        play: () => {
          stage.sell({ customerId: null, email: stage.email('robin') });
          stage.sell({ customerId: null, email: stage.email('Robin') });
        },
      },
      {
        play: () => {
          const customerId = stage.buyer();
          stage.sell({ customerId, email: stage.email('robin') });
        },
      },
    ],
  },
  {
    id: 'one-buyer-three-ways',
    title: 'one buyer: by e-mail, then by phone, then for a company',
    rounds: (stage) => {
      const email = stage.email('robin');
      const phone = stage.phone();
      let customerId = '';
      return [
        {
          play: () => {
            customerId = stage.buyer({ email, phone });
            stage.sell({ customerId, email, phone });
          },
        },
        { play: () => void stage.sell({ customerId: null, email: null, phone, ...overTheCounter }) },
        {
          play: () => {
            const company = stage.store.createCompany({ name: 'Robin & Sons', createdAt: stage.now() });
            stage.sell({ customerId, email, company, poNumber: 'PO-7' });
          },
        },
        { play: () => oneRecord(stage, email, phone) },
      ];
    },
  },
];

const overTheCounter = { sourceName: 'pos', channel: { handle: 'pos', displayName: 'Point of Sale' } } as const;

/** Contacts that stand for one of these customers. */
function contactsOf({ view, shop }: CrmNow, customers: readonly string[]): Set<string> {
  const records = customers.flatMap((id) => view.recordOf('contact', `${shop}/customer/${id}`) ?? []);
  return new Set(records.map(({ id }) => id));
}

/** A rep merges the two contacts that the CRM still has, as the product says that somebody should. */
function mergeInCrm(stage: Stage, kept: string, removed: string): void {
  const crm = stage.crm();
  if (crm === null) return;
  const { account, shop, needsPerson } = crm;
  const [into, from] = contactsOf(crm, [kept, removed]);
  if (into === undefined || from === undefined) return;
  // Two contacts of one person may stand there only while the product says so.
  if (![kept, removed].some((id) => needsPerson.has(`${shop}/customer/${id}`))) {
    const record = `customers ${kept} and ${removed}`;
    stage.differs({
      record,
      field: null,
      expected: 'told that their two contacts have to be merged',
      found: 'nothing',
    });
  }
  account.asUser(rep).merge('contacts', into, from);
}

/** However the buyer comes, the CRM has one record of them, and no order hangs on another. */
function oneRecord(stage: Stage, email: string, phone: string): void {
  const crm = stage.crm();
  if (crm === null) return;
  const { view, shop } = crm;
  const digits = phone.replace(/\D/g, '');
  const contacts = view
    .all('contact')
    .filter(
      ({ properties }) => properties['email'] === email || (properties['phone'] ?? '').replace(/\D/g, '') === digits,
    );
  if (contacts.length !== 1) {
    stage.differs({
      record: 'buyer who came three ways',
      field: null,
      expected: '1 contact',
      found: `${contacts.length} contacts`,
    });
  }
  const strangers = view
    .all('contact')
    .filter((contact) => memberKeys(contact).some((key) => stage.orders.some((id) => key === `${shop}/guest/${id}`)))
    .filter((contact) => !contacts.some(({ id }) => id === contact.id));
  for (const { id } of strangers) {
    stage.differs({
      record: `contact ${id}`,
      field: null,
      expected: 'no second contact of this buyer',
      found: 'one more',
    });
  }
}
