import { z } from 'zod';
import { type BatchRow, checkCount, checkInputs, type Reply, runBatch } from './batch-write.ts';
import { badRequest } from './errors.ts';
import { inlineLinks, planLinks } from './inline-links.ts';
import { lookUp, nonUnique, requireUnique } from './record-lookup.ts';
import { type Claims, planRow } from './row-plan.ts';
import { type Call, idText, rawValues, refuseNulls, type Service } from './service.ts';

/** `associations` is required by HubSpot's schema for batch creation, even when empty. */
export const createBody = z.object({
  inputs: z.array(
    z.object({ properties: rawValues, associations: inlineLinks, objectWriteTraceId: z.string().optional() }),
  ),
});

export function batchCreate(service: Service, call: Call, body: z.infer<typeof createBody>): Reply {
  const { core } = service;
  checkCount(body.inputs.length, 100);
  const claims: Claims = new Map();
  const rows = body.inputs.map((input): BatchRow => {
    refuseNulls(core, input.properties);
    const row = { trace: input.objectWriteTraceId, echo: Object.keys(input.properties) };
    const links = planLinks(core, call.type, input.associations);
    if (!links.ok) return { ...row, planned: { ok: false, failure: { kind: 'error', error: links.error } } };
    const planned = planRow(core, call.type, null, input.properties, call.writer, claims);
    const afterwards: NonNullable<BatchRow['afterwards']> = (record) => {
      for (const link of links.links) core.associations.add(record, link.to, link.kinds);
    };
    return { ...row, planned, afterwards };
  });
  return runBatch(service, call, { name: 'create', rows, missing: [] });
}

export const updateBody = z.object({
  inputs: z.array(
    z.object({
      id: idText,
      idProperty: z.string().optional(),
      properties: rawValues,
      objectWriteTraceId: z.string().optional(),
    }),
  ),
});

export function batchUpdate(service: Service, call: Call, body: z.infer<typeof updateBody>): Reply {
  const { core } = service;
  checkInputs(body.inputs.map((input) => input.id));
  const claims: Claims = new Map();
  const missing: string[] = [];
  const rows: BatchRow[] = [];
  for (const input of body.inputs) {
    refuseNulls(core, input.properties);
    if (input.idProperty !== undefined) {
      // HubSpot refuses contact e-mail here, although reads and upserts take it.
      if (input.idProperty === 'email') throw nonUnique(call.type, 'email', 'update');
      requireUnique(core, call.type, input.idProperty, 'update');
    }
    const record = lookUp(core, call.type, input.idProperty, input.id);
    if (!record) {
      missing.push(input.id);
      continue;
    }
    const planned = planRow(core, call.type, record, input.properties, call.writer, claims);
    rows.push({ trace: input.objectWriteTraceId, echo: Object.keys(input.properties), planned });
  }
  return runBatch(service, call, { name: 'update', rows, missing });
}

export const upsertBody = z.object({
  inputs: z.array(
    z.object({
      id: idText,
      idProperty: z.string().optional(),
      properties: rawValues,
      objectWriteTraceId: z.string().optional(),
    }),
  ),
});

export function batchUpsert(service: Service, call: Call, body: z.infer<typeof upsertBody>): Reply {
  const { core } = service;
  checkInputs(body.inputs.map((input) => input.id));
  const claims: Claims = new Map();
  const rows = body.inputs.map((input): BatchRow => {
    refuseNulls(core, input.properties);
    const { idProperty } = input;
    if (idProperty === undefined) throw badRequest('idProperty must be set for every input of an upsert');
    requireUnique(core, call.type, idProperty, 'update/upsert');
    if (input.id === '' && core.switches.emptyKey === 'reject') throw badRequest('The id of an input is empty');
    const existing = core.records.byUnique(call.type.id, idProperty, input.id) ?? null;
    const properties = existing ? input.properties : { [idProperty]: input.id, ...input.properties };
    const planned = planRow(core, call.type, existing, properties, call.writer, claims);
    return { trace: input.objectWriteTraceId, echo: [...Object.keys(input.properties), idProperty], planned };
  });
  return runBatch(service, call, { name: 'upsert', rows, missing: [] });
}

export const idsBody = z.object({ inputs: z.array(z.object({ id: idText })) });

/** Archives by record id; unknown ids are passed over without a word. */
export function batchArchive(service: Service, call: Call, body: z.infer<typeof idsBody>): void {
  checkCount(body.inputs.length, 100);
  if (service.batchFaults.take(call.path)(0) !== 'ordinary') return;
  for (const { id } of body.inputs) {
    const record = service.core.records.live(call.type.id, id);
    if (record) service.core.records.archive(record, call.writer.at);
  }
}
