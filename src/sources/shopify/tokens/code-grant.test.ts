import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createStoreServer, type StoreServer } from '../../../../simulator/store/server.ts';
import { createSkippingClock } from '../../../../test/shopify-support.ts';
import { ConnectorError } from '../../../connector/failure.ts';
import { createRandom } from '../../../lib/random.ts';
import { createCodeGrant, type GrantStore } from './code-grant.ts';
import { codeOfCallback, exchangeCode, type Installation, installationUrl } from './installation.ts';
import type { Grant } from './token-request.ts';

const clientSecret = 'shpss_simulated';
const hour = 3_600_000;

/** What several processes share. */
function keptIn(held: { grant: Grant | null }): GrantStore {
  return {
    load: async () => held.grant,
    replace: async (work) => {
      held.grant = await work(held.grant);
      return held.grant;
    },
  };
}

describe('the authorization code grant', () => {
  const clock = createSkippingClock('2026-11-22T10:00:00Z');
  let server: StoreServer;
  before(async () => {
    server = await createStoreServer({
      shop: {
        number: '77',
        name: 'Example',
        myshopifyDomain: 'example.myshopify.com',
        currency: 'EUR',
        timeZone: 'Europe/Paris',
        plan: 'standard',
      },
      scopes: ['read_orders', 'read_customers'],
      clientId: 'client',
      clientSecret,
      clock,
      random: createRandom(3),
    });
  });
  after(() => server.close());

  const installation: Installation = {
    shop: 'example.myshopify.com',
    clientId: 'client',
    scopes: ['read_orders', 'read_customers'],
    redirectUri: 'https://sync.example.com/shopify/callback',
    state: 'a-state-that-nobody-guesses',
  };
  const app = () => ({ baseUrl: server.url, clientId: 'client', clientSecret, clock });
  /** The merchant approves; what Shopify's redirect brings back. */
  const approved = async () => {
    const answer = await fetch(installationUrl(server.url, installation), { redirect: 'manual' });
    assert.equal(answer.status, 302);
    const back = new URL(answer.headers.get('location') ?? '');
    assert.equal(back.origin + back.pathname, installation.redirectUri);
    return back.searchParams;
  };
  const install = async (expiring: boolean) => {
    const code = codeOfCallback(await approved(), clientSecret, installation);
    const held: { grant: Grant | null } = { grant: await exchangeCode(app(), code, { expiring }) };
    return { held, code, tokens: createCodeGrant(app(), keptIn(held)) };
  };
  const reads = async (token: string) => {
    const body = JSON.stringify({ query: 'query Name { shop { name } }' });
    const headers = { 'content-type': 'application/json', 'x-shopify-access-token': token };
    return (await fetch(`${server.url}/admin/api/2026-10/graphql.json`, { method: 'POST', headers, body })).status;
  };
  const refusedAs = (code: string) => (error: unknown) =>
    error instanceof ConnectorError && error.failure.class === 'credential' && error.failure.code === code;

  it('gives a token that lives until the app is uninstalled', async () => {
    const { held, code, tokens } = await install(false);
    assert.deepEqual([held.grant?.expiresAt, held.grant?.refreshToken], [null, null]);
    assert.deepEqual(held.grant?.scopes, ['read_orders', 'read_customers']);
    const { token } = await tokens.get();
    assert.equal(await reads(token), 200);
    await clock.sleep(1_000 * hour);
    assert.equal((await tokens.get()).token, token);
    assert.equal(await reads(token), 200);
    await assert.rejects(tokens.renew(token), refusedAs('HTTP_401'));
    await assert.rejects(exchangeCode(app(), code, { expiring: false }), refusedAs('invalid_grant'));
  });

  it('renews expiring tokens in good time, once for all callers, and keeps the new refresh token first', async () => {
    const { held, tokens } = await install(true);
    const first = (await tokens.get()).token;
    const refreshToken = held.grant?.refreshToken;
    await clock.sleep(54 * 60_000);
    assert.equal((await tokens.get()).token, first);
    await clock.sleep(2 * 60_000);
    const [one, two] = await Promise.all([tokens.get(), tokens.get()]);
    assert.notEqual(one.token, first);
    assert.equal(one.token, two.token);
    assert.notEqual(held.grant?.refreshToken, refreshToken);
    assert.equal(held.grant?.token, one.token);
    assert.equal(await reads(one.token), 200);
    const renewed = await tokens.renew(one.token);
    assert.notEqual(renewed.token, one.token);
    assert.equal((await tokens.renew(one.token)).token, renewed.token, 'another call has renewed it already');
  });

  it('takes over what another process has renewed', async () => {
    const { held, tokens } = await install(true);
    const other = createCodeGrant(app(), keptIn(held));
    const stale = (await tokens.get()).token;
    const fresh = (await other.renew(stale)).token;
    const calls = server.counters.calls()['access_token'];
    assert.equal((await tokens.renew(stale)).token, fresh);
    assert.equal(server.counters.calls()['access_token'], calls, 'Shopify was not asked');
  });

  it('keeps the installation when the answer to a renewal is lost', async () => {
    const { held, tokens } = await install(true);
    const { token } = await tokens.get();
    const refreshToken = held.grant?.refreshToken;
    server.named.arm([{ fault: 'shopify-refresh-answer-lost' }]);
    await assert.rejects(
      tokens.renew(token),
      (error) => error instanceof ConnectorError && error.failure.class === 'transient',
    );
    server.named.disarm();
    assert.equal(held.grant?.refreshToken, refreshToken, 'nothing new is kept');
    const { token: next } = await tokens.get();
    assert.equal(await reads(next), 401, 'the fault ended every token');
    assert.equal(await reads((await tokens.renew(next)).token), 200);
  });

  it('says what to do when the refresh token is too old, or there is no installation', async () => {
    const { tokens } = await install(true);
    await clock.sleep(91 * 24 * hour);
    await assert.rejects(tokens.get(), refusedAs('invalid_grant'));
    await assert.rejects(createCodeGrant(app(), keptIn({ grant: null })).get(), refusedAs('NOT_INSTALLED'));
  });

  it('trusts a callback only with Shopify’s signature, this installation’s state, and this store', async () => {
    const query = await approved();
    assert.match(codeOfCallback(query, clientSecret, installation), /^[0-9a-f]{32}$/);
    const changed = (name: string, value: string, sign = false) => {
      const other = new URLSearchParams(query);
      other.set(name, value);
      if (!sign) return other;
      other.delete('hmac');
      const message = [...other]
        .sort()
        .map((pair) => pair.join('='))
        .join('&');
      other.set('hmac', createHmac('sha256', clientSecret).update(message).digest('hex'));
      return other;
    };
    const refusals: readonly (readonly [URLSearchParams, string])[] = [
      [changed('code', 'stolen'), 'BAD_SIGNATURE'],
      [changed('hmac', ''), 'BAD_SIGNATURE'],
      [changed('hmac', (query.get('hmac') ?? '').toUpperCase()), 'BAD_SIGNATURE'],
      [changed('extra', '1'), 'BAD_SIGNATURE'],
      [changed('state', 'another', true), 'BAD_STATE'],
      [changed('shop', 'other.myshopify.com', true), 'OTHER_SHOP'],
      [changed('shop', 'example.myshopify.com.evil.example', true), 'OTHER_SHOP'],
      [changed('code', '', true), 'NO_CODE'],
      [new URLSearchParams(), 'BAD_SIGNATURE'],
    ];
    for (const [forged, code] of refusals) {
      assert.throws(() => codeOfCallback(forged, clientSecret, installation), refusedAs(code));
    }
  });
});
