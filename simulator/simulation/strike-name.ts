import type { Strike, Trouble } from './call-faults.ts';
import type { Fate } from './network.ts';

/** What a fault was, for people who count them. */
export function strikeName(strike: Strike): string {
  switch (strike.type) {
    case 'partial':
      return 'batch carried out in part';
    case 'missing':
      return strike.kept.length === 0 ? 'batch answered without any row' : 'batch answered without some rows';
    case 'trouble':
      return troubleName(strike.trouble);
    case 'fate':
      return fateName(strike.fate);
  }
}

function troubleName({ type }: Trouble): string {
  const names = {
    throttled: 'throttled',
    lost: 'carried out, answer lost',
    never: 'never arrived',
    late: 'carried out after the caller had given up',
  } as const;
  return names[type];
}

const statusNames: Readonly<Record<number, string>> = {
  400: 'batch refused as a whole',
  477: 'account being moved',
  503: 'unavailable for a while',
};

function statusName(status: number): string {
  return statusNames[status] ?? 'throttled';
}

function fateName({ arrives, answer }: Fate): string {
  if (typeof answer !== 'object') return 'nothing';
  if ('status' in answer) return statusName(answer.status);
  if (arrives === null) return 'never arrived';
  return arrives.delayMs === undefined ? 'carried out, answer lost' : 'carried out after the caller had given up';
}
