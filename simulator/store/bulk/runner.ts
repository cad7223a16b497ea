import { execute, GraphQLError, type GraphQLSchema, getArgumentValues } from 'graphql';
import { chunk } from '../../../src/lib/chunk.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Random } from '../../../src/lib/random.ts';
import { Doses } from '../../faults/dose.ts';
import { createContext, type StoreServices } from '../graphql/context.ts';
import { isRootConnection, rootConnections } from '../graphql/root-connections.ts';
import { type BulkFault, BulkFaults, spoilt } from './faults.ts';
import { type BulkResults, type OpenedResult, ResultFolder } from './result-file.ts';
import { type Row, rootNodes, rowsOf } from './rows.ts';
import type { BulkCaller, BulkOperation, BulkOperations, BulkUserError } from './types.ts';
import { type BulkQuery, validateBulkQuery } from './validate.ts';

export interface BulkRunnerOptions {
  readonly schema: GraphQLSchema;
  readonly clock: Clock;
  readonly random: Random;
  /** From start to end of an operation; its rows are read after a quarter of it. */
  readonly delayMs: number;
  readonly services: () => StoreServices;
  readonly fileUrl: (name: string) => string;
  readonly onInternalError: (message: string) => void;
  /** Where results lie while the simulator runs; a folder on disk where absent. */
  readonly results?: BulkResults;
}

interface Job {
  readonly operation: BulkOperation;
  readonly fileName: string;
  readonly query: BulkQuery;
  readonly caller: BulkCaller;
  readonly groupObjects: boolean;
  readonly abort: AbortController;
  readonly fault: BulkFault | null;
}

/** Why a job ended early: refused access, or a fault. */
class JobFailure extends Error {
  readonly code: NonNullable<BulkOperation['errorCode']>;
  readonly end: NonNullable<BulkFault['ends']>;

  constructor(code: NonNullable<BulkOperation['errorCode']>, end: BulkFault['ends'] = 'FAILED') {
    super(code);
    this.code = code;
    this.end = end;
  }
}

function endOf(error: unknown): NonNullable<BulkFault['ends']> {
  return error instanceof JobFailure ? error.end : 'FAILED';
}

const recordsAtOnce = 100;
const WEEK = 7 * 86_400_000;
const firstId = 720_918_000_001;

/** Bulk queries: asynchronous, at most five at once, results as JSONL files that need no token for a week. */
export class BulkRunner implements BulkOperations {
  readonly #options: BulkRunnerOptions;
  readonly #jobs = new Map<string, Job>();
  readonly #work = new Set<Promise<void>>();
  readonly #results: BulkResults;
  readonly faults = new BulkFaults();
  #next = firstId;

  constructor(options: BulkRunnerOptions) {
    this.#options = options;
    this.#results = options.results ?? new ResultFolder();
  }

  find(id: string): BulkOperation | null {
    return this.#jobs.get(id)?.operation ?? null;
  }

  list(): readonly BulkOperation[] {
    return [...this.#jobs.values()].map(({ operation }) => operation);
  }

  failNext(fault: BulkFault): void {
    this.faults.add(fault, new Doses({ times: 1 }));
  }

  run(text: string, groupObjects: boolean, caller: BulkCaller) {
    const validation = validateBulkQuery(this.#options.schema, text);
    if ('errors' in validation) return { operation: null, userErrors: validation.errors };
    const running = this.list().filter(({ completedAt }) => completedAt === null).length;
    // Shopify docs: since 2026-01 five bulk queries at once per app and shop, one before that.
    if (running >= (caller.apiVersion >= '2026-01' ? 5 : 1)) return { operation: null, userErrors: [inProgress] };
    const job = this.#newJob(text, validation.query, groupObjects, caller);
    this.#jobs.set(job.operation.id, job);
    const work = this.#perform(job).finally(() => this.#work.delete(work));
    this.#work.add(work);
    return { operation: job.operation, userErrors: [] };
  }

  cancel(id: string) {
    const job = this.#jobs.get(id);
    const refused = (message: string) => ({ operation: null, userErrors: [{ field: ['id'], message }] });
    if (!job) return refused('Bulk operation does not exist');
    const { operation } = job;
    if (operation.completedAt !== null) {
      const state = operation.status.toLowerCase();
      return refused(`A bulk operation cannot be canceled when it is ${state}`);
    }
    operation.status = 'CANCELING';
    job.abort.abort();
    return { operation, userErrors: [] };
  }

  /** The bytes of a result, from the start of a `bytes=n-` range; null when there is no such file or it has expired. */
  async openFile(name: string, range: string | undefined): Promise<OpenedResult | null> {
    const job = [...this.#jobs.values()].find(({ fileName }) => fileName === name);
    if (!job || this.#now() > (job.operation.completedAt ?? 0) + WEEK) return null;
    const opened = await this.#results.open(name, range);
    return opened && job.fault ? spoilt(opened, job.fault, range) : opened;
  }

  /** Stops all work and removes the files. */
  async close(): Promise<void> {
    for (const { abort } of this.#jobs.values()) abort.abort();
    await Promise.all(this.#work);
    this.#results.remove();
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }

  #newJob(text: string, query: BulkQuery, groupObjects: boolean, caller: BulkCaller): Job {
    const id = String(this.#next);
    this.#next += 1;
    const fault = this.faults.take();
    const operation: BulkOperation = {
      id,
      query: text,
      createdAt: this.#now(),
      status: 'CREATED',
      errorCode: null,
      completedAt: null,
      objectCount: 0,
      rootObjectCount: 0,
      fileSize: null,
      url: null,
      partialDataUrl: null,
    };
    const fileName = `bulk-${id}-${this.#options.random.int(2 ** 31).toString(36)}.jsonl`;
    return { operation, fileName, query, caller, groupObjects, abort: new AbortController(), fault };
  }

  async #perform(job: Job): Promise<void> {
    const { operation, abort } = job;
    const { clock, delayMs } = this.#options;
    const file = this.#results.create(job.fileName, job.groupObjects);
    let end: BulkOperation['status'] = 'COMPLETED';
    let errorCode: BulkOperation['errorCode'] = null;
    try {
      await clock.sleep(delayMs / 4, abort.signal);
      operation.status = 'RUNNING';
      for await (const rows of this.#produce(job)) await file.append(rows);
      await clock.sleep((delayMs * 3) / 4, abort.signal);
    } catch (error) {
      end = abort.signal.aborted ? 'CANCELED' : endOf(error);
      if (end === 'FAILED') errorCode = error instanceof JobFailure ? error.code : 'INTERNAL_SERVER_ERROR';
      if (!abort.signal.aborted && !(error instanceof JobFailure)) this.#options.onInternalError(String(error));
    }
    const size = await file.finish();
    const url = operation.objectCount === 0 ? null : this.#options.fileUrl(job.fileName);
    // Nobody sees an operation that has ended and has no address yet.
    Object.assign(operation, { status: end, errorCode });
    if (end === 'COMPLETED') Object.assign(operation, { url, fileSize: size });
    else if (end !== 'EXPIRED') this.#showPartial(job, url);
    operation.completedAt = this.#now();
    this.#announce(operation);
  }

  /** After a fault of Shopify's own the partial data can appear later than the status (observed by other integrations). */
  #showPartial({ operation, fault, abort }: Job, url: string | null): void {
    const show = () => {
      operation.partialDataUrl = url;
    };
    if (!fault?.partialAfterMs) {
      show();
      return;
    }
    const waiting = this.#options.clock
      .sleep(fault.partialAfterMs, abort.signal)
      .then(show, () => undefined)
      .finally(() => this.#work.delete(waiting));
    this.#work.add(waiting);
  }

  #announce(operation: BulkOperation): void {
    const completedAt = new Date(operation.completedAt ?? operation.createdAt);
    this.#options.services().state.signal(completedAt, {
      topic: 'bulk_operations/finish',
      operationId: operation.id,
      status: operation.status,
      errorCode: operation.errorCode,
      createdAt: new Date(operation.createdAt),
      completedAt,
    });
  }

  /** The rows of the operation in batches; counts them on the operation as they come. */
  async *#produce(job: Job): AsyncGenerator<Row[]> {
    const { operation, query, caller, abort, fault } = job;
    const { schema } = this.#options;
    const services = this.#options.services();
    const field = query.root.name.value;
    const definition = schema.getQueryType()?.getFields()[field];
    if (!isRootConnection(field) || !definition) throw new JobFailure('INTERNAL_SERVER_ERROR');
    const args = getArgumentValues(definition, query.root);
    const ids = rootConnections[field].ids(createContext(services, caller), args);
    for (const bulkIds of chunk(ids, recordsAtOnce)) {
      abort.signal.throwIfAborted();
      const contextValue = createContext(services, { ...caller, bulkIds });
      const { data, errors } = await execute({ schema, document: query.document, contextValue });
      if (errors) throw failureOf(errors);
      const rows = rootNodes(data).flatMap((node) => rowsOf(node));
      const limit = fault?.afterRows;
      const kept = limit === undefined ? rows : rows.slice(0, Math.max(0, limit - operation.objectCount));
      operation.objectCount += kept.length;
      operation.rootObjectCount += kept.filter(({ isRoot }) => isRoot).length;
      yield kept;
      if (fault && kept.length < rows.length) throw new JobFailure(fault.errorCode ?? 'TIMEOUT', fault.ends);
    }
    if (fault && fault.file === undefined) throw new JobFailure(fault.errorCode ?? 'TIMEOUT', fault.ends);
  }
}

const inProgress: BulkUserError = {
  code: 'OPERATION_IN_PROGRESS',
  field: null,
  message: 'The maximum number of bulk query operations for this app and shop are already in progress.',
};

function failureOf(errors: readonly GraphQLError[]): Error {
  const denied = errors.some(({ extensions }) => extensions['code'] === 'ACCESS_DENIED');
  if (denied) return new JobFailure('ACCESS_DENIED');
  return errors[0] ?? new GraphQLError('the bulk query failed');
}
