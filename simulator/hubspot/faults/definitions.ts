import type { NamedFault } from '../../faults/named-fault.ts';
import type { Property } from '../property.ts';
import type { HubSpotTarget } from './target.ts';

type CrmFault = NamedFault<HubSpotTarget>;
type Entry = Omit<CrmFault, 'arm' | 'dose' | 'source'>;

const orders = '0-123';
const contacts = '0-1';

/** A property of ours on orders that carries an amount: made by set-up, so an administrator may take it away. */
function amountOf({ core }: HubSpotTarget): Property | undefined {
  const own = core.properties.list(orders, false).filter(({ name }) => /^samestory_/.test(name));
  return own.find(({ type }) => type === 'number') ?? own.find(({ hasUniqueValue }) => !hasUniqueValue);
}

/** An administrator changes the definition of one property; taking the fault back puts it as it was. */
function onProperty(
  entry: Entry,
  find: (target: HubSpotTarget) => { readonly typeId: string; readonly property: Property } | null,
  change: (property: Property, now: number) => Property,
): CrmFault {
  return {
    ...entry,
    source: 'HubSpot docs: properties API',
    dose: {},
    arm: (target, { doses }) => {
      const found = find(target);
      if (found === null) return undefined;
      doses.hit();
      const { typeId, property } = found;
      target.core.properties.put(typeId, change(property, target.core.clock.now().getTime()));
      return () => target.core.properties.put(typeId, property);
    },
  };
}

const amount = (target: HubSpotTarget) => {
  const property = amountOf(target);
  return property ? { typeId: orders, property } : null;
};
const standard = (typeId: string, name: string) => (target: HubSpotTarget) => {
  const property = target.core.properties.live(typeId, name);
  return property ? { typeId, property } : null;
};

export const definitionFaults: readonly CrmFault[] = [
  onProperty(
    {
      name: 'hubspot-property-archived',
      happens: 'an administrator archives a property that we write',
      promise: 'that field is parked for all records, with its name; the rest of each record is written',
      recovery: 'by a person',
    },
    amount,
    (property, now) => ({ ...property, archivedAt: now }),
  ),
  onProperty(
    {
      name: 'hubspot-property-retyped',
      happens: 'a property that we write was deleted and made again with another type',
      promise: 'values that it refuses are parked one by one; the rest of each record is written',
      recovery: 'by a person',
    },
    amount,
    (property, now) => ({ ...property, type: 'date', fieldType: 'date', createdAt: now }),
  ),
  onProperty(
    {
      name: 'hubspot-option-removed',
      happens: 'a property becomes a list of options that lacks the values of the store',
      promise: 'the value is parked and named; the rest of the record is written',
      recovery: 'by a person',
    },
    standard(orders, 'hs_fulfillment_status'),
    (property) => ({
      ...property,
      type: 'enumeration',
      fieldType: 'select',
      options: [{ label: 'Shipped', value: 'shipped', displayOrder: 0, hidden: false }],
    }),
  ),
  onProperty(
    {
      name: 'hubspot-property-read-only',
      happens: 'a property that we write becomes read-only',
      promise: 'that field is parked for all records, with its name; the rest of each record is written',
      recovery: 'by a person',
    },
    amount,
    (property) => ({ ...property, readOnlyValue: true }),
  ),
  onProperty(
    {
      name: 'hubspot-label-renamed',
      happens: 'an administrator gives a property another label',
      promise: 'changes nothing: properties are known by their name',
      recovery: 'by itself',
    },
    amount,
    (property) => ({ ...property, label: 'Amount (do not touch)' }),
  ),
  {
    name: 'hubspot-rule-required',
    happens: 'an administrator makes a field of the CRM required',
    source: 'HubSpot docs: property rules (enforced from version 2026-09 on)',
    promise: 'records that lack it are parked and the field is named; others go on',
    recovery: 'by a person',
    dose: {},
    arm: ({ core }, { doses }) => {
      doses.hit();
      core.rules.add({ kind: 'required', typeId: contacts, name: 'jobtitle' });
      return () => core.rules.remove(contacts, 'jobtitle');
    },
  },
  {
    name: 'hubspot-link-cap',
    happens: 'an administrator allows a contact only one order',
    source: 'HubSpot docs: association limits',
    promise: 'the link is parked by name; order and contact are kept true',
    recovery: 'by a person',
    dose: {},
    arm: ({ core }, { doses }) => {
      doses.hit();
      const limit = { fromType: contacts, toType: orders, max: 1 };
      core.associations.limits.push(limit);
      return () => {
        core.associations.limits.splice(core.associations.limits.indexOf(limit), 1);
      };
    },
  },
];
