import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAdminLinks } from '../admin-links.ts';
import { customerFrom } from './customer.ts';
import { customerNode, orderNode } from './nodes.ts';
import { orderFrom } from './order.ts';

const links = createAdminLinks('https://admin.shopify.com/store/example');

const bag = (presentment: string, shop = presentment) => ({
  shopMoney: { amount: shop, currencyCode: 'CAD' },
  presentmentMoney: { amount: presentment, currencyCode: 'USD' },
});

/** As Shopify answers a core document, every field that may be null being null. */
const bare = {
  __typename: 'Order',
  id: 'gid://shopify/Order/5000000001001',
  name: '#1001',
  createdAt: '2026-11-02T10:15:30Z',
  processedAt: '2024-03-01T08:00:00Z',
  updatedAt: '2026-11-03T10:15:30Z',
  cancelledAt: null,
  cancelReason: null,
  closedAt: null,
  test: false,
  edited: false,
  currencyCode: 'CAD',
  presentmentCurrencyCode: 'USD',
  email: null,
  phone: null,
  displayFinancialStatus: null,
  displayFulfillmentStatus: 'UNFULFILLED',
  returnStatus: 'NO_RETURN',
  sourceName: null,
  attribution: null,
  app: null,
  billingAddress: null,
  shippingAddress: null,
  originalTotalPriceSet: bag('9.0', '13.5'),
  totalPriceSet: bag('9.0', '13.5'),
  currentTotalPriceSet: bag('4.0', '6.4'),
  totalDiscountsSet: null,
  totalTaxSet: null,
  totalShippingPriceSet: bag('0.0'),
  originalTotalDutiesSet: null,
  totalTipReceivedSet: bag('0.0'),
  totalReceivedSet: bag('9.0', '12.77'),
  totalRefundedSet: bag('5.0', '7.1'),
  netPaymentSet: bag('4.0', '5.67'),
  totalOutstandingSet: bag('0.0'),
};

const order = (change: object) => orderFrom(orderNode.parse({ ...bare, ...change }), '77', links);

describe('orderFrom', () => {
  it('takes an order with nothing but what Shopify must give', () => {
    const parsed = order({});
    assert.deepEqual(
      [parsed.source, parsed.id, parsed.customerId, parsed.company, parsed.email, parsed.buyerName],
      ['77', '5000000001001', null, null, null, null],
    );
    assert.equal(parsed.adminUrl, 'https://admin.shopify.com/store/example/orders/5000000001001');
    assert.deepEqual(parsed.channel, { handle: null, name: null });
    assert.deepEqual(parsed.totals.net, {
      shop: { amount: '5.67', currency: 'CAD' },
      presentment: { amount: '4.0', currency: 'USD' },
    });
    assert.deepEqual(parsed.totals.tax.presentment, { amount: '0', currency: 'USD' });
    assert.equal(parsed.totals.duties, null);
    for (const part of ['refunds', 'fulfillments', 'returns', 'acquisition', 'lineItems', 'transactions']) {
      assert.equal(part in parsed, false, part);
    }
  });

  it('keeps enum values that nobody has seen yet', () => {
    const parsed = order({ displayFulfillmentStatus: 'TELEPORTED', displayFinancialStatus: 'BARTERED' });
    assert.deepEqual([parsed.fulfillmentStatus, parsed.financialStatus], ['TELEPORTED', 'BARTERED']);
  });

  it('drops masked personal data', () => {
    const parsed = order({
      email: 'j***@example.com',
      phone: '+161****2222',
      billingAddress: { firstName: 'J***', lastName: null, countryCodeV2: 'SE' },
      shippingAddress: { firstName: 'Zoë', lastName: 'Ångström', countryCodeV2: 'SE' },
    });
    assert.deepEqual([parsed.email, parsed.phone], [null, null]);
    assert.deepEqual(parsed.buyerName, { first: 'Zoë', last: 'Ångström' });
  });

  it('spells a guest’s phone number by the country of the address, the one who pays first, and guesses nothing', () => {
    const address = (countryCodeV2: string | null) => ({ firstName: null, lastName: null, countryCodeV2 });
    const phoneOf = (phone: string, billing: string | null, shipping: string | null) =>
      order({
        phone,
        billingAddress: billing === null ? null : address(billing),
        shippingAddress: shipping === null ? null : address(shipping),
      }).phone;
    assert.equal(phoneOf('0171 2345678', 'DE', 'AT'), '+491712345678');
    assert.equal(phoneOf('0664 1234567', null, 'AT'), '+436641234567');
    assert.equal(phoneOf('+44 20 7946 0018', 'DE', null), '+442079460018');
    assert.equal(phoneOf('0171 2345678', null, null), '0171 2345678');
    assert.equal(phoneOf('ask at the desk', 'DE', null), 'ask at the desk');
  });

  it('names the channel for people and never by a bare number', () => {
    const channel = (change: object) => order(change).channel;
    const attribution = { handle: 'tiktok', displayName: 'TikTok' };
    assert.deepEqual(channel({ attribution, sourceName: '4383523' }), { handle: 'tiktok', name: 'TikTok' });
    assert.deepEqual(channel({ sourceName: 'web' }), { handle: 'web', name: 'Online Store' });
    assert.deepEqual(channel({ sourceName: 'pos' }), { handle: 'pos', name: 'Point of Sale' });
    assert.deepEqual(channel({ sourceName: 'shopify_draft_order' }).name, 'Draft order');
    assert.deepEqual(channel({ sourceName: 'subscription_contract' }).name, 'Subscription');
    assert.deepEqual(channel({ sourceName: '580111', app: { name: 'Faire' } }), { handle: null, name: 'Faire' });
    assert.deepEqual(channel({ sourceName: '580111' }), { handle: null, name: null });
    assert.deepEqual(channel({ sourceName: 'etsy', attribution: { handle: '580111', displayName: '580111' } }), {
      handle: 'etsy',
      name: 'etsy',
    });
  });

  it('reads the company, the buyer and the next payment due', () => {
    const company = { id: 'gid://shopify/Company/201' };
    const location = { id: 'gid://shopify/CompanyLocation/301' };
    const nodes = [
      { dueAt: '2026-12-01T00:00:00Z', completedAt: '2026-11-20T00:00:00Z' },
      { dueAt: '2027-02-01T00:00:00Z', completedAt: null },
      { dueAt: '2027-01-01T00:00:00Z', completedAt: null },
      { dueAt: null, completedAt: null },
    ];
    const parsed = order({
      customer: { id: 'gid://shopify/Customer/7' },
      purchasingEntity: { __typename: 'PurchasingCompany', company, location },
      paymentTerms: { paymentSchedules: { nodes } },
    });
    assert.deepEqual(parsed.company, { companyId: '201', locationId: '301' });
    assert.deepEqual([parsed.customerId, parsed.paymentDueAt], ['7', '2027-01-01T00:00:00Z']);
    assert.equal(order({ purchasingEntity: { __typename: 'Customer' } }).company, null);
  });

  it('tells an attribution that is not ready from one that does not exist', () => {
    const visit = {
      occurredAt: '2026-11-02T10:00:00Z',
      source: 'google',
      referrerUrl: null,
      landingPage: '/?utm_source=news',
      utmParameters: { source: 'news', medium: null, campaign: 'fall', content: null, term: null },
    };
    const summary = { ready: true, firstVisit: visit, lastVisit: null };
    const parsed = order({ customerJourneySummary: summary }).acquisition;
    assert.deepEqual([parsed?.first?.utmSource, parsed?.first?.utmCampaign, parsed?.last], ['news', 'fall', null]);
    assert.equal(order({ customerJourneySummary: null }).acquisition, null);
    const waiting = order({ customerJourneySummary: { ready: false, firstVisit: null, lastVisit: null } });
    assert.equal(waiting.acquisition?.ready, false);
  });

  it('refuses an amount that is not a decimal and a field that is missing', () => {
    assert.throws(() => order({ totalPriceSet: bag('NaN') }));
    assert.throws(() => order({ totalPriceSet: undefined }));
    assert.throws(() => order({ id: 'Order/1' }), /id of another form/);
  });
});

describe('customerFrom', () => {
  it('takes a customer with an address and one with nothing', () => {
    const node = {
      id: 'gid://shopify/Customer/7',
      createdAt: '2026-11-02T10:15:30Z',
      updatedAt: '2026-11-02T10:15:30Z',
      firstName: ' Renée ',
      lastName: null,
      locale: 'fr',
      defaultEmailAddress: { emailAddress: 'renee@example.com' },
      defaultPhoneNumber: { phoneNumber: '+161****2222' },
      defaultAddress: null,
    };
    const customer = customerFrom(customerNode.parse(node), '77', links);
    assert.deepEqual(
      [customer.id, customer.firstName, customer.lastName, customer.email, customer.phone, customer.locale],
      ['7', 'Renée', null, 'renee@example.com', null, 'fr'],
    );
    const bareNode = { ...node, firstName: null, defaultEmailAddress: null, defaultPhoneNumber: null };
    assert.equal(customerFrom(customerNode.parse(bareNode), '77', links).email, null);
    const phoneOf = (phoneNumber: string, countryCodeV2: string | null) =>
      customerFrom(
        customerNode.parse({ ...node, defaultPhoneNumber: { phoneNumber }, defaultAddress: { countryCodeV2 } }),
        '77',
        links,
      ).phone;
    assert.equal(phoneOf('(613) 555-0101', 'CA'), '+16135550101');
    assert.equal(phoneOf('(613) 555-0101', null), '(613) 555-0101');
  });
});
