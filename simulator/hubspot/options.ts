import type { Clock } from '../../src/lib/clock.ts';
import type { Random } from '../../src/lib/random.ts';
import type { Fault } from '../http/faults.ts';
import type { Serve } from '../http/listen.ts';
import type { AssociationLimit } from './association-store.ts';
import type { BatchFault } from './batch-faults.ts';
import type { Tier } from './call-limits.ts';
import type { PropertyOptions } from './property-store.ts';
import type { AccountInfo } from './service.ts';
import type { Switches } from './switches.ts';
import type { TokenOptions } from './token-store.ts';

/** How a simulated HubSpot account is set up. What is absent is a usual paid account. */
export interface HubSpotOptions {
  readonly portalId?: number;
  /** Shown on record pages. */
  readonly name?: string;
  readonly accountType?: AccountInfo['accountType'];
  readonly companyCurrency?: string;
  readonly additionalCurrencies?: readonly string[];
  readonly timeZone?: string;
  readonly tier?: Tier;
  readonly tokens: readonly TokenOptions[];
  /** Custom properties over all objects; by default 10 on the free tier and 10,000 otherwise. */
  readonly customPropertyLimit?: number;
  /** Standard properties that this account lacks or has otherwise: by type id, then name. */
  readonly propertyOverrides?: PropertyOptions['overrides'];
  readonly associationLimits?: readonly AssociationLimit[];
  /** Host of record pages; by default the simulator's own address, so that record links work. */
  readonly uiDomain?: string;
  readonly searchLagMs?: number;
  /** Records on a page of a list, however many were asked for. */
  readonly longestPage?: number;
  /** How long a CSV import takes by the account's clock. */
  readonly importDurationMs?: number;
  readonly clock?: Clock;
  readonly random?: Random;
  /** When off, calls are counted and limit headers are sent, but nothing is refused with 429. */
  readonly enforceLimits?: boolean;
  /** Calls per ten seconds and per day, where they differ from the tier's. */
  readonly burstLimit?: number;
  readonly dailyLimit?: number;
  readonly latencyMs?: number;
  readonly faults?: readonly Fault[];
  readonly batchFaults?: readonly BatchFault[];
  readonly switches?: Partial<Switches>;
  /** TCP port; any free one by default. */
  readonly port?: number;
  /** How the app becomes reachable; a socket on the loopback address by default. */
  readonly serve?: Serve;
}

/** All scopes a full integration asks for, for callers that do not test scopes. */
export const ALL_SCOPES: readonly string[] = [
  ...['contacts', 'companies', 'deals', 'line_items', 'orders'].flatMap((type) => [
    `crm.objects.${type}.read`,
    `crm.objects.${type}.write`,
    `crm.schemas.${type}.read`,
    `crm.schemas.${type}.write`,
  ]),
  'crm.pipelines.orders.read',
  'crm.pipelines.orders.write',
  'crm.import',
];
