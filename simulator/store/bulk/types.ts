export type BulkStatus = 'CANCELED' | 'CANCELING' | 'COMPLETED' | 'CREATED' | 'EXPIRED' | 'FAILED' | 'RUNNING';

/** A bulk query and how far it has come. Counts are whole numbers; GraphQL shows them as strings. */
export interface BulkOperation {
  readonly id: string;
  readonly query: string;
  readonly createdAt: number;
  status: BulkStatus;
  errorCode: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT' | null;
  completedAt: number | null;
  objectCount: number;
  rootObjectCount: number;
  fileSize: number | null;
  url: string | null;
  partialDataUrl: string | null;
}

export interface BulkUserError {
  readonly code: 'INVALID' | 'LIMIT_REACHED' | 'OPERATION_IN_PROGRESS';
  readonly field: readonly string[] | null;
  readonly message: string;
}

/** Who starts a bulk query: its rows hold what this caller may see. */
export interface BulkCaller {
  readonly scopes: ReadonlySet<string>;
  readonly apiVersion: string;
}

export interface BulkOperations {
  find(id: string): BulkOperation | null;
  /** In the order in which they were started. */
  list(): readonly BulkOperation[];
  run(
    query: string,
    groupObjects: boolean,
    caller: BulkCaller,
  ): { readonly operation: BulkOperation | null; readonly userErrors: readonly BulkUserError[] };
  cancel(id: string): {
    readonly operation: BulkOperation | null;
    readonly userErrors: readonly { field: string[] | null; message: string }[];
  };
}
