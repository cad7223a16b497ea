import type { WorkKey } from '../commerce/keys.ts';

/** A person has asked the store what is held about them; the merchant has to answer. */
export interface DataRequest {
  /** The customer. */
  readonly key: WorkKey;
  /** Orders that the request names, as digits of their ids. */
  readonly orders: readonly string[];
  readonly askedAt: Date;
}

export interface RequestOperations {
  /** Those that nobody has answered yet, oldest first. */
  dataRequests(input: { source: string }): Promise<readonly DataRequest[]>;
  /** A person has answered all of this customer's requests; how many there were. */
  answerDataRequests(input: { key: WorkKey; now: Date }): Promise<{ readonly answered: number }>;
}
