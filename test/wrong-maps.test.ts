import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadConfiguration } from '../src/app/configuration.ts';
import { exitCodes, verdictOf } from '../src/app/failures.ts';
import { hubSpotBook } from '../src/destinations/hubspot/property-book.ts';
import { buildFieldMap } from '../src/field-map/build.ts';
import { type ChoiceProblem, fieldChoiceSchema } from '../src/field-map/choice.ts';
import { newFolder, run } from './cli/command.ts';

/** Everything that is wrong with a choice as a person would write it. */
function problemsOf(choice: unknown): readonly ChoiceProblem[] {
  const built = buildFieldMap(fieldChoiceSchema.parse(choice), { book: hubSpotBook });
  return built.ok ? [] : built.problems;
}

const beyond = { use: 'same day', usedBy: 'finance' };

interface Wrong {
  readonly what: string;
  readonly choice: unknown;
  readonly path: string;
  /** In what was found or allowed. */
  readonly says: RegExp;
}

const wrong: readonly Wrong[] = [
  {
    what: 'two fields for one property',
    choice: { fields: { 'order.net': { property: 'hs_total_price' } } },
    path: 'fields.order.net.property',
    says: /hs_total_price, which holds order\.current_total .* two writers/,
  },
  {
    what: 'two fields for one property that the map names',
    choice: { fields: { 'order.net': { property: 'kept' }, 'order.refunded': { property: 'kept' } } },
    path: 'fields.order.net.property',
    says: /two writers/,
  },
  {
    what: 'a field of ours where a field of the CRM lies',
    choice: { fields: { 'contact.last_name': { property: 'phone' } } },
    path: 'fields.contact.last_name.property',
    says: /phone, which holds contact\.phone .*owner crm.* two owners/,
  },
  {
    what: 'a property that HubSpot sets itself',
    choice: { fields: { 'order.date': { property: 'hs_createdate' } } },
    path: 'fields.order.date.property',
    says: /read-only/,
  },
  {
    what: 'a property of the wrong type',
    choice: { fields: { 'order.date': { property: 'hs_total_price' } } },
    path: 'fields.order.date.property',
    says: /holds a number: wrong type for datetime/,
  },
  {
    what: 'the lifecycle stage',
    choice: { fields: { 'order.state': { property: 'lifecyclestage' } } },
    path: 'fields.order.state.property',
    says: /the lifecycle stage: never written/,
  },
  {
    what: 'the lead status',
    choice: { fields: { 'contact.last_name': { property: 'hs_lead_status' } } },
    path: 'fields.contact.last_name.property',
    says: /the lead status: never written/,
  },
  {
    what: 'an account status',
    choice: { fields: { 'contact.last_name': { property: 'account_status' } } },
    path: 'fields.contact.last_name.property',
    says: /customer or account status/,
  },
  {
    what: 'the record owner',
    choice: { fields: { 'order.channel': { property: 'hubspot_owner_id' } } },
    path: 'fields.order.channel.property',
    says: /responsible for the record/,
  },
  {
    what: 'an opt-out',
    choice: { fields: { 'contact.email': { property: 'hs_email_optout' } } },
    path: 'fields.contact.email.property',
    says: /what people have agreed to/,
  },
  {
    what: "a property of HubSpot's own Shopify connection",
    choice: { fields: { 'contact.shopify_url': { property: 'ip__shopify__customer_id' } } },
    path: 'fields.contact.shopify_url.property',
    says: /own Shopify connection/,
  },
  {
    what: 'the property that carries the Shopify ID',
    choice: { fields: { 'order.external_id': { property: 'samestory_key' } } },
    path: 'fields.order.external_id.property',
    says: /found again/,
  },
  {
    what: 'a name that is none in HubSpot',
    choice: { fields: { 'order.net': { property: 'Net Paid' } } },
    path: 'fields.order.net.property',
    says: /internal name/,
  },
  {
    what: 'the e-mail address elsewhere',
    choice: { fields: { 'contact.email': { property: 'work_email' } } },
    path: 'fields.contact.email.property',
    says: /works in email alone/,
  },
  {
    what: 'shipment state without cancellation state',
    choice: { leaveOut: ['order.state'] },
    path: 'leaveOut.0',
    says: /shipment state without cancellation state/,
  },
  {
    what: 'order value without refunded',
    choice: { leaveOut: ['order.refunded'] },
    path: 'leaveOut.0',
    says: /order value without refunded and net/,
  },
  {
    what: 'order value with net in the files alone',
    choice: { fields: { 'order.net': { use: 'periodically', usedBy: 'finance' } } },
    path: 'fields.order.net.use',
    says: /order value without refunded and net/,
  },
  {
    what: 'amounts without currency',
    choice: { leaveOut: ['order.currency'] },
    path: 'leaveOut.0',
    says: /amounts without their currency/,
  },
  {
    what: 'no e-mail address',
    choice: { fields: { 'contact.email': { owner: 'crm' } } },
    path: 'fields.contact.email.owner',
    says: /no contact\.email in the CRM/,
  },
  {
    what: 'neither channel nor source',
    choice: { leaveOut: ['order.channel', 'order.acquisition_source'] },
    path: 'leaveOut.0',
    says: /no order\.channel and no order\.acquisition_source/,
  },
  {
    what: 'a field that is no field',
    choice: { fields: { 'order.colour': beyond } },
    path: 'fields.order.colour',
    says: /which is no field/,
  },
  {
    what: 'a field that comes later',
    choice: { fields: { 'order.po_number': beyond } },
    path: 'fields.order.po_number',
    says: /cannot be mapped yet/,
  },
  {
    what: 'a field that is left out and mapped',
    choice: { fields: { 'order.stage': {} }, leaveOut: ['order.stage'] },
    path: 'leaveOut.0',
    says: /under fields too/,
  },
  {
    what: 'Shopify as the owner of what only people know',
    choice: { fields: { 'order.note': { owner: 'shopify' } } },
    path: 'fields.order.note.owner',
    says: /knows nothing of it/,
  },
  {
    what: 'marketing without a name',
    choice: { fields: { 'order.acquisition_source': { owner: 'marketing' } } },
    path: 'fields.order.acquisition_source.owner',
    says: /without a name/,
  },
  {
    what: 'a seed for a field that Shopify owns',
    choice: { fields: { 'contact.first_name': { fill: 'once' } } },
    path: 'fields.contact.first_name.fill',
    says: /shopify owns/,
  },
  {
    what: 'a seed of which Shopify knows nothing',
    choice: { fields: { 'contact.lead_status': { fill: 'once' } } },
    path: 'fields.contact.lead_status.fill',
    says: /knows nothing/,
  },
  {
    what: 'what an empty value does to a field of the CRM',
    choice: { fields: { 'contact.phone': { empty: 'keep' } } },
    path: 'fields.contact.phone.empty',
    says: /crm owns/,
  },
  {
    what: 'a property for a field that is used periodically',
    choice: {
      fields: { 'order.original_total': { use: 'periodically', usedBy: 'finance', property: 'first_total' } },
    },
    path: 'fields.order.original_total.property',
    says: /used periodically/,
  },
  {
    what: 'support without refunds',
    choice: { pattern: 'support', leaveOut: ['order.refunded_at'] },
    path: 'leaveOut.0',
    says: /support without refunds/,
  },
  {
    what: 'support whose tracking is read later',
    choice: { pattern: 'support', fields: { 'order.tracking_number': { use: 'periodically', usedBy: 'support' } } },
    path: 'fields.order.tracking_number.use',
    says: /support without it/,
  },
  {
    what: 'repeat signals without the last order',
    choice: { pattern: 'dtc', leaveOut: ['contact.last_order_at'] },
    path: 'leaveOut.0',
    says: /dtc without it/,
  },
  {
    what: 'a field beyond the pattern that nobody uses',
    choice: { fields: { 'order.buyer_note': {} } },
    path: 'fields.order.buyer_note',
    says: /without use and usedBy, although the pattern core does not have it/,
  },
  {
    what: 'a field beyond the pattern of which nobody says when it is used',
    choice: { fields: { 'contact.order_count': { usedBy: 'sales' } } },
    path: 'fields.contact.order_count',
    says: /without use,/,
  },
  {
    what: "marketing's label as a field of Shopify's",
    choice: { fields: { 'contact.campaign': { owner: 'shopify', ...beyond } } },
    path: 'fields.contact.campaign.owner',
    says: /knows nothing of it/,
  },
  {
    what: 'tags without an owner',
    choice: { fields: { 'order.tags': beyond } },
    path: 'fields.order.tags',
    says: /tags without an owner; .*exactly one named owner/,
  },
  {
    what: 'tags of somebody who is not named',
    choice: { fields: { 'order.tags': { owner: 'shopify', ...beyond } } },
    path: 'fields.order.tags.owner',
    says: /tags of "shopify", who is not named/,
  },
  ...['ops, marketing', 'ops & marketing', 'ops and marketing', 'ops/marketing'].map((name) => ({
    what: `tags of two: ${name}`,
    choice: { fields: { 'order.tags': { owner: `shopify (${name})`, ...beyond } } },
    path: 'fields.order.tags.owner',
    says: /tags of several: "ops.*marketing"; (?:allowed: )?exactly one named owner/,
  })),
  ...(
    [
      [
        'who is responsible, by a name of the merchant’s',
        'contact_owner',
        /who is responsible for the record: never written/,
      ],
      ['a sales rep', 'sales_rep', /who is responsible/],
      ['a lead status of the merchant’s', 'lead_status', /the lead status: never/],
      ['a lifecycle stage of the merchant’s', 'lifecycle_stage', /the lifecycle stage: never/],
      ['an opt-in', 'newsletter_opt_in', /what people have agreed to: never/],
      ['a consent', 'marketing_consent', /what people have agreed to: never/],
      ['who has left a list', 'unsubscribed', /what people have agreed to: never/],
      ['notes', 'internal_notes', /the notes of your team: never/],
      ['the pipeline, which goes with the stage', 'hs_pipeline', /hs_pipeline, which is for order\.stage alone/],
    ] as const
  ).map(([what, property, says]) => ({
    what,
    choice: { fields: { 'order.net': { property } } },
    path: 'fields.order.net.property',
    says,
  })),
  {
    what: 'same-day use where nothing is written',
    choice: { pattern: 'reporting', fields: { 'order.net': { use: 'same day', usedBy: 'finance' } } },
    path: 'fields.order.net.use',
    says: /reporting writes no CRM/,
  },
];

describe('a wrong map', () => {
  for (const { what, choice, path, says } of wrong) {
    it(`is refused with one message: ${what}`, () => {
      const problems = problemsOf(choice);
      assert.equal(problems.length, 1, JSON.stringify(problems, null, 2));
      const [problem] = problems;
      assert.equal(problem?.path.join('.'), path);
      assert.match(`${problem?.found}; ${problem?.allowed}`, says);
      assert.match(problem?.remedy ?? '', /^[A-Z].*\.$/);
    });
  }

  it('is told with file, line and way out, and exit code 2', async () => {
    // Where nothing is written to a CRM, files are.
    const exports = [{ folder: 'exports' }];
    for (const { what, choice, path, says } of wrong) {
      const cwd = newFolder();
      // JSON is YAML too; a line for each part, so that the message has one to name.
      writeFileSync(join(cwd, 'samestory.yaml'), JSON.stringify({ version: 1, ...Object(choice), exports }, null, 1));
      assert.throws(
        () => loadConfiguration({}, cwd),
        (error) => {
          const { message, exitCode } = verdictOf(error);
          assert.equal(exitCode, exitCodes.usage);
          assert.equal(message.split('\n').length, 1, message);
          const [where = ''] = message.split(': found ');
          assert.match(where, /^samestory\.yaml, line ([3-9]|1\d), /, what);
          assert.ok(where.endsWith(path.replace(/\.(\d)$/, '[$1]')), `${where} is ${path}`);
          assert.match(message, says);
          return true;
        },
        what,
      );
      rmSync(cwd, { recursive: true });
    }
    const cwd = newFolder();
    writeFileSync(join(cwd, 'samestory.yaml'), 'version: 1\nleaveOut:\n  - order.refunded\n');
    for (const command of ['fields', 'config', 'start']) {
      const { code, stdout, stderr } = await run([command], { cwd });
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(
        stderr,
        /^samestory: samestory\.yaml, line 3, leaveOut\[0\]: found order value without refunded and net/,
      );
    }
    rmSync(cwd, { recursive: true });
  });

  it('says everything at once', () => {
    const choice = { leaveOut: ['order.refunded', 'order.state'], fields: { 'order.note': { owner: 'shopify' } } };
    assert.deepEqual(
      problemsOf(choice)
        .map(({ path }) => path.join('.'))
        .sort(),
      ['fields.order.note.owner', 'leaveOut.0', 'leaveOut.1'],
    );
  });

  it('is refused where an owner is no single one', () => {
    for (const owner of ['shopify and crm', 'Shopify', '', 'marketing ()', ['shopify', 'crm']]) {
      const parsed = fieldChoiceSchema.safeParse({ fields: { 'order.net': { owner } } });
      assert.equal(parsed.success, false, String(owner));
    }
  });
});

describe('a map that is right', () => {
  const right: readonly (readonly [string, unknown])[] = [
    ['nothing said', {}],
    ['a property of one’s own', { fields: { 'order.net': { property: 'net_total' } } }],
    ['a seed', { fields: { 'contact.phone': { fill: 'once' } } }],
    ['the phone kept true', { fields: { 'contact.phone': { owner: 'shopify', empty: 'keep' } } }],
    ['the stage left to people', { fields: { 'order.stage': { owner: 'crm (sales)' } } }],
    ['the source left to marketing', { fields: { 'order.acquisition_source': { owner: 'marketing (Klaviyo)' } } }],
    [
      'two fields that change places',
      {
        fields: { 'order.net': { property: 'hs_total_price' }, 'order.current_total': { property: 'worth_now' } },
      },
    ],
    ['tags of one named team', { fields: { 'order.tags': { owner: 'shopify (merchandising)', ...beyond } } }],
    ['nothing in the CRM', { pattern: 'reporting' }],
  ];
  for (const [what, choice] of right) {
    it(`loads: ${what}`, () => assert.deepEqual(problemsOf(choice), []));
  }
});
