import type { WorkKey } from '../commerce/keys.ts';
import type { CrmObject, PersonMember } from '../field-map/types.ts';
import type { IdentityRules } from '../identity/rules.ts';
import type { Decision } from './values.ts';

/** What the ledger does about who is who beyond placing people as they are seen: previews, decisions, versions. */
export interface IdentityOperations {
  /**
   * Where the identity rule would place these people, without storing anything: subject id by key text, and what a
   * person would have to decide, by subject id. Subjects that would be made have ids below zero.
   */
  placeLooks(input: { members: readonly PersonMember[]; rules?: IdentityRules }): Promise<{
    readonly subjects: Readonly<Record<string, string>>;
    readonly cases: Readonly<Record<string, string>>;
  }>;
  decide(input: {
    decision: Omit<Decision, 'id' | 'at' | 'undone'> & { readonly now: Date };
  }): Promise<{ readonly id: string }>;
  /** The decision as it is now; null when there is none of that id, or it was undone before. */
  undoDecision(input: { id: string; now: Date; by: string; rules?: IdentityRules }): Promise<Decision | null>;
  /** People about whom somebody has to decide, longest waiting first. */
  openCases(input: { destination: string; limit: number }): Promise<
    readonly {
      readonly subjectId: string;
      readonly reason: string;
      readonly since: Date;
      /** Subjects of people of the store who share an e-mail address with them. */
      readonly sharing: readonly string[];
    }[]
  >;
  /** Newest first, those that were undone too. */
  decisions(input: { limit: number }): Promise<readonly Decision[]>;
  /** Says that records are as these versions want them, without a write. */
  stampVersions(input: {
    destination: string;
    subjectIds: readonly string[];
    mapVersion: string;
    identityVersion: string;
  }): Promise<void>;
  /** Records that other versions wrote, by subject id, with one of their Shopify records; a page of at most `limit`. */
  olderRecords(input: {
    destination: string;
    mapVersion: string;
    identityVersion: string;
    after: string | null;
    limit: number;
  }): Promise<readonly { readonly subjectId: string; readonly object: CrmObject; readonly key: WorkKey }[]>;
  /** Who would be joined and who parted if the rules changed; with `apply` it is done, and their keys have to be worked. */
  regroup(input: { from: IdentityRules; to: IdentityRules; now: Date; apply: boolean }): Promise<{
    /** Groups of subjects that become one person, and people who become several, as lists of their key texts. */
    readonly joins: readonly (readonly string[])[];
    readonly splits: readonly (readonly string[])[];
  }>;
}
