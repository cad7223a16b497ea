import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { makeLink } from './association-verbs.ts';
import type { Core } from './core.ts';
import { importErrorType, readCell } from './import-cells.ts';
import type { ColumnMapping, ImportError, ImportFile, ImportJob } from './import-store.ts';
import { findObjectType, type ObjectType, objectTypeOf } from './object-types.ts';
import type { CrmRecord } from './record.ts';
import { lookUp } from './record-lookup.ts';
import { commitRow, planRow } from './row-plan.ts';

interface Column extends ColumnMapping {
  readonly position: number;
}

/** One row while it is imported. */
interface RowRun {
  readonly core: Core;
  readonly job: ImportJob;
  readonly file: ImportFile;
  readonly columns: readonly Column[];
  readonly line: number;
  readonly cells: readonly string[];
  /** Keys that earlier rows of the file used. */
  readonly used: Set<string>;
}

type Complaint = Pick<ImportError, 'errorType' | 'errorMessage'> &
  Partial<Pick<ImportError, 'objectTypeId' | 'column' | 'invalidValue'>>;

/** Imports all files of a job. A cell that HubSpot cannot use is left out; a row without a usable key is skipped. */
export function runImport(core: Core, job: ImportJob): void {
  for (const file of job.request.files) {
    const rows = z
      .array(z.array(z.string()))
      .parse(
        parse(job.files.get(file.fileName) ?? '', { bom: true, relax_column_count: true, skip_empty_lines: true }),
      );
    const header = rows[0] ?? [];
    const columns = file.fileImportPage.columnMappings.map((one) => ({
      ...one,
      position: header.indexOf(one.columnName),
    }));
    const wrong = fileProblem(core, job, columns);
    if (wrong) {
      job.state = 'FAILED';
      complain({ core, job, file, columns, line: 0, cells: [], used: new Set() }, wrong);
      return;
    }
    const used = new Set<string>();
    rows.slice(1).forEach((cells, index) => {
      const run: RowRun = { core, job, file, columns, line: index + 2, cells, used };
      bump(job, 'TOTAL_ROWS');
      if (cells.length === header.length) importRow(run);
      else
        complain(run, {
          errorType: 'INCORRECT_NUMBER_OF_COLUMNS',
          errorMessage: `${cells.length} cells instead of ${header.length}`,
        });
    });
  }
}

function bump(job: ImportJob, counter: string): void {
  job.counters.set(counter, (job.counters.get(counter) ?? 0) + 1);
}

function complain(run: RowRun, complaint: Complaint): void {
  run.job.errors.push({
    objectTypeId: null,
    column: null,
    invalidValue: null,
    fileName: run.file.fileName,
    line: run.line,
    row: run.cells,
    ...complaint,
  });
}

/** What makes a whole file unusable: an unknown column, type or property, or a key that is not unique. */
function fileProblem(core: Core, job: ImportJob, columns: readonly Column[]): Complaint | undefined {
  const wrong = (errorMessage: string): Complaint => ({ errorType: 'FAILED_VALIDATION', errorMessage });
  for (const column of columns) {
    const type = findObjectType(column.columnObjectTypeId);
    if (!type) return wrong(`Unknown object type ${column.columnObjectTypeId}`);
    if (column.position < 0) return wrong(`The file has no column ${column.columnName}`);
    if (!job.request.importOperations[type.id]) return wrong(`No import operation for ${type.id}`);
    const isKey = column.columnType === 'HUBSPOT_ALTERNATE_ID';
    const owner = column.columnType === 'ASSOCIATION_KEYS' ? findObjectType(column.toColumnObjectTypeId ?? '') : type;
    if (!owner) return wrong(`Column ${column.columnName} names no object type to link to`);
    if (!column.propertyName || column.columnType === 'HUBSPOT_OBJECT_ID') continue;
    const property = core.properties.live(owner.id, column.propertyName);
    if (!property) return wrong(`Property ${column.propertyName} does not exist`);
    if (isKey && !property.hasUniqueValue) return wrong(`Property ${column.propertyName} does not have unique values`);
  }
  return undefined;
}

function importRow(run: RowRun): void {
  const records = new Map<string, CrmRecord>();
  for (const typeId of new Set(run.columns.map((column) => column.columnObjectTypeId))) {
    const type = objectTypeOf(typeId);
    const own = run.columns.filter((column) => findObjectType(column.columnObjectTypeId) === type);
    const record = importObject(run, type, own);
    if (record) records.set(type.id, record);
  }
  linkRow(run, records);
  linkKeys(run, records);
}

function importObject(run: RowRun, type: ObjectType, columns: readonly Column[]): CrmRecord | undefined {
  const { core, job } = run;
  const operation = job.request.importOperations[type.id] ?? 'UPSERT';
  const key = columns.find(
    (one) => one.columnType === 'HUBSPOT_OBJECT_ID' || one.columnType === 'HUBSPOT_ALTERNATE_ID',
  );
  const keyCell = key ? (run.cells[key.position] ?? '').trim() : '';
  const existing = findExisting(run, type, key, keyCell);
  if (existing === 'unusable') return undefined;
  if (operation === 'UPDATE' && !existing) {
    complain(run, {
      errorType: 'INVALID_ALTERNATE_ID',
      errorMessage: `No record with the key ${keyCell}`,
      objectTypeId: type.id,
    });
    return undefined;
  }
  const cells = new Map<string, string>();
  for (const column of columns) {
    const cell = run.cells[column.position] ?? '';
    const plain = column.columnType == null || column.columnType === 'STANDARD' || column === key;
    if (cell === '' || !plain || !column.propertyName || column.columnType === 'HUBSPOT_OBJECT_ID') continue;
    const property = core.properties.live(type.id, column.propertyName);
    cells.set(column.propertyName, readCell(property, cell, job.request.dateFormat));
  }
  if (cells.size === 0 && !existing) return undefined;
  return writeCells(run, type, operation === 'CREATE' ? null : existing, cells, columns);
}

function findExisting(
  run: RowRun,
  type: ObjectType,
  key: Column | undefined,
  cell: string,
): CrmRecord | null | 'unusable' {
  if (!key || cell === '') return null;
  const byId = key.columnType === 'HUBSPOT_OBJECT_ID';
  const used = `${type.id}/${cell}`;
  if (run.used.has(used)) {
    const errorType = byId ? 'DUPLICATE_RECORD_ID' : 'DUPLICATE_ALTERNATE_ID';
    const at = { objectTypeId: type.id, column: key.position, invalidValue: cell };
    complain(run, { errorType, errorMessage: `${cell} appears more than once in the file`, ...at });
    return 'unusable';
  }
  run.used.add(used);
  return lookUp(run.core, type, byId ? undefined : (key.propertyName ?? ''), cell) ?? null;
}

/** Writes what HubSpot can use of the cells; null when nothing could be written. */
function writeCells(
  run: RowRun,
  type: ObjectType,
  existing: CrmRecord | null,
  cells: Map<string, string>,
  columns: readonly Column[],
): CrmRecord | undefined {
  const { core, job } = run;
  const planned = planRow(core, type, existing, Object.fromEntries(cells), job.writer, new Map());
  if (planned.ok) {
    bump(job, existing ? 'UPDATED_OBJECTS' : 'CREATED_OBJECTS');
    return commitRow(core, type, planned.plan, job.writer);
  }
  const { failure } = planned;
  if (failure.kind !== 'problems') {
    const errorMessage = failure.kind === 'conflict' ? `${type.label} already exists` : 'The row breaks a rule';
    const errorType = failure.kind === 'conflict' ? 'DUPLICATE_UNIQUE_PROPERTY_VALUE' : 'FAILED_VALIDATION';
    complain(run, { errorType, errorMessage, objectTypeId: type.id });
    return undefined;
  }
  let keyLost = false;
  for (const problem of failure.problems) {
    const column = columns.find((one) => one.propertyName === problem.name);
    const at = {
      objectTypeId: type.id,
      column: column?.position ?? null,
      invalidValue: cells.get(problem.name) ?? null,
    };
    complain(run, { errorType: importErrorType(problem), errorMessage: problem.message, ...at });
    keyLost ||= column?.columnType === 'HUBSPOT_ALTERNATE_ID' || !cells.delete(problem.name);
  }
  return keyLost || cells.size === 0 ? undefined : writeCells(run, type, existing, cells, columns);
}

/** Objects of one row belong together; a label column says how. */
function linkRow(run: RowRun, records: ReadonlyMap<string, CrmRecord>): void {
  const { types } = run.core.associations;
  const pairs = [...records.keys()].flatMap((from, index) =>
    [...records.keys()].slice(index + 1).map((to) => [from, to] as const),
  );
  for (const [from, to] of pairs) {
    const column = run.columns.find(
      (one) =>
        one.columnType === 'FLEXIBLE_ASSOCIATION_LABEL' &&
        [`${from}>${to}`, `${to}>${from}`].includes(`${one.columnObjectTypeId}>${one.toColumnObjectTypeId ?? ''}`),
    );
    const label = column ? (run.cells[column.position] ?? '').trim() : '';
    const [start, end] = column?.columnObjectTypeId === to ? [to, from] : [from, to];
    const kind =
      label === '' ? types.unlabelled(start, end) : types.between(start, end).find((one) => one.label === label);
    if (kind) join(run, records.get(start), records.get(end), kind.typeId);
    else if (label !== '') {
      const at = { column: column?.position ?? null, invalidValue: label };
      complain(run, { errorType: 'ASSOCIATION_LABEL_NOT_FOUND', errorMessage: `No label ${label}`, ...at });
    }
  }
}

/** Columns that name other records by id or by a unique property, several separated by `;`. */
function linkKeys(run: RowRun, records: ReadonlyMap<string, CrmRecord>): void {
  for (const column of run.columns) {
    if (column.columnType !== 'ASSOCIATION_KEYS') continue;
    const to = objectTypeOf(column.toColumnObjectTypeId ?? '');
    const kind = run.core.associations.types.unlabelled(column.columnObjectTypeId, to.id);
    for (const cell of (run.cells[column.position] ?? '').split(';').map((one) => one.trim())) {
      if (cell === '') continue;
      const target = lookUp(run.core, to, column.propertyName ?? undefined, cell);
      if (target && kind) join(run, records.get(column.columnObjectTypeId), target, kind.typeId);
      else {
        const at = { column: column.position, invalidValue: cell, objectTypeId: to.id };
        complain(run, { errorType: 'ASSOCIATION_RECORD_NOT_FOUND', errorMessage: `No ${to.noun} ${cell}`, ...at });
      }
    }
  }
}

function join(run: RowRun, from: CrmRecord | undefined, to: CrmRecord | undefined, typeId: number): void {
  if (!from || !to) return;
  const call = { version: '2026-09', from: objectTypeOf(from.typeId), to: objectTypeOf(to.typeId) } as const;
  const made = makeLink(run.core, call, String(from.id), String(to.id), [typeId]);
  if (!('status' in made)) return;
  const errorType = made.subCategory?.endsWith('LIMIT_EXCEEDED') ? 'ASSOCIATION_LIMIT_EXCEEDED' : 'FAILED_VALIDATION';
  complain(run, { errorType, errorMessage: made.message });
}
