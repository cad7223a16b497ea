/** HubSpot's StandardError: the body of a refused call and the shape of one entry in a batch reply's `errors`. */
export interface StandardError {
  readonly status: 'error';
  readonly message: string;
  readonly category?: string;
  readonly subCategory?: string;
  readonly context?: Readonly<Record<string, readonly string[] | string>>;
  readonly errors?: readonly ErrorDetail[];
  readonly links?: Readonly<Record<string, string>>;
}

export interface ErrorDetail {
  readonly message: string;
  readonly code?: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** One property value that HubSpot refuses. */
export interface Problem {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

/** A refusal of the whole call; the server adds the correlation id. */
export class ApiError extends Error {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 415 | 429;
  readonly body: StandardError;

  constructor(status: ApiError['status'], body: StandardError) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

export function validation(message: string, more: Partial<StandardError> = {}): StandardError {
  return { status: 'error', message, category: 'VALIDATION_ERROR', ...more };
}

export function badRequest(message: string, more: Partial<StandardError> = {}): ApiError {
  return new ApiError(400, validation(message, more));
}

/** HubSpot's 404 of a single record carries no category. */
export function notFound(): ApiError {
  return new ApiError(404, { status: 'error', message: 'resource not found' });
}

function detailOf(problem: Problem): ErrorDetail {
  return { message: problem.message, code: problem.code, context: { propertyName: [problem.name] } };
}

/**
 * "Property values were not valid": the full list is JSON inside the message (so it arrives encoded twice), while
 * `errors` holds only the first problem of each row and never says which row it means. `rows` are the refused rows.
 */
export function propertyProblems(rows: readonly (readonly Problem[])[]): StandardError {
  const list = rows.flat().map((problem) => ({
    isValid: false,
    message: problem.message,
    error: problem.code,
    name: problem.name,
  }));
  const errors = rows.flatMap((row) => (row[0] ? [detailOf(row[0])] : []));
  return validation(`Property values were not valid: ${JSON.stringify(list)}`, { errors });
}

/** A required property rule was not kept (2026-09 only). */
export function ruleProblems(problems: readonly Problem[]): StandardError {
  return validation('The property values provided are invalid', { errors: problems.map(detailOf) });
}

export function missingObjects(noun: string, ids: readonly string[]): StandardError {
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    message: `Could not get some ${noun} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids },
  };
}
