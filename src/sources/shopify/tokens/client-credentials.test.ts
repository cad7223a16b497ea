import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSkippingClock, sendJson, serve } from '../../../../test/shopify-support.ts';
import { ConnectorError } from '../../../connector/failure.ts';
import { createClientCredentials } from './client-credentials.ts';

const scope = 'read_customers,read_orders';

async function refusedWith(status: number, contentType: string, body: string) {
  const server = await serve((_request, response) => {
    response.writeHead(status, { 'content-type': contentType });
    response.end(body);
  });
  try {
    const error = await credentials(server.url)
      .tokens.get()
      .then(
        () => null,
        (thrown: unknown) => thrown,
      );
    assert.ok(error instanceof ConnectorError, String(error));
    assert.doesNotMatch(error.message, /very-secret/);
    return error.failure;
  } finally {
    await server.close();
  }
}

function credentials(baseUrl: string) {
  const clock = createSkippingClock();
  const tokens = createClientCredentials({ baseUrl, clientId: 'id', clientSecret: 'very-secret', clock });
  return { clock, tokens };
}

describe('client credentials', () => {
  it('asks once for many callers, keeps the token, and renews it ten minutes early', async () => {
    const server = await serve((_request, response, number) => {
      sendJson(response, { access_token: `t${number}`, scope, expires_in: 86399 });
    });
    try {
      const { clock, tokens } = credentials(server.url);
      const first = await Promise.all([tokens.get(), tokens.get(), tokens.get()]);
      assert.deepEqual(
        first.map(({ token }) => token),
        ['t1', 't1', 't1'],
      );
      assert.deepEqual(first[0]?.scopes, ['read_customers', 'read_orders']);
      const [request] = server.received;
      assert.equal(request?.path, '/admin/oauth/access_token');
      assert.equal(request?.headers['content-type'], 'application/x-www-form-urlencoded');
      assert.equal(request?.body, 'grant_type=client_credentials&client_id=id&client_secret=very-secret');
      await clock.sleep(23.8 * 3_600_000);
      assert.equal((await tokens.get()).token, 't1');
      await clock.sleep(0.1 * 3_600_000);
      assert.equal((await tokens.get()).token, 't2');
      const renewed = await Promise.all([tokens.renew('t2'), tokens.renew('t2')]);
      assert.deepEqual(
        renewed.map(({ token }) => token),
        ['t3', 't3'],
      );
      assert.equal((await tokens.renew('t2')).token, 't3', 'another call has renewed it already');
    } finally {
      await server.close();
    }
  });

  it('says in plain words why there is no token', async () => {
    const page = '<html>Oauth error shop_not_permitted: Client credentials cannot be performed on this shop.</html>';
    const other = await refusedWith(400, 'text/html', page);
    assert.deepEqual([other.class, other.code], ['credential', 'shop_not_permitted']);
    assert.match(other.message, /different organizations/);
    const missing = await refusedWith(400, 'application/json', '{"error":"app_not_installed"}');
    assert.match(missing.message, /not installed/);
    const wrongShop = await refusedWith(404, 'text/html', '<html>Not found</html>');
    assert.deepEqual([wrongShop.class, wrongShop.code], ['credential', 'HTTP_404']);
    const noScopes = await refusedWith(200, 'application/json', '{"access_token":"t","scope":"","expires_in":86399}');
    assert.deepEqual([noScopes.class, noScopes.code], ['credential', 'NO_SCOPES']);
    assert.equal((await refusedWith(200, 'text/html', '<html>captcha</html>')).code, 'NOT_JSON');
    assert.equal((await refusedWith(503, 'text/html', 'busy')).class, 'transient');
  });

  it('asks again after a failure', async () => {
    const server = await serve((_request, response, number) => {
      if (number === 1) sendJson(response, {}, 503);
      else sendJson(response, { access_token: 't', scope, expires_in: 86399 });
    });
    try {
      const { tokens } = credentials(server.url);
      await assert.rejects(
        tokens.get(),
        (error) => error instanceof ConnectorError && error.failure.code === 'HTTP_503',
      );
      assert.equal((await tokens.get()).token, 't');
    } finally {
      await server.close();
    }
  });
});
