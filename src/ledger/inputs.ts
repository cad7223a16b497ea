import type { Ledger, OperationName } from './contract.ts';

export type { OperationName } from './contract.ts';

export type Input<Name extends OperationName> = Parameters<Ledger[Name]>[0];

export type Output<Name extends OperationName> = Awaited<ReturnType<Ledger[Name]>>;
