import type { Ledger } from '../ledger/contract.ts';
import type { Pair } from './control-documents.ts';
import type { Platforms } from './platforms.ts';

/** The two accounts that a writing command is about to work with. */
export function pairOf({
  sourceAccount,
  destinationAccount,
}: Pick<Platforms, 'sourceAccount' | 'destinationAccount'>): Pair {
  return {
    store: { name: sourceAccount.name, domain: sourceAccount.domain, number: sourceAccount.source },
    crm: {
      name: destinationAccount.name,
      id: destinationAccount.destination,
      kind: destinationAccount.accountType,
    },
  };
}

function settingOf(pair: Pair): string {
  return `consent/${pair.store.number}/${pair.crm.id}`;
}

/** Whether somebody has already agreed that this store writes into this CRM account. */
export async function isAgreed(ledger: Ledger, pair: Pair): Promise<boolean> {
  const value = await ledger.setting({ name: settingOf(pair) });
  return value !== null && value !== undefined;
}

export async function rememberConsent(ledger: Ledger, pair: Pair, at: Date): Promise<void> {
  await ledger.putSetting({ name: settingOf(pair), value: { at: at.toISOString() } });
}
