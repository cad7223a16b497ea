import type { OperationName } from './inputs.ts';

/** What the main thread asks of the worker. `input` and `output` travel by structured cloning. */
export type Request =
  | { readonly id: number; readonly type: 'close' }
  | { readonly id: number; readonly type: 'run'; readonly name: OperationName; readonly input: unknown };

/** What the worker answers; `id: 0` = the database is open, or could not be opened. */
export type Reply =
  | { readonly id: number; readonly ok: true; readonly output: unknown }
  | { readonly id: number; readonly ok: false; readonly error: SentError };

/** Errors lose their class when they are cloned; what is needed to make them again. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly destination: string | null;
}

/** Both ends of the thread are code of one version, so a message is known by its shape and not parsed field by field. */
export function isRequest(message: unknown): message is Request {
  return typeof message === 'object' && message !== null && 'id' in message && 'type' in message;
}

export function isReply(message: unknown): message is Reply {
  return typeof message === 'object' && message !== null && 'id' in message && 'ok' in message;
}
