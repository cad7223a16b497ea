import { z } from 'zod';
import type { Ledger } from '../ledger/contract.ts';

/** Why nothing is written to a destination at the moment; intake and reading go on. */
export interface Pause {
  readonly since: Date;
  /** 'a person' paused it, or the 'brake' stopped a mass change. */
  readonly by: 'a person' | 'brake';
  readonly reason: string;
}

const stored = z.object({ since: z.string(), by: z.enum(['a person', 'brake']), reason: z.string() }).nullable();

function settingName(destination: string): string {
  return `paused/${destination}`;
}

/** Something was to be written that cannot wait by itself; what is due already waits. */
class PausedError extends Error {
  constructor(pause: Pause) {
    super(`writing is paused since ${pause.since.toISOString()}: ${pause.reason}`);
    this.name = 'PausedError';
  }
}

/** Null = writing goes on. */
export async function pauseOf(ledger: Ledger, destination: string): Promise<Pause | null> {
  const value = stored.safeParse((await ledger.setting({ name: settingName(destination) })) ?? null);
  if (!value.success || value.data === null) return null;
  return { ...value.data, since: new Date(value.data.since) };
}

/** From the next pass on nothing is written; a batch under way is settled. */
export async function pause(ledger: Ledger, destination: string, pauseNow: Pause): Promise<void> {
  const value = { since: pauseNow.since.toISOString(), by: pauseNow.by, reason: pauseNow.reason };
  await ledger.putSetting({ name: settingName(destination), value });
}

export async function resume(ledger: Ledger, destination: string): Promise<void> {
  await ledger.putSetting({ name: settingName(destination), value: null });
}

/** Throws PausedError while writing is paused. */
export async function refuseWhilePaused(ledger: Ledger, destination: string): Promise<void> {
  const paused = await pauseOf(ledger, destination);
  if (paused !== null) throw new PausedError(paused);
}
