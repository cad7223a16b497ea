import { z } from 'zod';
import type { NamedFault } from '../../faults/named-fault.ts';
import type { FaultedRequest } from '../../http/faults.ts';
import { findObjectType } from '../object-types.ts';
import { type CrmRecord, valueIn } from '../record.ts';
import type { HubSpotTarget } from './target.ts';

type CrmFault = NamedFault<HubSpotTarget>;

const keyProperty = 'samestory_key';
const rows = z.looseObject({ inputs: z.array(z.looseObject({ id: z.union([z.string(), z.number()]).optional() })) });
const updates = /^\/crm\/objects\/[^/]+\/(contacts|orders)\/batch\/update$/;
const contactUpdates = /^\/crm\/objects\/[^/]+\/contacts\/batch\/update$/;
const readBacks = /^\/crm\/objects\/[^/]+\/(contacts|orders)\/batch\/(update|read)$/;

/** The first record that a batch names by id, if it lives. */
function named({ core }: HubSpotTarget, request: FaultedRequest): { type: string; record: CrmRecord } | null {
  const name = request.path.split('/')[4] ?? '';
  const type = findObjectType(name);
  const body = rows.safeParse(request.body);
  if (!type || !body.success) return null;
  for (const { id } of body.data.inputs) {
    const record = id === undefined ? undefined : core.records.live(type.id, String(id));
    if (record) return { type: type.plural, record };
  }
  return null;
}

/** Somebody does something to the first record of a call, in the moment in which the call arrives or was carried out. */
function duringCall(
  entry: Omit<CrmFault, 'arm' | 'dose' | 'source'>,
  path: RegExp,
  moment: 'before' | 'afterwards',
  act: (target: HubSpotTarget, type: string, record: CrmRecord) => void,
): CrmFault {
  return {
    ...entry,
    source: 'design',
    dose: { times: 1 },
    arm: (target, { doses }) => {
      const happen = (request: FaultedRequest) => {
        const found = named(target, request);
        if (found !== null) act(target, found.type, found.record);
      };
      target.calls.add({ path, [moment]: happen, doses });
      return undefined;
    },
  };
}

export const peopleFaults: readonly CrmFault[] = [
  duringCall(
    {
      name: 'hubspot-key-edited',
      happens: 'somebody types over the Shopify ID of a record',
      promise:
        'the record is known by its own id: nothing is made twice, and a person is asked, with the ID to put back',
      recovery: 'by a person',
    },
    updates,
    'before',
    ({ person }, type, { id }) => person.update(type, String(id), { [keyProperty]: 'typed over' }),
  ),
  duringCall(
    {
      name: 'hubspot-merged',
      happens: 'somebody merges the contact of a buyer into another contact',
      promise: 'the survivor is followed and kept true from then on; nothing is made twice',
      recovery: 'by itself',
    },
    contactUpdates,
    'before',
    ({ core, person }, type, { id }) => {
      const email = `merged.into.${id}@example.com`;
      const other = person.create(type, { email, firstname: 'Older', lastname: 'Contact' });
      if (core.records.live('0-1', other)) person.merge(type, other, String(id));
    },
  ),
  duringCall(
    {
      name: 'hubspot-archived',
      happens: 'somebody deletes a record; HubSpot keeps it for 90 days',
      promise: 'is left out as removed by a person and not made again until somebody asks',
      recovery: 'by a person',
    },
    updates,
    'before',
    ({ person }, type, { id }) => person.archive(type, String(id)),
  ),
  duringCall(
    {
      name: 'hubspot-erased',
      happens: 'a record is deleted for good, as a privacy request does it',
      promise: 'is left out as removed by a person and not made again until somebody asks',
      recovery: 'by a person',
    },
    updates,
    'before',
    ({ person }, type, { id }) => person.erase(type, String(id)),
  ),
  duringCall(
    {
      name: 'hubspot-owned-edit',
      happens: 'somebody types over a value of the store between our write and our reading it back',
      promise: 'the next comparison finds it and puts it right, and the journal says who had changed it',
      recovery: 'by itself',
      // The third time in one field is `hubspot-workflow-sets-back`: two owners, for a person to settle.
      mostTimes: 2,
    },
    readBacks,
    'afterwards',
    ({ person }, type, { id }) =>
      person.update(type, String(id), type === 'contacts' ? { lastname: 'Typed over' } : { hs_order_name: 'typed' }),
  ),
  duringCall(
    {
      name: 'hubspot-crm-edit',
      happens: 'somebody changes a field of the CRM while we write the same record',
      promise: 'stays as it was typed',
      recovery: 'by itself',
    },
    readBacks,
    'before',
    ({ person }, type, { id }) =>
      person.update(
        type,
        String(id),
        type === 'contacts' ? { hs_lead_status: 'OPEN' } : { hs_order_note: 'Call back' },
      ),
  ),
  {
    name: 'hubspot-workflow-sets-back',
    happens: 'a workflow of the account sets a value of the store back each time that it is written',
    source: 'HubSpot docs: workflows (copy property value)',
    promise: 'after three times it is not fought any more: the field is contested, and the writer is named',
    recovery: 'by a person',
    dose: {},
    arm: (target, { doses }) => {
      const setBack = (request: FaultedRequest) => {
        const written = named(target, request);
        if (written?.type !== 'contacts' || valueIn(written.record, 'firstname') === 'Valued customer') return;
        target.workflow.update('contacts', String(written.record.id), { firstname: 'Valued customer' });
      };
      target.calls.add({ path: contactUpdates, afterwards: setBack, doses });
      return undefined;
    },
  },
  {
    name: 'hubspot-secondary-email',
    happens: 'the address of a buyer is the second address of another contact',
    source: 'HubSpot docs: contacts (additional e-mail addresses)',
    promise: 'that contact is taken for the buyer’s, and its first address stays as it is',
    recovery: 'by itself',
    dose: { times: 1 },
    arm: (target, { doses }) => {
      const creates = /^\/crm\/objects\/[^/]+\/contacts\/batch\/create$/;
      const happen = (request: FaultedRequest) => {
        const email = emailOf(request.body);
        if (email === null || target.core.records.byUnique('0-1', 'email', email)) return;
        const id = target.person.create('contacts', { email: `first.${email}`, lastname: 'Two Addresses' });
        target.person.setEmailSecondary(id, email);
      };
      target.calls.add({ path: creates, before: happen, doses });
      return undefined;
    },
  },
];

function emailOf(body: unknown): string | null {
  const created = z.looseObject({
    inputs: z.array(z.looseObject({ properties: z.looseObject({ email: z.string().optional() }) })),
  });
  const parsed = created.safeParse(body);
  return parsed.data?.inputs.flatMap(({ properties }) => properties.email ?? [])[0] ?? null;
}
