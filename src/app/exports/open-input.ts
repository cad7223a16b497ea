import type { OrderPart } from '../../commerce/order.ts';
import { loadStore } from '../../config/connection.ts';
import type { Environment } from '../../config/reader.ts';
import type { ExportInput } from '../../export/input.ts';
import type { FieldMap } from '../../field-map/types.ts';
import { CsvProblem } from '../../sources/shopify-csv/problem.ts';
import { createSource } from '../connectors.ts';
import { CommandError, exitCodes } from '../failures.ts';
import type { Runtime } from '../runtime.ts';
import { openCsvInput } from './csv-input.ts';
import { storeInput } from './store-input.ts';

/** What a person says about the store that files come from; the files themselves do not. */
export interface StoreOptions {
  /** Numeric shop id; null = unknown. */
  readonly number: string | null;
  /** The name before .myshopify.com; null = unknown. */
  readonly name: string | null;
}

export interface InputRequest {
  /** Shopify's exports; none = the store itself, by the environment's credentials. */
  readonly files: readonly string[];
  readonly store: StoreOptions;
  readonly map: FieldMap;
  readonly orderParts: readonly OrderPart[];
  readonly needsIds: boolean;
}

export interface OpenedInput {
  readonly input: ExportInput;
  /** For people: the store's name, or the names of the files. */
  readonly from: string;
  /** Time zone of the shop; UTC where only files speak, which carry the shop's own days. */
  readonly timeZone: string;
}

/** Stands for the store of files whose number nobody gave; keys made with it are good within one run. */
const unknownStore = 'store';

/** Files are read by nobody but this process: nothing is asked of any network. Throws CommandError, ConfigError, ConnectorError. */
export async function openInput(request: InputRequest, env: Environment, runtime: Runtime): Promise<OpenedInput> {
  const { files, store, map, needsIds } = request;
  if (files.length > 0) {
    const adminBase = store.name === null ? null : `https://admin.shopify.com/store/${store.name}`;
    const exported = { source: store.number ?? unknownStore, adminBase };
    const input = await withFileErrors(() => openCsvInput(files, { store: exported, map, needsIds }));
    return { input, from: input.files.map(({ name }) => name).join(', '), timeZone: 'UTC' };
  }
  const source = createSource(loadStore(env), request.orderParts, runtime);
  const account = await source.check();
  return {
    input: storeInput(source, account, map, runtime.clock),
    from: account.name,
    timeZone: account.timeZone,
  };
}

/** Turns what is wrong with a file into one message with file and line, and the exit code for wrong use. */
export async function withFileErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CsvProblem) throw new CommandError(error.message, exitCodes.usage, { cause: error });
    if (error instanceof Error && 'code' in error && 'path' in error) {
      throw new CommandError(fileError(String(error.code), String(error.path)), exitCodes.usage, { cause: error });
    }
    throw error;
  }
}

function fileError(code: string, path: string): string {
  switch (code) {
    case 'ENOENT':
      return `${path}: there is no such file or folder.`;
    case 'EACCES':
    case 'EPERM':
      return `${path}: this user may not read or write it.`;
    case 'EISDIR':
      return `${path}: this is a folder, where a file was expected.`;
    case 'ENOSPC':
      return `${path}: the disk is full.`;
    default:
      return `${path}: it cannot be used (${code}).`;
  }
}
