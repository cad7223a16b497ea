import { confirm, isCancel } from '@clack/prompts';
import { isAgreed, rememberConsent } from '../app/consent.ts';
import type { Pair } from '../app/control-documents.ts';
import { CommandError, exitCodes } from '../app/failures.ts';
import type { Ledger } from '../ledger/contract.ts';
import type { Clock } from '../lib/clock.ts';
import type { Output } from './output.ts';

/** Names both accounts, as every writing command does before anything else. */
export function printPair(output: Output, { store, crm }: Pair): void {
  output.note(`Store: ${store.name} (${store.domain}, number ${store.number}), read only`);
  output.note(`CRM:   ${crm.name} (${crm.id}, ${crm.kind})`);
}

/**
 * Asks, the first time that a pair of accounts is used, whether the store may write into the CRM account.
 * Throws CommandError when the answer is no, or when nobody is there to answer and --yes was not given.
 */
export async function ensureConsent(
  input: { readonly output: Output; readonly ledger: Ledger; readonly clock: Clock; readonly pair: Pair },
  yes: boolean,
): Promise<void> {
  const { output, ledger, clock, pair } = input;
  if (await isAgreed(ledger, pair)) return;
  if (!yes) {
    if (!process.stdin.isTTY || !output.attended) {
      const advice = 'Add --yes to agree that this store writes into this CRM account.';
      throw new CommandError(`Nobody is here to answer. ${advice}`, exitCodes.usage);
    }
    const message = `Let ${pair.store.name} write into ${pair.crm.name} (${pair.crm.kind})?`;
    const answer = await confirm({ message, initialValue: false, output: process.stderr });
    if (isCancel(answer) || !answer) throw new CommandError('Not agreed: nothing was written.', exitCodes.usage);
  }
  await rememberConsent(ledger, pair, clock.now());
}
