import { singleError } from './batch-write.ts';
import { type Core, nowOf } from './core.ts';
import { mergeRecords } from './merge.ts';
import { type ObjectType, objectTypeOf } from './object-types.ts';
import type { CrmRecord } from './record.ts';
import { valueIn } from './record.ts';
import { commitRow, planRow, type Writer } from './row-plan.ts';
import { integrationSource, type Source, userSource, workflowSource } from './source.ts';

/**
 * Somebody who acts inside the account without the API: a person in the CRM's pages or one of HubSpot's own
 * connectors. Types are named as in paths. Every act throws ApiError where the CRM refuses it and RangeError for an
 * unknown record. `at` defaults to the account's clock.
 */
export interface Actor {
  create(type: string, properties: Readonly<Record<string, string>>, at?: Date): string;
  update(type: string, id: string, properties: Readonly<Record<string, string>>, at?: Date): void;
  /** Returns the id that both records answer with afterwards. */
  merge(type: string, primaryId: string, mergedId: string, at?: Date): string;
  archive(type: string, id: string, at?: Date): void;
  restore(type: string, id: string): void;
  /** Removes a record for good, as a privacy deletion does. */
  erase(type: string, id: string): void;
  /** Gives a contact one more address; the API cannot do that. */
  setEmailSecondary(contactId: string, email: string, at?: Date): void;
  link(fromType: string, fromId: string, toType: string, toId: string, typeId?: number): void;
  unlink(fromType: string, fromId: string, toType: string, toId: string): void;
}

export function actingAsUser(core: Core, userId: number): Actor {
  return actor(core, userSource(userId));
}

export function actingAsIntegration(core: Core, appId: string, label: string): Actor {
  return actor(core, integrationSource(appId, label));
}

export function actingAsWorkflow(core: Core, workflowId: string, label: string): Actor {
  return actor(core, workflowSource(workflowId, label));
}

function actor(core: Core, source: Source): Actor {
  const writer = (at?: Date): Writer => ({ source, at: at?.getTime() ?? nowOf(core), version: 'ui' });
  return {
    create: (typeName, properties, at) => {
      const type = objectTypeOf(typeName);
      return String(write(core, type, null, properties, writer(at)).id);
    },
    update: (typeName, id, properties, at) => {
      const type = objectTypeOf(typeName);
      write(core, type, liveRecord(core, type, id), properties, writer(at));
    },
    merge: (typeName, primaryId, mergedId, at) => {
      const type = objectTypeOf(typeName);
      const primary = liveRecord(core, type, primaryId);
      return String(mergeRecords(core, type, primary, liveRecord(core, type, mergedId), writer(at)).id);
    },
    archive: (typeName, id, at) => {
      core.records.archive(liveRecord(core, objectTypeOf(typeName), id), writer(at).at);
    },
    restore: (typeName, id) => {
      const record = core.records.survivor(objectTypeOf(typeName).id, id);
      if (record) restoreRecord(core, record, writer());
    },
    erase: (typeName, id) => {
      const record = liveRecord(core, objectTypeOf(typeName), id);
      core.associations.clear(record);
      core.records.erase(record);
    },
    setEmailSecondary: (contactId, email, at) => {
      const record = liveRecord(core, objectTypeOf('contacts'), contactId);
      addAddress(core, record, email.trim().toLowerCase(), writer(at));
    },
    link: (fromType, fromId, toType, toId, typeId) => {
      const from = liveRecord(core, objectTypeOf(fromType), fromId);
      const to = liveRecord(core, objectTypeOf(toType), toId);
      const { types } = core.associations;
      const kind =
        typeId === undefined ? types.unlabelled(from.typeId, to.typeId) : types.get(from.typeId, to.typeId, typeId);
      if (!kind) throw new RangeError(`${fromType} and ${toType} have no such association type`);
      core.associations.add(from, to, [kind]);
    },
    unlink: (fromType, fromId, toType, toId) => {
      const from = liveRecord(core, objectTypeOf(fromType), fromId);
      core.associations.remove(from, liveRecord(core, objectTypeOf(toType), toId));
    },
  };
}

function liveRecord(core: Core, type: ObjectType, id: string): CrmRecord {
  const record = core.records.live(type.id, id);
  if (!record) throw new RangeError(`no live ${type.singular} ${id}`);
  return record;
}

function write(
  core: Core,
  type: ObjectType,
  existing: CrmRecord | null,
  properties: Readonly<Record<string, string>>,
  writer: Writer,
): CrmRecord {
  const planned = planRow(core, type, existing, properties, writer, new Map());
  if (!planned.ok) throw singleError(type, planned.failure);
  return commitRow(core, type, planned.plan, writer);
}

function addAddress(core: Core, record: CrmRecord, email: string, writer: Writer): void {
  const owner = core.records.byUnique('0-1', 'email', email);
  if (owner === record) return;
  if (owner) throw singleError(objectTypeOf('contacts'), { kind: 'conflict', existingId: String(owner.id) });
  const additional = (valueIn(record, 'hs_additional_emails') ?? '').split(';').filter((one) => one !== '');
  const values = new Map([['hs_additional_emails', [...additional, email].join(';')]]);
  core.records.append(record, values, writer.source, writer.at);
}

/** A restored record loses the unique values that another record took in the meantime. */
function restoreRecord(core: Core, record: CrmRecord, writer: Writer): void {
  if (record.archivedAt === null) return;
  const lost = new Map<string, string>();
  for (const name of core.properties.uniqueNames(record.typeId)) {
    const value = valueIn(record, name);
    if (value && core.records.byUnique(record.typeId, name, value)) lost.set(name, '');
  }
  core.records.restore(record, lost, writer.source, writer.at);
}
