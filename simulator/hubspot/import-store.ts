import { z } from 'zod';
import { notFound } from './errors.ts';
import type { Writer } from './row-plan.ts';

const columnMapping = z.object({
  columnObjectTypeId: z.string(),
  toColumnObjectTypeId: z.string().nullish(),
  columnName: z.string(),
  propertyName: z.string().nullish(),
  columnType: z
    .enum(['STANDARD', 'HUBSPOT_OBJECT_ID', 'HUBSPOT_ALTERNATE_ID', 'ASSOCIATION_KEYS', 'FLEXIBLE_ASSOCIATION_LABEL'])
    .nullish(),
});

const importFile = z.object({
  fileName: z.string(),
  fileFormat: z.literal('CSV'),
  fileImportPage: z.object({ hasHeader: z.literal(true), columnMappings: z.array(columnMapping).min(1) }),
});

/** The `importRequest` part of an import call. */
export const importRequest = z.object({
  name: z.string(),
  dateFormat: z.enum(['MONTH_DAY_YEAR', 'DAY_MONTH_YEAR', 'YEAR_MONTH_DAY']).default('MONTH_DAY_YEAR'),
  importOperations: z.record(z.string(), z.enum(['CREATE', 'UPDATE', 'UPSERT'])),
  files: z.array(importFile).min(1),
});

export type ImportRequest = z.infer<typeof importRequest>;
export type ImportFile = z.infer<typeof importFile>;
export type ColumnMapping = z.infer<typeof columnMapping>;

export interface ImportError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly objectTypeId: string | null;
  /** Position of the column, counted from 0; null when the row as a whole is meant. */
  readonly column: number | null;
  readonly invalidValue: string | null;
  readonly fileName: string;
  /** Counted from 1, the header included; 0 means the whole file. */
  readonly line: number;
  readonly row: readonly string[];
}

export interface ImportJob {
  readonly id: string;
  readonly request: ImportRequest;
  /** Texts of the uploaded files by name. */
  readonly files: ReadonlyMap<string, string>;
  readonly writer: Writer;
  readonly createdAt: number;
  readonly startsAt: number;
  readonly endsAt: number;
  state: 'STARTED' | 'PROCESSING' | 'DONE' | 'FAILED' | 'CANCELED';
  updatedAt: number;
  readonly counters: Map<string, number>;
  readonly errors: ImportError[];
}

/** CSV imports: jobs that take their time. Rows are written when the job ends, by the account's clock. */
export class ImportStore {
  readonly #jobs = new Map<string, ImportJob>();
  readonly #run: (job: ImportJob) => void;
  readonly #durationMs: number;
  #lastId = 30_000_000;

  constructor(durationMs: number, run: (job: ImportJob) => void) {
    this.#durationMs = durationMs;
    this.#run = run;
  }

  /** Takes a job in; `writerFor` gets the import's id, because history names it as the source. */
  add(
    request: ImportRequest,
    files: ReadonlyMap<string, string>,
    at: number,
    writerFor: (importId: string) => Writer,
  ): ImportJob {
    this.#lastId += 7;
    const id = String(this.#lastId);
    const job: ImportJob = {
      id,
      request,
      files,
      writer: writerFor(id),
      createdAt: at,
      startsAt: at + this.#durationMs / 4,
      endsAt: at + this.#durationMs,
      state: 'STARTED',
      updatedAt: at,
      counters: new Map(),
      errors: [],
    };
    this.#jobs.set(id, job);
    return job;
  }

  /** Moves every job to where it is at `now`. */
  settle(now: number): void {
    for (const job of this.#jobs.values()) {
      if (job.state === 'STARTED' && now >= job.startsAt) job.state = 'PROCESSING';
      if (job.state !== 'PROCESSING' || now < job.endsAt) continue;
      job.updatedAt = job.endsAt;
      this.#run(job);
      if (job.state === 'PROCESSING') job.state = 'DONE';
    }
  }

  get(id: string): ImportJob {
    const job = this.#jobs.get(id);
    if (!job) throw notFound();
    return job;
  }

  list(): ImportJob[] {
    return [...this.#jobs.values()];
  }

  cancel(id: string, at: number): void {
    const job = this.get(id);
    if (job.state !== 'STARTED' && job.state !== 'PROCESSING') return;
    job.state = 'CANCELED';
    job.updatedAt = at;
  }
}
