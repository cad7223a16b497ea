import { isAgreed, rememberConsent } from '../app/consent.ts';
import type { Pair } from '../app/control-documents.ts';
import type { Ledger } from '../ledger/contract.ts';
import type { Clock } from '../lib/clock.ts';
import { agree } from './ask.ts';
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
  await agree(output, {
    message: `Let ${pair.store.name} write into ${pair.crm.name} (${pair.crm.kind})?`,
    advice: 'Add --yes to agree that this store writes into this CRM account.',
    yes,
  });
  await rememberConsent(ledger, pair, clock.now());
}
