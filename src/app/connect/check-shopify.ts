import type { Customer } from '../../commerce/customer.ts';
import type { ConnectionConfig } from '../../config/connection.ts';
import type { Failure } from '../../connector/failure.ts';
import type { Source, SourceAccount } from '../../connector/source.ts';
import { orderPartsOf } from '../../field-map/project.ts';
import type { FieldMap } from '../../field-map/types.ts';
import { createSource } from '../connectors.ts';
import type { Runtime } from '../runtime.ts';
import { type CheckStep, type ConnectCheck, checkOf, connectorFailure, failed, good } from './check.ts';

/** What is looked at, in the order in which Shopify asks for it. */
const order = ['network', 'store name', 'client ID and secret', 'organization', 'installation', 'scopes'] as const;
type Step = (typeof order)[number];

interface Refusal {
  readonly step: Step;
  readonly remedy: string;
}

const wrongName: Refusal = {
  step: 'store name',
  remedy:
    'Copy the permanent name from Settings > Domains in the admin: it ends in .myshopify.com and is no custom domain.',
};
const wrongSecret: Refusal = {
  step: 'client ID and secret',
  remedy: 'Open the app in the Dev Dashboard, Settings, and copy client ID and secret once more.',
};
const noScopes: Refusal = {
  step: 'scopes',
  remedy:
    'In the Dev Dashboard make a version of the app with the scopes below, release it, and approve it in the store: Settings > Apps and sales channels.',
};

/** How Shopify refuses, and which of the steps is to blame (Shopify docs: client credentials grant; response codes). */
const refusals: Readonly<Record<string, Refusal>> = {
  HTTP_404: wrongName,
  NOT_JSON: wrongName,
  invalid_client: wrongSecret,
  application_cannot_be_found: wrongSecret,
  shop_not_permitted: {
    step: 'organization',
    remedy:
      "Make the app in the store's own organization: in the admin open Settings > Apps and sales channels > Develop apps > Build apps in Dev Dashboard. An agency needs an app of each merchant's organization.",
  },
  app_not_installed: {
    step: 'installation',
    remedy: 'In the Dev Dashboard open the app, Home > Install app, choose this store and approve.',
  },
  NO_SCOPES: noScopes,
  MISSING_SCOPES: noScopes,
};

function refusalOf({ code, message }: Failure): Refusal {
  const known = refusals[code];
  if (known !== undefined) return known;
  if (code === 'HTTP_401' || code === 'HTTP_403') {
    return { step: 'installation', remedy: 'The app may have been uninstalled: install it once more, then try again.' };
  }
  if (/^HTTP_3/.test(code)) return wrongName;
  if (code === 'HTTP_400') return wrongSecret;
  return { step: 'network', remedy: `Try again in a minute. What happened: ${message}` };
}

/** Signs in to a store and looks at everything that goes wrong in a first set-up. Throws only what is no refusal. */
export async function checkShopify(
  store: ConnectionConfig['shopify'],
  map: FieldMap,
  runtime: Runtime,
): Promise<ConnectCheck> {
  const source = createSource(store, orderPartsOf(map), runtime);
  let account: SourceAccount;
  try {
    account = await source.check();
  } catch (error) {
    const failure = connectorFailure(error);
    const { step, remedy } = refusalOf(failure);
    const passed = order.slice(0, order.indexOf(step)).map((name) => good(name, 'accepted'));
    return checkOf([...passed, failed(step, failure.message, remedy)]);
  }
  if (account.domain !== store.shop) {
    const found = `you named ${store.shop}, and the store that answers is ${account.domain}`;
    return checkOf([good('network', 'Shopify answers'), failed('store name', found, wrongName.remedy)]);
  }
  return checkOf([
    good('network', 'Shopify answers'),
    good('store name', `${account.name} (${account.domain})`),
    good('client ID and secret', 'accepted'),
    good('organization', 'the app may sign in to this store'),
    good('installation', 'the app is installed'),
    good('scopes', `orders and customers can be read, Shopify API ${account.apiVersion.served ?? 'version unknown'}`),
    historyStep(account),
    ...furtherScopes(account),
    await customerDataStep(source),
  ]);
}

function historyStep({ historyDays }: SourceAccount): CheckStep {
  if (historyDays === null) return good('order history', 'all orders can be read');
  return {
    step: 'order history',
    state: 'warning',
    found: `only orders of the last ${historyDays} days can be read, and nothing says so later: read_all_orders is missing`,
    remedy:
      'In the Dev Dashboard open the app, API access requests, ask for "Read all orders"; then release a version with the scope read_all_orders and approve it in the store. Everything else works meanwhile.',
  };
}

function furtherScopes({ scopes, warnings }: SourceAccount): CheckStep[] {
  const missing = scopes.missing.filter((scope) => scope !== 'read_all_orders');
  const more = warnings.filter((warning) => !warning.includes('read_all_orders'));
  if (missing.length === 0 && more.length === 0) return [good('further scopes', 'all there')];
  const remedy = missing.length === 0 ? null : `Add ${missing.join(', ')} to the app's scopes, release, approve.`;
  return [{ step: 'further scopes', state: 'warning', found: more.join('; ') || missing.join(', '), remedy }];
}

/** Customers that are looked at; one with a name or an address is enough. */
const sample = 25;

/** Without the form on protected customer data Shopify shows customers without name and address, and no error. */
async function customerDataStep(source: Source): Promise<CheckStep> {
  const step = 'protected customer data';
  const remedy =
    'In the Dev Dashboard open the app, API access requests, Protected customer data access: choose name, e-mail, phone and address, and save. Then try again.';
  try {
    const ids: string[] = [];
    for await (const page of source.list('customer', { from: null, to: null })) {
      ids.push(...page.slice(0, sample).map(({ key }) => key.id));
      break;
    }
    if (ids.length === 0) {
      return { step, state: 'not checked', found: 'the store has no customers to look at yet', remedy: null };
    }
    const looks = await source.read('customer', ids);
    const customers = looks.flatMap(({ snapshot }) => (snapshot?.kind === 'customer' ? [snapshot] : []));
    if (customers.some(isReadable)) return good(step, 'name and e-mail of customers can be read');
    return failed(step, `${ids.length} customers were read, and all of them without name, e-mail and phone`, remedy);
  } catch (error) {
    const failure = connectorFailure(error);
    if (failure.code !== 'ACCESS_DENIED') throw error;
    return failed(step, failure.message, remedy);
  }
}

function isReadable({ firstName, lastName, email, phone }: Customer): boolean {
  return [firstName, lastName, email, phone].some((value) => value !== null);
}
