import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Customer } from '../src/commerce/customer.ts';
import type { Order } from '../src/commerce/order.ts';
import { ConnectorError } from '../src/connector/failure.ts';
import type { Look, Swept } from '../src/connector/source.ts';
import { aCustomer, anOrder, collect, commonScopes, day, type Place, withStore } from './shopify-place.ts';

function orderIn(look: Look | undefined): Order {
  assert.ok(look?.snapshot?.kind === 'order');
  return look.snapshot;
}

function customerIn(look: Look | undefined): Customer {
  assert.ok(look?.snapshot?.kind === 'customer');
  return look.snapshot;
}

const idsOf = (rows: readonly Pick<Swept, 'key'>[]) => rows.map(({ key }) => key.id).sort();
const everything = { from: null, to: null };

async function failureCode(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ConnectorError, String(error));
  return `${error.failure.class} ${error.failure.code}`;
}

describe('check', () => {
  it('tells the shop, its scopes and the version', async () => {
    await withStore(async ({ source }) => {
      const account = await source.check();
      assert.equal(account.source, '548380009');
      assert.deepEqual(
        [account.currency, account.timeZone, account.domain],
        ['CAD', 'America/Toronto', 'example.myshopify.com'],
      );
      assert.deepEqual(account.scopes.missing, []);
      assert.deepEqual(account.apiVersion, { requested: '2026-10', served: '2026-10' });
      assert.equal(account.historyDays, null);
      assert.deepEqual(account.warnings, []);
    });
  });

  it('says plainly that history is limited, and sees no further', async () => {
    const scopes = commonScopes.filter((scope) => scope !== 'read_all_orders');
    await withStore(
      async ({ server, source }) => {
        const old = server.store.createOrder(anOrder({ createdAt: day(-100) }));
        const young = server.store.createOrder(anOrder());
        const account = await source.check();
        assert.equal(account.historyDays, 60);
        assert.match(account.warnings.join('\n'), /history limited to 60 days.*read_all_orders/);
        assert.deepEqual(idsOf(await collect(source.list('order', everything))), [young]);
        const looks = await source.read('order', [old]);
        assert.deepEqual(
          looks.map(({ key, snapshot }) => [key.id, snapshot]),
          [[old, null]],
        );
      },
      { scopes },
    );
  });

  it('stops where orders or customers may not be read, and where the app was released without scopes', async () => {
    await withStore(
      async ({ source }) => {
        assert.equal(await failureCode(source.check()), 'credential MISSING_SCOPES');
      },
      { scopes: ['read_orders'] },
    );
    await withStore(
      async ({ source }) => {
        assert.equal(await failureCode(source.check()), 'credential NO_SCOPES');
      },
      { scopes: [] },
    );
  });

  it('notices that another version answers', async () => {
    await withStore(
      async ({ source }) => {
        const account = await source.check();
        assert.deepEqual(account.apiVersion, { requested: '2026-10', served: '2026-01' });
        assert.match(account.warnings.join(), /2026-01 instead of 2026-10/);
      },
      { forcedVersion: '2026-01' },
    );
  });
});

describe('read', () => {
  it('looks at orders and customers, one look for each id', async () => {
    await withStore(async ({ server, source }) => {
      const jane = server.store.createCustomer(aCustomer('jane@example.com'));
      const order = server.store.createOrder(anOrder({ customerId: jane, tax: '13.00', shipping: '5.00' }));
      server.store.refund(order, { at: day(-0.5), lines: [], amount: '20.00', restock: 'NO_RESTOCK' });
      const { source: shop } = await source.check();
      const looks = await source.read('order', [order, '999', order]);
      assert.equal(looks.length, 2);
      assert.deepEqual(looks.find(({ key }) => key.id === '999')?.snapshot, null);
      const seen = orderIn(looks.find(({ key }) => key.id === order));
      assert.deepEqual([seen.source, seen.customerId, seen.financialStatus], [shop, jane, 'PARTIALLY_REFUNDED']);
      assert.equal(Number(seen.totals.gross.presentment.amount), 118);
      assert.equal(Number(seen.totals.refunded.presentment.amount), 20);
      assert.equal(Number(seen.totals.net.presentment.amount), 98);
      assert.equal(seen.channel.name, 'Online Store');
      const page = await fetch(seen.adminUrl);
      assert.equal(page.status, 200);
      assert.ok((await page.text()).includes(seen.name));
      const customer = customerIn((await source.read('customer', [jane]))[0]);
      assert.deepEqual([customer.email, customer.firstName], ['jane@example.com', 'Jane']);
    });
  });

  it('asks for many in few cheap calls', async () => {
    await withStore(async ({ server, source }) => {
      const ids = Array.from({ length: 120 }, () => server.store.createOrder(anOrder()));
      await source.check();
      server.counters.reset();
      const looks = await source.read('order', ids);
      assert.equal(looks.filter(({ snapshot }) => snapshot !== null).length, 120);
      assert.deepEqual(server.counters.calls(), { OrdersByIds: 5 });
      assert.ok(source.usage().costSpent <= 5 * 10 + 10, `spent ${source.usage().costSpent}`);
    });
  });

  it('reads the requested parts whole: an order of 320 lines and its returns, refunds, shipments and payments', async () => {
    await withStore(
      async ({ server, source }) => {
        const lines = Array.from({ length: 320 }, (_, index) => ({
          title: `Thing ${index}`,
          sku: null,
          quantity: 1,
          unitPrice: '1.00',
        }));
        const id = server.store.createOrder(anOrder({ lines }));
        const tracking = { company: 'UPS', number: '1Z', url: 'https://ups.example/1Z' };
        server.store.fulfill(id, { at: day(-0.9), lines: lines.map((_, line) => ({ line, quantity: 1 })), tracking });
        for (let line = 0; line < 12; line += 1) server.store.requestReturn(id, day(-0.8), [{ line, quantity: 1 }]);
        server.store.refund(id, { at: day(-0.7), lines: [], amount: '3.00', restock: 'NO_RESTOCK', note: 'goodwill' });
        await source.check();
        const order = orderIn((await source.read('order', [id]))[0]);
        assert.equal(order.lineItems?.length, 320);
        assert.equal(new Set(order.lineItems?.map((line) => line.id)).size, 320);
        assert.equal(order.returns?.length, 12);
        assert.equal(order.returnStatus, 'RETURN_REQUESTED');
        assert.deepEqual(
          order.refunds?.map(({ note }) => note),
          ['goodwill'],
        );
        assert.deepEqual(order.fulfillments?.[0]?.tracking, [tracking]);
        assert.deepEqual(order.transactions?.map(({ kind }) => kind).sort(), ['REFUND', 'SALE']);
        assert.equal(order.acquisition, null);
      },
      { orderParts: ['refunds', 'fulfillments', 'returns', 'acquisition', 'lineItems', 'transactions'] },
    );
  });

  it('halves a call that is too much for the server, and still gives every look', async () => {
    await withStore(async ({ server, source }) => {
      const ids = Array.from({ length: 25 }, () => server.store.createOrder(anOrder()));
      await source.check();
      // The whole batch fails as often as it is repeated, then its halves pass.
      server.faults.add({ operation: 'OrdersByIds', times: 4, status: 502, body: '<html>Bad Gateway</html>' });
      const looks = await source.read('order', ids);
      assert.deepEqual(idsOf(looks), ids.sort());
      server.faults.add({ operation: 'OrdersByIds', status: 503 });
      assert.equal(await failureCode(source.read('order', ids.slice(0, 3))), 'transient HTTP_503');
    });
  });

  it('leaves out a part whose scope is missing instead of losing the order', async () => {
    const scopes = commonScopes.filter((scope) => scope !== 'read_returns');
    await withStore(
      async ({ server, source }) => {
        const id = server.store.createOrder(anOrder());
        const account = await source.check();
        assert.deepEqual(account.scopes.missing, ['read_returns']);
        const order = orderIn((await source.read('order', [id]))[0]);
        assert.equal('returns' in order, false);
        assert.equal(order.refunds?.length, 0);
      },
      { scopes, orderParts: ['returns', 'refunds'] },
    );
  });

  it('renews a token that dies under it, and says so when the app is gone', async () => {
    await withStore(async ({ server, source }) => {
      const id = server.store.createOrder(anOrder());
      await source.check();
      server.tokens.revokeAll();
      assert.equal((await source.read('order', [id])).length, 1);
      server.uninstall();
      assert.equal(await failureCode(source.read('order', [id])), 'credential app_not_installed');
    });
  });

  it('never overdraws the cost bucket', async () => {
    await withStore(
      async ({ server, source, clock }) => {
        const ids = Array.from({ length: 40 }, () => server.store.createOrder(anOrder()));
        await source.check();
        await Promise.all(Array.from({ length: 60 }, () => source.read('order', ids)));
        assert.ok(clock.slept.length > 0, 'the bucket was never empty: the test shows nothing');
        const { OrdersByIds: calls = 0 } = server.counters.calls();
        assert.equal(calls, 120, 'a call was refused and repeated');
      },
      { orderParts: ['refunds', 'fulfillments', 'returns', 'acquisition', 'lineItems', 'transactions'] },
    );
  });
});

async function sweepIds({ source }: Place, name: Parameters<Place['source']['sweep']>[0], from: Date, to: Date) {
  return idsOf(await collect(source.sweep(name, from, to)));
}

describe('sweep', () => {
  it('finds orders and customers that changed, and no others', async () => {
    await withStore(async (place) => {
      const { store } = place.server;
      await place.source.check();
      const before = store.createCustomer(aCustomer('before@example.com', day(-2)));
      const changed = store.createCustomer(aCustomer('changed@example.com', day(-2)));
      store.updateCustomer(changed, day(-0.2), { email: 'new@example.com' });
      const old = store.createOrder(anOrder({ createdAt: day(-2) }));
      const young = store.createOrder(anOrder({ createdAt: day(-0.3) }));
      assert.deepEqual(await sweepIds(place, 'orders changed', day(-1), day(0)), [young]);
      assert.deepEqual(await sweepIds(place, 'orders changed', day(-3), day(0)), [old, young].sort());
      assert.deepEqual(await sweepIds(place, 'customers changed', day(-1), day(0)), [changed]);
      assert.deepEqual(await sweepIds(place, 'customers changed', day(-3), day(0)), [before, changed].sort());
    });
  });

  it('finds returns, which move nothing else', async () => {
    await withStore(async (place) => {
      const { store } = place.server;
      await place.source.check();
      const orders = [1, 2, 3].map(() => store.createOrder(anOrder({ createdAt: day(-30) })));
      const [asked = '', closed = '', closedLongAgo = ''] = orders;
      for (const id of orders) store.fulfill(id, { at: day(-29), lines: [{ line: 0, quantity: 2 }] });
      const close = (id: string, at: Date) => {
        const returned = store.requestReturn(id, day(-28), [{ line: 0, quantity: 1 }]);
        store.approveReturn(returned, day(-27));
        store.closeReturn(returned, at);
      };
      store.requestReturn(asked, day(-0.5), [{ line: 0, quantity: 1 }]);
      close(closed, day(-0.5));
      close(closedLongAgo, day(-20));
      assert.deepEqual(await sweepIds(place, 'orders changed', day(-1), day(0)), []);
      assert.deepEqual(await sweepIds(place, 'returns', day(-1), day(0)), [asked, closed].sort());
    });
  });

  it('finds deletions that no webhook brought, as evidence', async () => {
    await withStore(async ({ server: { store }, source }) => {
      await source.check();
      const customer = store.createCustomer(aCustomer('gone@example.com'));
      const order = store.createOrder(anOrder());
      store.createOrder(anOrder());
      store.deleteOrder(order, day(-0.1));
      store.deleteCustomer(customer, day(-0.1));
      const found = await collect(source.sweep('deletions', day(-1), day(0)));
      assert.deepEqual(
        found.map(({ key, evidence }) => [
          key.kind,
          key.id,
          evidence?.fact,
          evidence?.saidBy,
          evidence?.at.toISOString(),
        ]),
        [
          ['order', order, 'deleted', 'events', day(-0.1).toISOString()],
          ['customer', customer, 'deleted', 'events', day(-0.1).toISOString()],
        ],
      );
      assert.deepEqual(await collect(source.sweep('deletions', day(-3), day(-1))), []);
    });
  });

  it('lists all companies', async () => {
    await withStore(async (place) => {
      const { companyId } = place.server.store.createCompany({ name: 'Northwind', createdAt: day(-400) });
      await place.source.check();
      assert.deepEqual(await sweepIds(place, 'companies', day(-1), day(0)), [companyId]);
      assert.equal(await place.source.count('company', everything), 1);
    });
  });
});

describe('list and count', () => {
  it('go by the business date, exactly and half-open, over many pages', async () => {
    await withStore(async ({ server: { store }, source }) => {
      await source.check();
      const imported = store.createOrder(anOrder({ createdAt: day(-1), processedAt: day(-700) }));
      const atStart = store.createOrder(anOrder({ createdAt: day(-10) }));
      const atEnd = store.createOrder(anOrder({ createdAt: day(-5) }));
      const inside = Array.from({ length: 300 }, (_, index) =>
        store.createOrder(anOrder({ createdAt: day(-9 + index / 100) })),
      );
      const window = { from: day(-10), to: day(-5) };
      const listed = await collect(source.list('order', window));
      assert.deepEqual(idsOf(listed), [atStart, ...inside].sort());
      assert.equal(await source.count('order', window), 301);
      assert.equal(await source.count('order', everything), 303);
      const old = await collect(source.list('order', { from: null, to: day(-600) }));
      assert.deepEqual(
        old.map(({ key, date }) => [key.id, date.toISOString()]),
        [[imported, day(-700).toISOString()]],
      );
      assert.ok(!idsOf(listed).includes(atEnd));
      const customer = store.createCustomer(aCustomer('a@example.com', day(-8)));
      store.createCustomer(aCustomer('b@example.com', day(-4)));
      assert.deepEqual(idsOf(await collect(source.list('customer', window))), [customer]);
      assert.equal(await source.count('customer', window), 1);
    });
  });
});
