import type { Ledger } from './contract.ts';

/** Every operation of the ledger; `exclusive` and `close` are none, they belong to the connection. */
export type OperationName = Exclude<keyof Ledger, 'exclusive' | 'close'>;

export type Input<Name extends OperationName> = Parameters<Ledger[Name]>[0];

export type Output<Name extends OperationName> = Awaited<ReturnType<Ledger[Name]>>;
