import type { Decision, FileAccount, LeftOut } from '../../export/accounts.ts';
import type { ExportInput } from '../../export/input.ts';
import type { ReportDocument } from '../../report/document.ts';
import { makeReport } from './report.ts';

/** What the CRM would hold, told from files alone. */
export interface TryDocument extends ReportDocument {
  readonly contacts: {
    /** CRM records after the identity rule. */
    readonly total: number;
    /** Of which are customers with an id of their own. */
    readonly customers: number;
    /** Of which are known by the e-mail of their orders alone. */
    readonly guests: number;
    /** Orders that found a contact which was there already, instead of making another. */
    readonly joined: number;
    readonly ordersWithoutBuyer: number;
    /** People with a phone number that somebody else has too: likely the same person, for somebody to look at. */
    readonly sharingPhone: number;
    /** Questions for a person: two records that cannot both be the same person. */
    readonly decisions: number;
  };
  readonly files: readonly FileAccount[];
  /** At most 10,000; `files` counts them all. */
  readonly rowsLeftOut: readonly LeftOut[];
  readonly decisions: readonly Decision[];
}

/** Goes through Shopify's exports and asks nobody anything. Throws CommandError for what is wrong with a file. */
export async function tryFiles(run: {
  readonly input: ExportInput;
  readonly from: string;
  readonly asOf: Date;
  readonly signal: AbortSignal;
  onProgress(orders: number): void;
}): Promise<TryDocument> {
  const times = { asOf: run.asOf, nextDue: null };
  const { document, resolution } = await makeReport({ ...run, times, unit: 'month' });
  const { people, accounts, counts } = resolution;
  return {
    ...document,
    contacts: {
      total: people.count,
      customers: counts.customers,
      guests: people.count - counts.customers,
      joined: counts.ordersJoined,
      ordersWithoutBuyer: counts.ordersWithoutBuyer,
      sharingPhone: people.sharingPhone,
      decisions: accounts.decisionCount,
    },
    files: accounts.files(run.input),
    rowsLeftOut: accounts.leftOut,
    decisions: accounts.decisions,
  };
}
