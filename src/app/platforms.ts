import type { ConnectionConfig } from '../config/connection.ts';
import type { Destination, DestinationAccount } from '../connector/destination.ts';
import { ConnectorError } from '../connector/failure.ts';
import type { Source, SourceAccount } from '../connector/source.ts';
import type { FieldMap } from '../field-map/types.ts';
import { createConnectors } from './connectors.ts';
import type { Runtime } from './runtime.ts';

/** Both platforms, reached and checked. */
export interface Platforms {
  readonly source: Source;
  readonly sourceAccount: SourceAccount;
  readonly destination: Destination;
  readonly destinationAccount: DestinationAccount;
}

/** Signs in to both platforms. Throws ConnectorError whose message says which of them failed, and how to mend it. */
export async function reachPlatforms(config: ConnectionConfig, map: FieldMap, runtime: Runtime): Promise<Platforms> {
  const { source, destination } = createConnectors(config, map, runtime);
  const [sourceAccount, destinationAccount] = await Promise.all([
    named(`Shopify store ${config.shopify.shop}`, source.check()),
    named('HubSpot account', destination.check()),
  ]);
  return { source, sourceAccount, destination, destinationAccount };
}

async function named<T>(platform: string, check: Promise<T>): Promise<T> {
  try {
    return await check;
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const message = `${platform}: ${error.failure.message}`;
    throw new ConnectorError({ ...error.failure, message }, { cause: error });
  }
}
