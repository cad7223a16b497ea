/** Another process has taken the lane since; whoever gets this must stop writing at once. */
export class LaneLostError extends Error {
  readonly destination: string;

  constructor(destination: string) {
    super(`another process now holds the lane of ${destination}; this one has stopped writing`);
    this.name = 'LaneLostError';
    this.destination = destination;
  }
}

/** The database server broke off or does not answer; it may come back by itself, and nothing is known of what it last did. */
export class DatabaseAwayError extends Error {
  constructor(cause: Error) {
    super(`the database does not answer: ${cause.message === '' ? 'nobody accepts the connection' : cause.message}`, {
      cause,
    });
    this.name = 'DatabaseAwayError';
  }
}

/** The ledger cannot be opened as it is; the message says why and what to do. */
export class LedgerOpenError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'LedgerOpenError';
  }
}

/** The embedded database does not start on its folder. */
export class DatabaseDamagedError extends LedgerOpenError {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'DatabaseDamagedError';
  }
}
