import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anOrder, commonScopes, day, withStore } from './shopify-place.ts';

describe('an order by its name', () => {
  it('is found as people write it, however old it is, and nothing that only resembles it', async () => {
    await withStore(async ({ server, source }) => {
      await source.check();
      const wanted = server.store.createOrder(anOrder({ name: '#1001', createdAt: day(-400) }));
      server.store.createOrder(anOrder({ name: '#10011' }));
      server.store.createOrder(anOrder({ name: '#1001-2' }));
      const prefixed = server.store.createOrder(anOrder({ name: 'EX-1001' }));
      for (const text of ['#1001', '1001', ' #1001 ']) {
        const found = await source.find(text);
        assert.deepEqual(
          found.map(({ key, name, date }) => [key.source, key.kind, key.id, name, date.getTime()]),
          [['548380009', 'order', wanted, '#1001', day(-400).getTime()]],
          text,
        );
      }
      assert.deepEqual(
        (await source.find('ex-1001')).map(({ key }) => key.id),
        [prefixed],
      );
    });
  });

  it('is found by its number in the admin too', async () => {
    await withStore(async ({ server, source }) => {
      await source.check();
      const id = server.store.createOrder(anOrder({ id: '5000000001001', name: '#7' }));
      assert.deepEqual(
        (await source.find('5000000001001')).map(({ key, name }) => [key.id, name]),
        [[id, '#7']],
      );
      assert.deepEqual(await source.find('5000000009999'), []);
    });
  });

  it('finds nothing, and asks for nothing, where no name can be meant', async () => {
    await withStore(async ({ server, source }) => {
      await source.check();
      server.store.createOrder(anOrder());
      for (const text of ['', '#', '--', `x" OR name:"y`, 'a\nb']) assert.deepEqual(await source.find(text), [], text);
      assert.equal(source.usage().byOperation['OrdersByName'], undefined);
    });
  });

  it('does not see orders of more than 60 days ago without the scope', async () => {
    const scopes = commonScopes.filter((scope) => scope !== 'read_all_orders');
    await withStore(
      async ({ server, source }) => {
        await source.check();
        server.store.createOrder(anOrder({ name: '#1', createdAt: day(-100) }));
        assert.deepEqual(await source.find('#1'), []);
      },
      { scopes },
    );
  });
});
