import type { Ledger } from './contract.ts';

/** Every operation of the ledger; `close` is none, it belongs to the connection. */
export type OperationName = Exclude<keyof Ledger, 'close'>;

export type Input<Name extends OperationName> = Parameters<Ledger[Name]>[0];

export type Output<Name extends OperationName> = Awaited<ReturnType<Ledger[Name]>>;
