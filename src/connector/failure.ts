/**
 * What went wrong, by what has to happen next:
 * transient: try again later · quota: wait for the window · credential: a person renews access, the whole connection
 * rests · map: a field does not fit the CRM any more, that field rests · record: this record is refused, it rests ·
 * identity: a person decides who this is · bug: ours to mend.
 */
export type FailureClass = 'transient' | 'quota' | 'credential' | 'map' | 'record' | 'identity' | 'bug';

export interface Failure {
  readonly class: FailureClass;
  /** Short and stable: 'INVALID_EMAIL', 'THROTTLED', 'HTTP_503'. */
  readonly code: string;
  /** For people: what, where and how to mend it. Holds no secret and no personal data. */
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** Thrown where a call fails as a whole; per-row failures travel in outcomes. */
export class ConnectorError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(failure.message, options);
    this.name = 'ConnectorError';
    this.failure = failure;
  }
}

/** Any thrown value as a failure; what is not a ConnectorError is a bug of ours. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ConnectorError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { class: 'bug', code: 'UNEXPECTED', message };
}
