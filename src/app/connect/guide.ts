import { neededScopes as hubSpotScopes } from '../../destinations/hubspot/account.ts';
import { orderPartsOf } from '../../field-map/project.ts';
import type { FieldMap } from '../../field-map/types.ts';
import { neededScopes as shopifyScopes } from '../../sources/shopify/documents/scopes.ts';

/** A scope to paste, and what it is for. */
export interface ScopeUse {
  readonly scope: string;
  readonly use: string;
}

export interface Guide {
  /** What a person does, in order, before anything is entered. */
  readonly steps: readonly string[];
  /** Names of the scopes as the platform's own form takes them. */
  readonly scopes: readonly ScopeUse[];
  readonly minutes: number;
}

const shopifyUses: Readonly<Record<string, string>> = {
  read_orders: 'orders with their amounts, payment, shipping and cancellation',
  read_all_orders: 'orders older than 60 days, and later changes to them',
  read_customers: 'who bought: name, e-mail, phone',
  read_fulfillments: 'shipments the moment they happen, instead of at the next look',
  read_customer_merge: 'hearing of customers that were merged in the store',
  read_returns: 'returns and how far they are',
};

const hubSpotUses: Readonly<Record<string, string>> = {
  'crm.objects.contacts.read': 'finding the contact that a buyer has already',
  'crm.objects.contacts.write': 'making and keeping contacts of buyers',
  'crm.objects.orders.read': 'comparing orders with the store',
  'crm.objects.orders.write': 'making and keeping orders',
  'crm.schemas.contacts.read': 'seeing which properties contacts have',
  'crm.schemas.contacts.write': 'making the properties that carry the Shopify ID',
  'crm.schemas.orders.read': 'seeing which properties orders have',
  'crm.schemas.orders.write': 'making the properties for amounts and status',
  'crm.pipelines.orders.read': 'the stages of the order pipeline',
};

function usesOf(scopes: readonly string[], uses: Readonly<Record<string, string>>): ScopeUse[] {
  return scopes.map((scope) => ({ scope, use: uses[scope] ?? 'needed by a field of the field map' }));
}

/** Shopify docs: Dev Dashboard; client credentials need app and store in one organization. */
export const shopifyGuide = (map: FieldMap): Guide => ({
  minutes: 10,
  steps: [
    "Sign in to the Shopify admin as the store's owner, or as staff who may develop apps.",
    'Open Settings > Apps and sales channels > Develop apps > Build apps in Dev Dashboard. Stay in the organization of this store: an app of another organization gets no access this way.',
    'Create app, start from the Dev Dashboard, and call it samestory.',
    'In its first version: app URL https://example.com (it is never opened), no embedding, and under Access > Scopes paste the line of scopes below.',
    'Open API access requests, ask for "Read all orders", and fill in Protected customer data access with name, e-mail, phone and address: reason "customer service and order history".',
    'Release the version. A version released without scopes gives no access.',
    'Open Home > Install app, choose this store, and approve the scopes.',
    'Open Settings of the app and copy client ID and client secret.',
    "Copy the store's permanent name from Settings > Domains in the admin: the one that ends in .myshopify.com.",
  ],
  scopes: usesOf(shopifyScopes(orderPartsOf(map)), shopifyUses),
});

/** HubSpot docs: service keys have replaced private apps, which cannot be created any more since October 2026. */
export const hubSpotGuide: Guide = {
  minutes: 5,
  steps: [
    'Sign in to HubSpot as a super admin.',
    'Open Settings > Integrations > Service keys (in some accounts: Development > Keys > Service keys) and choose Create service key.',
    'Call it samestory, and choose Add scope: search for each name below and tick it.',
    'Create the key, then Show and Copy. The access token of an existing private app with the same scopes works as well.',
  ],
  scopes: usesOf(hubSpotScopes, hubSpotUses),
};
