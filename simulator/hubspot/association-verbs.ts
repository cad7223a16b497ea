import { z } from 'zod';
import type { RecordRef } from './association-store.ts';
import type { AssociationType } from './association-types.ts';
import { batchReply, checkCount, type Reply } from './batch-write.ts';
import { type Core, nowOf } from './core.ts';
import { type StandardError, validation } from './errors.ts';
import { linkKind, unknownTarget } from './inline-links.ts';
import type { ObjectType } from './object-types.ts';
import { parseId } from './record-store.ts';
import { type Call, idText } from './service.ts';

/** HubSpot docs: sizes of association batches. */
const WRITE_LIMIT = 2_000;
const READ_LIMIT = 1_000;
/** Links of one record in one answer. */
const PAGE = 500;

const reference = z.object({ id: idText });
export const linkBody = z.object({
  inputs: z.array(z.object({ from: reference, to: reference, types: z.array(linkKind).min(1) })),
});
export const defaultLinkBody = z.object({ inputs: z.array(z.object({ from: reference, to: reference })) });
export const unlinkBody = z.object({ inputs: z.array(z.object({ from: reference, to: z.array(reference) })) });
export const linkReadBody = z.object({ inputs: z.array(z.object({ id: idText, after: idText.optional() })) });

/** A call between two object types. */
export type PairCall = Pick<Call, 'version'> & { readonly from: ObjectType; readonly to: ObjectType };

type Ends =
  | { readonly ok: true; readonly from: RecordRef; readonly to: RecordRef }
  | { readonly ok: false; readonly error: StandardError };

function endsOf(core: Core, call: PairCall, fromId: string, toId: string): Ends {
  for (const id of [fromId, toId]) {
    if (parseId(id) !== undefined) continue;
    const more = { subCategory: 'crm.associations.INVALID_IDENTIFIER', context: { id: [id] } };
    return { ok: false, error: validation(`${id} is not a valid ID`, more) };
  }
  const from = core.records.live(call.from.id, fromId);
  if (!from) return { ok: false, error: unknownTarget(call.from.id, fromId) };
  const to = core.records.live(call.to.id, toId);
  if (!to) return { ok: false, error: unknownTarget(call.to.id, toId) };
  // HubSpot says this without any context: the caller cannot tell which input it means.
  if (from === to)
    return { ok: false, error: validation(`Object ${from.id} cannot be associated to itself (${to.id})`) };
  return { ok: true, from, to };
}

/** Makes one link, or answers why not. Making an existing one again is a success that changes nothing. */
export function makeLink(
  core: Core,
  call: PairCall,
  fromId: string,
  toId: string,
  typeIds: readonly number[],
): StandardError | { readonly fromId: number; readonly toId: number; readonly labels: readonly string[] } {
  const kinds = typeIds.flatMap((typeId) => core.associations.types.get(call.from.id, call.to.id, typeId) ?? []);
  if (kinds.length !== typeIds.length || kinds.length === 0) {
    return validation(`${call.from.noun} to ${call.to.noun} has no association type ${typeIds.join(', ')}`);
  }
  const ends = endsOf(core, call, fromId, toId);
  if (!ends.ok) return ends.error;
  const refusal = refusalOf(core, ends.from, ends.to, kinds);
  if (refusal) return refusal;
  core.associations.add(ends.from, ends.to, kinds);
  const labels = kinds.flatMap((kind) => (kind.label === null ? [] : [kind.label]));
  return { fromId: ends.from.id, toId: ends.to.id, labels };
}

function refusalOf(
  core: Core,
  from: RecordRef,
  to: RecordRef,
  kinds: readonly AssociationType[],
): StandardError | undefined {
  const typeIds = kinds.map((kind) => kind.typeId);
  const inverse = kinds.map((kind) => kind.inverseId);
  const limit = core.associations.brokenLimit(from, to, typeIds) ?? core.associations.brokenLimit(to, from, inverse);
  if (limit) {
    const full = limit.fromType === from.typeId ? from : to;
    return validation(`Object ${full.id} has reached its limit of ${limit.max} associations to ${limit.toType}`, {
      subCategory: 'crm.associations.ASSOCIATION_LIMIT_EXCEEDED',
      context: { objectId: [String(full.id)], limit: [String(limit.max)] },
    });
  }
  if (core.switches.secondParentCompany !== 'fail') return undefined;
  const child = typeIds.includes(14) ? from : inverse.includes(14) ? to : undefined;
  const parent = child === from ? to : from;
  if (!child || core.associations.occupant(child, parent, 14) === undefined) return undefined;
  return validation(`Company ${child.id} already has a parent company`, {
    subCategory: 'crm.associations.ASSOCIATION_LIMIT_EXCEEDED',
  });
}

interface LinkInput {
  readonly from: { readonly id: string };
  readonly to: { readonly id: string };
  readonly types: readonly { readonly associationTypeId: number }[];
}

export function batchLink(core: Core, call: PairCall, inputs: readonly LinkInput[]): Reply {
  const startedAt = nowOf(core);
  checkCount(inputs.length, WRITE_LIMIT);
  const results: unknown[] = [];
  const errors: StandardError[] = [];
  for (const input of inputs) {
    const typeIds = input.types.map((one) => one.associationTypeId);
    const made = makeLink(core, call, input.from.id, input.to.id, typeIds);
    if ('status' in made) errors.push(made);
    else results.push(linkRow(call, made));
  }
  const created = call.version === '2026-03';
  return batchReply(core, call, { results: core.random.shuffle(results), errors, startedAt, created });
}

/** Association rows carry numbers where everything else carries texts. */
export function linkRow(call: PairCall, made: { fromId: number; toId: number; labels: readonly string[] }) {
  return {
    fromObjectTypeId: call.from.id,
    fromObjectId: made.fromId,
    toObjectTypeId: call.to.id,
    toObjectId: made.toId,
    labels: made.labels,
  };
}

export function batchLinkRead(core: Core, call: PairCall, body: z.infer<typeof linkReadBody>): Reply {
  const startedAt = nowOf(core);
  checkCount(body.inputs.length, READ_LIMIT);
  const results: unknown[] = [];
  const errors: StandardError[] = [];
  for (const input of body.inputs) {
    const record = core.records.live(call.from.id, input.id);
    const links = record ? core.associations.of(record, call.to.id) : [];
    const visible = links.filter((link) => core.records.live(call.to.id, link.toId));
    if (visible.length === 0) {
      if (core.switches.noAssociations === 'error') errors.push(noLinks(call, input.id));
      continue;
    }
    const start = Number(input.after ?? '0');
    const to = visible.slice(start, start + PAGE).map((link) => ({
      toObjectId: link.toId,
      associationTypes: link.typeIds.map((typeId) => kindRow(core, call, typeId)),
    }));
    const more = visible.length > start + PAGE ? { paging: { next: { after: String(start + PAGE) } } } : {};
    results.push({ from: { id: input.id }, to, ...more });
  }
  return batchReply(core, call, { results: core.random.shuffle(results), errors, startedAt });
}

function kindRow(core: Core, call: PairCall, typeId: number) {
  const kind = core.associations.types.get(call.from.id, call.to.id, typeId);
  return { category: kind?.category ?? 'HUBSPOT_DEFINED', typeId, label: kind?.label ?? null };
}

function noLinks(call: PairCall, id: string): StandardError {
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
    message: `No ${call.to.noun} is associated with ${call.from.noun} ${id}.`,
    context: { fromObjectId: [id], fromObjectType: [call.from.id], toObjectType: [call.to.id] },
  };
}

/** Takes links away, all kinds or the named ones; links that do not exist are passed over. */
export function unlink(core: Core, call: PairCall, fromId: string, toId: string, typeIds?: readonly number[]): void {
  const from = core.records.live(call.from.id, fromId);
  const to = core.records.survivor(call.to.id, toId);
  if (from && to) core.associations.remove(from, to, typeIds);
}
