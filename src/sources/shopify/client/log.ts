/** What this connector may log to: fixed messages with fields, never secrets or personal data. A pino logger fits. */
export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}
