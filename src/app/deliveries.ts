import type { ConnectionConfig } from '../config/connection.ts';
import type { Delivery, DeliveryRequest } from '../connector/source.ts';
import { receive } from '../sources/shopify/webhooks/receive.ts';

/** Whose deliveries are read. */
export interface DeliveriesOf {
  /** Each may have signed. */
  readonly secrets: readonly string[];
  /** The store's numeric id, and the domain that its deliveries name. */
  readonly source: string;
  readonly domain: string;
}

/** Verifies and reads a store's deliveries as its source does, without the rest of a connector. */
export function deliveryReader({ secrets, source, domain }: DeliveriesOf): (request: DeliveryRequest) => Delivery {
  return (request) => receive(request, secrets, { source, myshopifyDomain: domain });
}

/** Shopify docs: webhooks are signed with the app's client secret, which the store admin calls API secret key. */
export function webhookSecretsOf(credential: ConnectionConfig['shopify']['credential']): string[] {
  if (credential.type !== 'access token') return [credential.clientSecret];
  return credential.webhookSecret === null ? [] : [credential.webhookSecret];
}
