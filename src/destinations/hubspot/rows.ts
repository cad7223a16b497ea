import type { CreateRow, UpdateRow, WriteOutcome } from '../../connector/destination.ts';
import { ConnectorError } from '../../connector/failure.ts';
import type { OwnedWrite } from '../../field-map/owned-write.ts';
import type { CrmObject } from '../../field-map/types.ts';
import type { Binding } from './binding.ts';
import { keyProperty, membersProperty, originProperty } from './objects.ts';
import type { RefusedRow } from './refusals.ts';
import { toHubSpot } from './values.ts';

/** A row ready to be sent. `id` is the CRM id of an update. */
export interface PreparedRow extends RefusedRow {
  readonly id: string | null;
}

export interface Prepared {
  readonly rows: readonly PreparedRow[];
  /** Rows that were settled without a call. */
  readonly settled: readonly WriteOutcome[];
}

export function prepareCreates(binding: Binding, object: CrmObject, rows: readonly CreateRow[]): Prepared {
  return prepare(rows, (row) => {
    const identity = {
      ...identityProperties(object, row.key, row.members),
      ...(binding.hasOrigin[object] ? { [originProperty]: row.origin } : {}),
    };
    return prepareRow(binding, object, { ref: row.ref, id: null, verb: 'create', identity, write: row.write });
  });
}

export function prepareUpdates(binding: Binding, object: CrmObject, rows: readonly UpdateRow[]): Prepared {
  return prepare(rows, (row) => {
    const identity =
      row.identity === undefined ? {} : identityProperties(object, row.identity.key, row.identity.members);
    return prepareRow(binding, object, { ref: row.ref, id: row.id, verb: 'update', identity, write: row.write });
  });
}

function prepare<Row>(rows: readonly Row[], one: (row: Row) => PreparedRow | WriteOutcome): Prepared {
  const prepared = rows.map(one);
  return {
    rows: prepared.filter((row): row is PreparedRow => !('status' in row)),
    settled: prepared.filter((row): row is WriteOutcome => 'status' in row),
  };
}

function identityProperties(object: CrmObject, key: string, members: readonly string[]): Record<string, string> {
  return { [keyProperty]: key, ...(object === 'contact' ? { [membersProperty]: members.join(';') } : {}) };
}

interface RowDraft {
  readonly ref: string;
  readonly id: string | null;
  readonly verb: 'create' | 'update';
  readonly identity: Readonly<Record<string, string>>;
  readonly write: OwnedWrite;
}

/** Spells a row for HubSpot; a value that its property cannot hold is refused here instead of being guessed at. */
function prepareRow(binding: Binding, object: CrmObject, draft: RowDraft): PreparedRow | WriteOutcome {
  const { ref, id, verb, identity, write } = draft;
  if (write.object !== object) {
    throw new ConnectorError({
      class: 'bug',
      code: 'WRONG_OBJECT',
      message: `A write of ${write.object} was sent to ${object}.`,
    });
  }
  const properties: Record<string, string> = { ...identity };
  const unfit: string[] = [];
  for (const field of write.allowed) {
    const value = write.values[field];
    const place = binding.byField.get(field);
    if (value === undefined || place === undefined || place.object !== object || !place.writable) continue;
    const spelled = toHubSpot(place, value);
    if (spelled === null) unfit.push(field);
    else if (spelled !== '' || verb === 'update') properties[place.property] = spelled;
  }
  if (unfit.length > 0) return unfitOutcome(binding, ref, unfit);
  if (verb === 'update' && Object.keys(properties).length === 0 && id !== null) return { ref, status: 'updated', id };
  if (verb === 'create' && properties['hs_pipeline_stage'] !== undefined && binding.pipelineId !== null) {
    properties['hs_pipeline'] = binding.pipelineId;
  }
  return { ref, id, object, verb, properties };
}

function unfitOutcome(binding: Binding, ref: string, fields: readonly string[]): WriteOutcome {
  const places = fields.map((field) => binding.byField.get(field)?.property ?? field);
  const message = `The HubSpot property ${places.join(', ')} has no option for this value: add the option in HubSpot, or use a property that takes any text.`;
  return { ref, status: 'refused', fields, failure: { class: 'map', code: 'INVALID_OPTION', message } };
}
