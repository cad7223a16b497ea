import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { Hono } from 'hono';
import { systemClock } from '../../src/lib/clock.ts';
import { createFaults, type Fault, type SimulatorEnv } from './faults.ts';
import { type Listening, listen } from './listen.ts';

const open: Listening[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(faults: readonly Fault[]) {
  const state = { committed: 0 };
  const app = new Hono<SimulatorEnv>();
  app.use(createFaults(systemClock, faults).middleware(async (context) => context.req.header('x-operation')));
  app.post('/records', (context) => {
    state.committed += 1;
    return context.json({ id: state.committed }, 201);
  });
  const server = await listen(app);
  open.push(server);
  const post = (operation = 'create') =>
    fetch(`${server.url}/records`, { method: 'POST', headers: { 'x-operation': operation } });
  return { state, post };
}

describe('faults', () => {
  it('hits the counted requests only, and those do not reach the simulator', async () => {
    const { state, post } = await serve([
      { path: '/records', when: { after: 1 }, times: 2, status: 503, body: 'busy' },
    ]);
    const statuses = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await post()).status);
    assert.deepEqual(statuses, [201, 503, 503, 201]);
    assert.equal(state.committed, 2);
  });

  it('tells operations apart and answers objects as JSON with headers', async () => {
    const { post } = await serve([
      { operation: 'update', status: 429, body: { error: 'rate' }, headers: { 'retry-after': '3' } },
    ]);
    assert.equal((await post('create')).status, 201);
    const refused = await post('update');
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '3']);
    assert.deepEqual(await refused.json(), { error: 'rate' });
  });

  it('breaks the connection after the simulator has acted', async () => {
    const { state, post } = await serve([{ path: /record/, times: 1, dropAfterCommit: true }]);
    await assert.rejects(post(), TypeError);
    assert.equal(state.committed, 1);
    assert.equal((await post()).status, 201);
  });

  it('delays without changing the answer', async () => {
    const { post } = await serve([{ delayMs: 30, times: 1 }]);
    const before = performance.now();
    assert.equal((await post()).status, 201);
    assert.ok(performance.now() - before >= 29);
  });
});
