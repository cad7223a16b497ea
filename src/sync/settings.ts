import type { Ledger } from '../ledger/contract.ts';

/** A setting that holds an instant, or null when it was never set. */
export async function readInstant(ledger: Ledger, name: string): Promise<Date | null> {
  const value = await ledger.setting({ name });
  if (typeof value !== 'string') return null;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : at;
}

export async function writeInstant(ledger: Ledger, name: string, at: Date): Promise<void> {
  await ledger.putSetting({ name, value: at.toISOString() });
}

/** Orders with a business date from here on belong to the CRM. */
export function cutoffSetting(destination: string, source: string): string {
  return `cutoff/${destination}/${source}`;
}

/** Orders that a person brought one by one, whatever the cutoff says. */
export function pickedSetting(destination: string, source: string): string {
  return `picked/${destination}/${source}`;
}

/** Until when a sweep has looked. */
export function sweepSetting(source: string, sweep: string): string {
  return `sweep/${source}/${sweep}`;
}

/** Until when the match index knows the CRM's records of an object. */
export function indexSetting(destination: string, object: string): string {
  return `index/${destination}/${object}`;
}

/** When the last comparison of both sides began that came to its end. */
export function reconcileSetting(destination: string, source: string): string {
  return `reconcile/${destination}/${source}`;
}

/** What that comparison found. */
export function reportSetting(destination: string, source: string): string {
  return `balance/${destination}/${source}`;
}
