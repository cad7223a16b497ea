import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shapes, startAccount } from './test-client.ts';

const LIST = '/crm/objects/2026-09/contacts';

describe('limits', () => {
  it('refuses beyond the rolling ten seconds, per app, and says how much is left', async () => {
    const hub = await startAccount({
      burstLimit: 3,
      tokens: [
        { token: 'one', scopes: ['crm.objects.contacts.read'], appId: '1' },
        { token: 'two', scopes: ['crm.objects.contacts.read'], appId: '2' },
      ],
    });
    const call = (token = 'one') => hub.send(shapes.any, 'GET', LIST, undefined, token);
    const first = await call();
    assert.equal(first.headers.get('x-hubspot-ratelimit-max'), '3');
    assert.equal(first.headers.get('x-hubspot-ratelimit-remaining'), '2');
    assert.equal(first.headers.get('x-hubspot-ratelimit-interval-milliseconds'), '10000');
    hub.clock.advance(6_000);
    assert.deepEqual([(await call()).status, (await call()).status], [200, 200]);
    const refused = await call();
    assert.equal(refused.status, 429);
    assert.equal(refused.body['policyName'], 'TEN_SECONDLY_ROLLING');
    assert.equal(refused.body['message'], 'You have reached your ten_secondly_rolling limit.');
    assert.deepEqual([refused.body['errorType'], refused.headers.get('retry-after')], ['RATE_LIMIT', null]);
    assert.equal((await call('two')).status, 200);
    hub.clock.advance(4_000);
    assert.deepEqual([(await call()).status, (await call()).status], [200, 429]);
  });

  it('counts the day in the time zone of the account, all apps together', async () => {
    const hub = await startAccount({ dailyLimit: 5, timeZone: 'America/New_York' });
    hub.account.limits.useDaily(3);
    const call = () => hub.send(shapes.any, 'GET', LIST);
    assert.equal((await call()).headers.get('x-hubspot-ratelimit-daily-remaining'), '1');
    const usage = await hub.send(shapes.rows, 'GET', '/account-info/2026-09/api-usage/daily/private-apps');
    assert.deepEqual([usage.body.results[0]?.['currentUsage'], usage.body.results[0]?.['usageLimit']], [5, 5]);
    assert.equal(usage.body.results[0]?.['resetsAt'], '2026-11-05T05:00:00Z');
    const refused = await call();
    assert.deepEqual([refused.status, refused.body['policyName']], [429, 'DAILY']);
    hub.clock.advance(Date.parse('2026-11-05T04:59:59Z') - hub.clock.now().getTime());
    assert.equal((await call()).status, 429);
    hub.clock.advance(1_000);
    assert.equal((await call()).status, 200);
  });

  it('allows five searches a second and sends no limit headers with them', async () => {
    const hub = await startAccount();
    const search = () => hub.send(shapes.any, 'POST', `${LIST}/search`, {});
    for (let index = 0; index < 5; index += 1) {
      const reply = await search();
      assert.deepEqual([reply.status, reply.headers.get('x-hubspot-ratelimit-max')], [200, null]);
    }
    const refused = await search();
    assert.deepEqual(
      [refused.status, refused.body['policyName'], refused.body['category']],
      [429, 'SECONDLY', 'RATE_LIMITS'],
    );
    hub.clock.advance(1_000);
    assert.equal((await search()).status, 200);
  });

  it('refuses nothing when limits are off, and counts calls by family', async () => {
    const hub = await startAccount({ burstLimit: 1, enforceLimits: false });
    const [id = ''] = await hub.seed('contacts', [{ city: 'x' }]);
    for (let index = 0; index < 3; index += 1) await hub.send(shapes.any, 'GET', `/crm/objects/2026-03/0-1/${id}`);
    await hub.send(shapes.any, 'GET', `${LIST}/a@example.com?idProperty=email`);
    await hub.send(shapes.any, 'POST', `${LIST}/search`, {});
    assert.deepEqual(hub.counters.read(), {
      total: 6,
      writes: 1,
      refused: 0,
      byFamily: {
        'GET /crm/objects/contacts/{id}': 4,
        'POST /crm/objects/contacts': 1,
        'POST /crm/objects/contacts/search': 1,
      },
    });
  });
});

describe('credentials and faults', () => {
  it('tells missing, unknown, expired and too narrow tokens apart', async () => {
    const hub = await startAccount({
      tokens: [{ token: 'narrow', scopes: ['crm.objects.contacts.read'], appId: '1' }],
    });
    const call = (token: string, path = LIST) => hub.send(shapes.problem, 'GET', path, undefined, token);
    assert.deepEqual(
      [(await call('wrong')).status, (await call('wrong')).body.category],
      [401, 'INVALID_AUTHENTICATION'],
    );
    assert.equal((await fetch(hub.url + LIST)).status, 401);
    assert.equal((await call('narrow')).status, 200);
    const refused = await call('narrow', '/crm/objects/2026-09/orders');
    assert.deepEqual([refused.status, refused.body.category], [403, 'MISSING_SCOPES']);
    assert.deepEqual(refused.body.context, { requiredGranularScopes: ['crm.objects.orders.read'] });
    assert.equal((await call('narrow', '/crm/properties/2026-09/contacts')).status, 403);
    assert.equal((await call('narrow', '/crm/pipelines/2026-09/orders')).status, 403);
    assert.equal((await call('narrow', '/account-info/2026-09/details')).status, 200);
    hub.account.tokens.setScopes('narrow', []);
    assert.equal((await call('narrow')).status, 403);
    hub.account.tokens.expire('narrow');
    assert.deepEqual(
      [(await call('narrow')).status, (await call('narrow')).body.category],
      [401, 'EXPIRED_AUTHENTICATION'],
    );
  });

  it('loses the answer of a call that was done, and fails others by plan', async () => {
    const hub = await startAccount({
      faults: [
        { operation: 'POST /crm/objects/contacts/batch/create', times: 1, dropAfterCommit: true },
        { path: /batch\/read/, times: 1, status: 502, body: '<html>Bad gateway</html>' },
      ],
    });
    const inputs = [{ properties: { city: 'kept' }, associations: [] }];
    await assert.rejects(hub.send(shapes.any, 'POST', `${LIST}/batch/create`, { inputs }), TypeError);
    assert.equal(hub.account.read.findBy('contacts', 'city', 'kept').length, 1);
    const read = await fetch(`${hub.url}${LIST}/batch/read`, { method: 'POST' });
    assert.deepEqual([read.status, await read.text()], [502, '<html>Bad gateway</html>']);
  });

  it('answers 400 for a body that is no JSON, and 415 for another type', async () => {
    const hub = await startAccount();
    const post = async (type: string, body: string) => {
      const headers = { authorization: 'Bearer pat-test-full', 'content-type': type };
      const response = await fetch(hub.url + LIST, { method: 'POST', headers, body });
      return [response.status, response.headers.get('x-hubspot-ratelimit-max') !== null];
    };
    assert.deepEqual(await post('application/json', '{"properties":'), [400, true]);
    assert.deepEqual(await post('text/csv', 'a,b'), [415, true]);
  });
});
