import type { ConnectionConfig } from '../../config/connection.ts';
import type { DestinationAccount } from '../../connector/destination.ts';
import { createCrm } from '../connectors.ts';
import type { Runtime } from '../runtime.ts';
import { type CheckStep, type ConnectCheck, checkOf, connectorFailure, failed, good } from './check.ts';

/** Signs in to a HubSpot account and looks for every scope, without writing. Throws only what is no refusal. */
export async function checkHubSpot(crm: ConnectionConfig['hubspot'], runtime: Runtime): Promise<ConnectCheck> {
  const { destination, missingWriteScopes } = createCrm(crm, runtime);
  let account: DestinationAccount;
  let missing: ReadonlySet<string>;
  try {
    account = await destination.check();
    missing = new Set([...account.scopes.missing, ...(await missingWriteScopes())]);
  } catch (error) {
    const { code, message, class: failureClass } = connectorFailure(error);
    if (failureClass === 'credential') {
      const remedy = 'Copy the key once more from Settings > Integrations > Service keys, or create a new one.';
      return checkOf([good('network', 'HubSpot answers'), failed('key', message, remedy)]);
    }
    return checkOf([failed('network', `${message} (${code})`, 'Try again in a minute.')]);
  }
  const { name, accountType, destination: id } = account;
  return checkOf([
    good('network', 'HubSpot answers'),
    good('key', `${name} (${id}, ${accountType})`),
    scopesStep('scopes of records', 'crm.objects.', account, missing),
    scopesStep('scopes of properties', 'crm.schemas.', account, missing),
    scopesStep('scopes of pipelines', 'crm.pipelines.', account, missing),
    ...limitsSteps(account),
  ]);
}

function scopesStep(
  step: string,
  prefix: string,
  { scopes }: DestinationAccount,
  missing: ReadonlySet<string>,
): CheckStep {
  const lacking = [...missing].filter((scope) => scope.startsWith(prefix)).toSorted();
  const needed = scopes.needed.filter((scope) => scope.startsWith(prefix));
  if (lacking.length === 0) return good(step, needed.join(', '));
  const remedy = `Open the key under Settings > Integrations > Service keys, Edit, and add ${lacking.join(' and ')}. The key itself stays the same.`;
  return failed(step, `the key lacks ${lacking.join(', ')}`, remedy);
}

/** Free accounts take ten properties of their own; set-up fits into that, and says what it leaves out. */
function limitsSteps({ limits, accountType }: DestinationAccount): CheckStep[] {
  const full = limits.filter(({ limit, used }) => limit > 0 && used >= limit);
  const found = full.map(({ name, limit, used }) => `${used} of ${limit} ${name} are used`);
  if (accountType !== 'STANDARD') found.push(`this is a ${accountType} account, not a company's own`);
  if (found.length === 0) return [good('account', 'a company account with room')];
  const remedy = 'Nothing has to be done now: samestory setup --dry-run shows what fits.';
  return [{ step: 'account', state: 'warning', found: found.join('; '), remedy }];
}
