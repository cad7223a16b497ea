import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { at, noon, openScope, order, type Scope, subjectOf } from '../../test/ledger/world.ts';
import { formatKey } from '../commerce/keys.ts';
import type { IntendedRow, LedgerRecord, SettledRow, SubjectView, Verb } from './contract.ts';
import { LaneLostError } from './errors.ts';

/** An order that the ledger has looked at. */
async function known(scope: Scope, id: number): Promise<string> {
  await scope.ledger.recordLooks({ now: noon, members: [order(scope.key('order', id))] });
  return subjectOf(scope.ledger, scope.key('order', id));
}

function rowOf(scope: Scope, subjectId: string, id: number, change: Partial<IntendedRow> = {}): IntendedRow {
  const key = formatKey(scope.key('order', id));
  const ends = { crmId: null, toId: null, label: null };
  return { ref: `row ${id}`, subjectId, cause: 'history', key, members: [key], ...ends, old: {}, new: {}, ...change };
}

function intend(scope: Scope, verb: Verb, rows: readonly IntendedRow[]) {
  const { lane: destination, epoch } = scope;
  return scope.ledger.intend({ destination, epoch, verb, object: 'order', now: noon, rows });
}

function settle(scope: Scope, batchId: string, rows: readonly SettledRow[], now = noon) {
  return scope.ledger.settle({ destination: scope.lane, epoch: scope.epoch, batchId, now, rows });
}

/** An order with a CRM record that holds these values. */
async function written(scope: Scope, id: number, values: IntendedRow['new'] = {}): Promise<string> {
  const subjectId = await known(scope, id);
  const { batchId } = await intend(scope, 'create', [rowOf(scope, subjectId, id, { new: values })]);
  await settle(scope, batchId, [
    { ref: `row ${id}`, result: 'written', crmId: `crm-${id}`, mapVersion: 'm1', adopted: false },
  ]);
  return subjectId;
}

async function view(scope: Scope, subjectId: string): Promise<SubjectView> {
  const [found] = await scope.ledger.subjects({ destination: scope.lane, subjectIds: [subjectId] });
  assert.ok(found !== undefined);
  return found;
}

async function record(scope: Scope, subjectId: string): Promise<LedgerRecord> {
  const { record: found } = await view(scope, subjectId);
  assert.ok(found !== null);
  return found;
}

/** Journal of a subject, oldest first, as [action, field, old, new]. */
async function story(scope: Scope, subjectId: string) {
  const entries = await scope.ledger.journal({ destination: scope.lane, subjectId, limit: 50 });
  return entries.toReversed().map((entry) => [entry.action, entry.field, entry.old, entry.new]);
}

onBothDatabases((database) => {
  it('knows a link that was made in the creating call as ours', async () => {
    const scope = await openScope(database.ledger);
    const subjectId = await known(scope, 1);
    const row = rowOf(scope, subjectId, 1, { label: 'order_contact', toId: 'contact-7' });
    const { batchId } = await intend(scope, 'create', [row]);
    await settle(scope, batchId, [
      { ref: 'row 1', result: 'written', crmId: 'crm-1', mapVersion: 'm1', adopted: false },
    ]);
    assert.deepEqual((await view(scope, subjectId)).links, [
      { label: 'order_contact', fromId: 'crm-1', toId: 'contact-7', madeByUs: true },
    ]);
    assert.deepEqual((await story(scope, subjectId)).at(-1), ['linked', 'order_contact', null, 'contact-7']);
  });

  it('keeps a record out of a second batch until the first is settled', async () => {
    const scope = await openScope(database.ledger);
    const [first, second] = [await known(scope, 1), await known(scope, 2)];
    const { batchId } = await intend(scope, 'create', [rowOf(scope, first, 1)]);
    const other = await intend(scope, 'update', [rowOf(scope, first, 1), rowOf(scope, second, 2)]);
    assert.deepEqual(other.accepted, ['row 2']);
    assert.deepEqual([(await view(scope, first)).inFlight, (await view(scope, second)).inFlight], [true, true]);
    await settle(scope, batchId, [{ ref: 'row 1', result: 'not done' }]);
    assert.equal((await view(scope, first)).inFlight, false);
    assert.deepEqual((await intend(scope, 'update', [rowOf(scope, first, 1)])).accepted, ['row 1']);
  });

  it('takes only one row of a record into a batch', async () => {
    const scope = await openScope(database.ledger);
    const subjectId = await known(scope, 1);
    const twice = [rowOf(scope, subjectId, 1), rowOf(scope, subjectId, 1, { ref: 'again' })];
    assert.deepEqual((await intend(scope, 'update', twice)).accepted, ['row 1']);
  });

  it('holds a pair for a link, not the record', async () => {
    const scope = await openScope(database.ledger);
    const subjectId = await written(scope, 1);
    const pair = { crmId: 'crm-1', toId: 'contact-1', label: 'order_contact' } as const;
    assert.deepEqual((await intend(scope, 'link', [rowOf(scope, subjectId, 1, pair)])).accepted, ['row 1']);
    assert.deepEqual((await intend(scope, 'unlink', [rowOf(scope, subjectId, 1, pair)])).accepted, []);
    const elsewhere = rowOf(scope, subjectId, 1, { ...pair, toId: 'contact-2' });
    assert.deepEqual((await intend(scope, 'link', [elsewhere])).accepted, ['row 1']);
    assert.equal((await view(scope, subjectId)).inFlight, false);
    assert.deepEqual((await intend(scope, 'update', [rowOf(scope, subjectId, 1)])).accepted, ['row 1']);
  });

  it('lists what is unsettled, and only that', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const rows = [rowOf(scope, await known(scope, 1), 1, { new: { a: '1' } }), rowOf(scope, await known(scope, 2), 2)];
    const { batchId } = await intend(scope, 'create', rows);
    const batch = { batchId, verb: 'create' as const, object: 'order' as const, intendedAt: noon };
    assert.deepEqual(await ledger.unsettled({ destination: scope.lane }), [{ ...batch, rows }]);
    await settle(scope, batchId, [{ ref: 'row 2', result: 'not done' }]);
    assert.deepEqual(await ledger.unsettled({ destination: scope.lane }), [{ ...batch, rows: rows.slice(0, 1) }]);
    await settle(scope, batchId, [{ ref: 'row 1', result: 'not done' }]);
    assert.deepEqual(await ledger.unsettled({ destination: scope.lane }), []);
    await intend(scope, 'create', []);
    assert.deepEqual(await ledger.unsettled({ destination: scope.lane }), []);
  });

  it('turns a creation and a later update into record and journal', async () => {
    const scope = await openScope(database.ledger);
    const subjectId = await written(scope, 1, { total: '10.00', note: null });
    const created: LedgerRecord = {
      crmId: 'crm-1',
      key: formatKey(scope.key('order', 1)),
      members: [formatKey(scope.key('order', 1))],
      adopted: false,
      state: 'linked',
      written: { total: '10.00', note: null },
      mapVersion: 'm1',
      identityVersion: '2',
    };
    assert.deepEqual(await record(scope, subjectId), created);
    const change = { crmId: 'crm-1', old: { total: '10.00', status: null }, new: { total: '8.00', status: 'open' } };
    const { batchId } = await intend(scope, 'update', [rowOf(scope, subjectId, 1, change)]);
    const outcome = { ref: 'row 1', result: 'written', crmId: 'crm-1', mapVersion: 'm2', adopted: false } as const;
    await settle(scope, batchId, [outcome], at(1));
    await settle(scope, batchId, [outcome], at(2));
    const after = { ...created, written: { total: '8.00', note: null, status: 'open' }, mapVersion: 'm2' };
    assert.deepEqual(await record(scope, subjectId), after);
    const entries = await story(scope, subjectId);
    assert.deepEqual(entries.slice(0, 2), [
      ['created', null, null, null],
      ['updated', 'total', null, '10.00'],
    ]);
    assert.deepEqual(entries.slice(2).toSorted(), [
      ['updated', 'status', null, 'open'],
      ['updated', 'total', '10.00', '8.00'],
    ]);
  });

  it('takes over a record that was there, with the values that it held', async () => {
    const scope = await openScope(database.ledger);
    const subjectId = await known(scope, 1);
    const { batchId } = await intend(scope, 'create', [rowOf(scope, subjectId, 1, { new: { total: '10.00' } })]);
    const observed = { total: '9.00', note: null };
    await settle(scope, batchId, [{ ref: 'row 1', result: 'adopted', crmId: 'crm-9', observed, mapVersion: 'm1' }]);
    const { adopted, members, written: values, crmId } = await record(scope, subjectId);
    assert.deepEqual(
      { adopted, members, values, crmId },
      { adopted: true, members: [], values: observed, crmId: 'crm-9' },
    );
    assert.deepEqual(await story(scope, subjectId), [
      ['adopted', null, null, null],
      ['adopted', 'total', '9.00', '9.00'],
    ]);
  });

  it('never gives one CRM record to two subjects', async () => {
    const scope = await openScope(database.ledger);
    const owner = await written(scope, 1);
    const late = await known(scope, 2);
    const { batchId } = await intend(scope, 'create', [rowOf(scope, late, 2)]);
    await settle(scope, batchId, [{ ref: 'row 2', result: 'adopted', crmId: 'crm-1', observed: {}, mapVersion: 'm1' }]);
    assert.equal((await record(scope, owner)).crmId, 'crm-1');
    const found = await view(scope, late);
    assert.equal(found.record, null);
    assert.match(found.identityCase ?? '', /already stands for another/);
    assert.deepEqual(await story(scope, late), []);
  });

  it('keeps links with who made them', async () => {
    const scope = await openScope(database.ledger);
    const subjectId = await written(scope, 1);
    const pair = { crmId: 'crm-1', toId: 'contact-1', label: 'order_contact' } as const;
    const link = await intend(scope, 'link', [rowOf(scope, subjectId, 1, pair)]);
    await settle(scope, link.batchId, [{ ref: 'row 1', result: 'linked', madeByUs: true }]);
    const kept = { label: 'order_contact', fromId: 'crm-1', toId: 'contact-1', madeByUs: true };
    assert.deepEqual((await view(scope, subjectId)).links, [kept]);
    const again = await intend(scope, 'link', [rowOf(scope, subjectId, 1, pair)]);
    await settle(scope, again.batchId, [{ ref: 'row 1', result: 'linked', madeByUs: false }]);
    assert.deepEqual((await view(scope, subjectId)).links, [kept], 'found again, it is still ours');
    const unlink = await intend(scope, 'unlink', [rowOf(scope, subjectId, 1, pair)]);
    await settle(scope, unlink.batchId, [{ ref: 'row 1', result: 'unlinked' }]);
    assert.deepEqual((await view(scope, subjectId)).links, []);
    assert.deepEqual((await story(scope, subjectId)).slice(1), [
      ['linked', 'order_contact', null, 'contact-1'],
      ['linked', 'order_contact', null, 'contact-1'],
      ['unlinked', 'order_contact', 'contact-1', null],
    ]);
  });

  it('remembers what a person deleted, and forgets it in the match index', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const subjectId = await written(scope, 1);
    const key = formatKey(scope.key('order', 1));
    const index = { destination: scope.lane, object: 'order' } as const;
    const nothing = { emails: [], phones: [], names: [], members: [] };
    const indexed = { crmId: 'crm-1', key, members: [], emails: [], phones: [], nameWords: [] };
    await ledger.indexRecords({ ...index, seenAt: noon, records: [indexed] });
    const { batchId } = await intend(scope, 'update', [rowOf(scope, subjectId, 1, { crmId: 'crm-1' })]);
    await settle(scope, batchId, [{ ref: 'row 1', result: 'gone' }]);
    assert.equal((await record(scope, subjectId)).state, 'removed');
    assert.deepEqual((await story(scope, subjectId)).at(-1), ['gone', null, null, null]);
    assert.deepEqual(await ledger.match({ ...index, queries: [{ ...nothing, ref: 'q', keys: [key] }] }), {});
  });

  it('follows a record that the CRM merged, with its links, unless somebody has the survivor', async () => {
    const scope = await openScope(database.ledger);
    const [first, second] = [await written(scope, 1), await written(scope, 2)];
    const pair = { crmId: 'crm-1', toId: 'contact-1', label: 'order_contact' } as const;
    const link = await intend(scope, 'link', [rowOf(scope, first, 1, pair)]);
    await settle(scope, link.batchId, [{ ref: 'row 1', result: 'linked', madeByUs: true }]);
    const move = async (subjectId: string, id: number, crmId: string, to: string) => {
      const { batchId } = await intend(scope, 'update', [rowOf(scope, subjectId, id, { crmId })]);
      await settle(scope, batchId, [{ ref: `row ${id}`, result: 'moved', crmId: to }]);
    };
    await move(first, 1, 'crm-1', 'crm-10');
    assert.equal((await record(scope, first)).crmId, 'crm-10');
    assert.deepEqual((await record(scope, first)).members, [], 'the survivor does not carry our key yet');
    assert.deepEqual((await view(scope, first)).links[0]?.fromId, 'crm-10');
    await move(second, 2, 'crm-2', 'crm-10');
    assert.equal((await record(scope, second)).crmId, 'crm-2');
    assert.deepEqual((await story(scope, second)).at(-1), ['moved', null, 'crm-2', 'crm-10']);
  });

  it('returns a refused row, with the reason in the journal', async () => {
    const scope = await openScope(database.ledger);
    const subjectId = await known(scope, 1);
    const { batchId } = await intend(scope, 'create', [rowOf(scope, subjectId, 1)]);
    const failure = { class: 'record', code: 'REFUSED', message: 'the pipeline is missing' } as const;
    await settle(scope, batchId, [{ ref: 'row 1', result: 'failed', ...failure }]);
    assert.deepEqual(await story(scope, subjectId), [['failed', null, null, 'the pipeline is missing']]);
    assert.equal((await view(scope, subjectId)).inFlight, false);
  });

  it('notes what changed in the CRM, fields and links', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const subjectId = await written(scope, 1, { total: '10.00', note: 'a' });
    const row = { subjectId, crmId: 'crm-1', values: { total: '11.00', note: 'a' }, linkedTo: ['contact-2'] };
    const observe = (rows: readonly (typeof row)[]) => {
      return ledger.observe({ destination: scope.lane, now: noon, rows, cause: 'reconcile' });
    };
    await observe([row]);
    await observe([row]);
    await observe([{ ...row, subjectId: await known(scope, 2), values: { total: '0', note: '' } }]);
    assert.deepEqual((await record(scope, subjectId)).written, { total: '11.00', note: 'a' });
    const found = { label: 'order_contact', fromId: 'crm-1', toId: 'contact-2', madeByUs: false };
    assert.deepEqual((await view(scope, subjectId)).links, [found]);
    await observe([{ ...row, linkedTo: [] }]);
    assert.deepEqual((await view(scope, subjectId)).links, []);
    const outside = (await story(scope, subjectId)).filter(([action]) => action === 'changed outside');
    assert.deepEqual(outside, [
      ['changed outside', 'order_contact', null, 'contact-2'],
      ['changed outside', 'total', '10.00', '11.00'],
      ['changed outside', 'order_contact', 'contact-2', null],
    ]);
  });

  it('parks a value by its hash, and lets another value be tried', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const subjectId = await written(scope, 1);
    const failure = { class: 'record', code: 'INVALID_EMAIL', message: 'not an address' } as const;
    const row = { subjectId, key: scope.key('order', 1), field: 'email', value: 'jané@example.com', ...failure };
    await ledger.parkValues({ destination: scope.lane, now: noon, rows: [row] });
    await ledger.parkValues({ destination: scope.lane, now: at(5), rows: [row] });
    const [same, other] = await ledger.valueHash({ values: ['jané@example.com', 'jane@example.com'] });
    const [parked] = (await view(scope, subjectId)).parkedValues;
    assert.deepEqual(parked, { field: 'email', ...failure, valueHash: same });
    assert.notEqual(same, other);
    assert.deepEqual(await ledger.parked({ destination: scope.lane, limit: 5 }), [
      { key: row.key, field: 'email', ...failure, attempts: 2, since: noon },
    ]);
    await ledger.unparkValues({ destination: scope.lane, subjectId, fields: ['email'] });
    assert.deepEqual(await ledger.parked({ destination: scope.lane, limit: 5 }), []);
  });

  it('refuses to write for a lane that somebody else has taken', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const { lane: destination, epoch } = scope;
    const subjectId = await known(scope, 1);
    const { batchId } = await intend(scope, 'create', [rowOf(scope, subjectId, 1)]);
    const outcome = { ref: 'row 1', result: 'written', crmId: 'crm-1', mapVersion: 'm1', adopted: false } as const;
    await ledger.releaseLane({ destination, holder: 'test', epoch });
    const taken = await ledger.takeLane({ destination, holder: 'other', leaseMs: 60_000 });
    assert.ok(taken.taken);
    await assert.rejects(settle(scope, batchId, [outcome]), LaneLostError);
    await assert.rejects(intend(scope, 'create', []), LaneLostError);
    await assert.rejects(scope.claim(), LaneLostError);
    await assert.rejects(scope.finish([]), LaneLostError);
    await assert.rejects(ledger.adopt({ destination, epoch, now: noon, rows: [] }), LaneLostError);
    assert.equal((await view(scope, subjectId)).record, null);
    const [batch] = await ledger.unsettled({ destination });
    assert.equal(batch?.batchId, batchId, 'the new holder finds it');
    await settle({ ...scope, epoch: taken.epoch }, batchId, [outcome]);
    assert.equal((await record(scope, subjectId)).crmId, 'crm-1');
  });
});
