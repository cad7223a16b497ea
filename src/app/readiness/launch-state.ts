import { z } from 'zod';
import type { Ledger } from '../../ledger/contract.ts';
import { crowdedBuyers } from '../../sync/crowded.ts';
import { cutoffSetting, indexSetting, readInstant } from '../../sync/settings.ts';
import type { Route } from '../../sync/types.ts';

const launchSchema = z.object({
  at: z.string(),
  /** Who went live although the checklist said to narrow first; null = nobody had to. */
  confirmedBy: z.string().nullable(),
  missing: z.number(),
});
export type Launch = z.infer<typeof launchSchema>;

/** What accounts and ledger know of a launch. */
export const launchStateSchema = z.object({
  /** Fields that the CRM account can hold. */
  fields: z.array(z.string()).readonly(),
  /** From when on orders belong to the CRM; null before the first live run and the first history. */
  broughtSince: z.string().nullable(),
  /** People with more than one record in the CRM, read back just now; null before the CRM was listed. */
  crowded: z.object({ several: z.number(), threeOrMore: z.number() }).nullable(),
  /** The first live run; null = there was none. */
  launched: launchSchema.nullable(),
});
export type LaunchState = z.infer<typeof launchStateSchema>;

type Accounts = Pick<Route, 'sourceAccount' | 'destinationAccount'>;

function settingOf({ sourceAccount, destinationAccount }: Accounts): string {
  return `launch/${sourceAccount.source}/${destinationAccount.destination}`;
}

/** Reads the ledger, and the contacts of people who seem to be there twice. Writes nothing. */
export async function launchStateOf(route: Route): Promise<LaunchState> {
  const { ledger, sourceAccount, destinationAccount } = route;
  const { destination } = destinationAccount;
  const since = await readInstant(ledger, cutoffSetting(destination, sourceAccount.source));
  return {
    fields: route.map.fields.map(({ name }) => name),
    broughtSince: since?.toISOString() ?? null,
    crowded: await crowded(route),
    launched: await launchOf(ledger, route),
  };
}

/** The first live run of this store into this account; null = there was none. */
export async function launchOf(ledger: Ledger, accounts: Accounts): Promise<Launch | null> {
  return launchSchema
    .nullable()
    .catch(null)
    .parse(await ledger.setting({ name: settingOf(accounts) }));
}

export async function rememberLaunch(ledger: Ledger, accounts: Accounts, launch: Launch): Promise<void> {
  await ledger.putSetting({ name: settingOf(accounts), value: launch });
}

async function crowded(route: Route): Promise<LaunchState['crowded']> {
  const { destination } = route.destinationAccount;
  if ((await readInstant(route.ledger, indexSetting(destination, 'contact'))) === null) return null;
  const records = (await crowdedBuyers(route)).map(({ crmIds }) => crmIds.length);
  return {
    several: records.length,
    threeOrMore: records.filter((count) => count > 2).length,
  };
}
