/** What a mutation is about; the list has at least one of each. */
export const mutationKinds = [
  'loop',
  'diff',
  'identity',
  'paging',
  'checkpoint',
  'bisecting',
  'lease',
  'back-off',
  'link removal',
  'evidence',
  'once',
  'money',
] as const;

export type MutationKind = (typeof mutationKinds)[number];

/** One line of the product, made wrong in one way. */
export interface Mutation {
  readonly kind: MutationKind;
  readonly file: string;
  /** The line as it is, without its indentation; it is in the file exactly once. */
  readonly before: string;
  readonly after: string;
  /** What is wrong then, as a sentence for people. */
  readonly breaks: string;
}

/** Fixed: a mutation that survives shows what the simulation does not look at, and is answered there. */
export const mutations: readonly Mutation[] = [
  {
    kind: 'loop',
    file: 'src/ledger/finish.ts',
    before: 'const dueAgain = row.version !== version;',
    after: 'const dueAgain = false;',
    breaks: 'A change that comes while its record is being written is forgotten.',
  },
  {
    kind: 'loop',
    file: 'src/sync/pass.ts',
    before: 'const known = await route.ledger.subjectIdsOf({ keys: buyerKeys(gathered), looked: true });',
    after: 'const known = {};',
    breaks: 'An order whose buyer is known already goes without its contact.',
  },
  {
    kind: 'loop',
    file: 'src/sync/recover.ts',
    before: 'const rested = now - options.restMs - (route.destination.capabilities.readsLagMs ?? 0);',
    after: 'const rested = now;',
    breaks: 'A call whose answer was lost is looked up while the CRM may still carry it out.',
  },
  {
    kind: 'loop',
    file: 'src/sync/recover.ts',
    before: 'const since = new Date(batch.intendedAt.getTime() - 60_000);',
    after: 'const since = new Date(batch.intendedAt.getTime() + 60_000);',
    breaks: 'In a CRM without keys, what a lost call has made is not found.',
  },
  {
    kind: 'diff',
    file: 'src/field-map/compare.ts',
    before: 'if (!sameValue(type, wanted, known[name])) changes[name] = wanted;',
    after: 'if (wanted !== null && !sameValue(type, wanted, known[name])) changes[name] = wanted;',
    breaks: 'A value that Shopify does not have any more stays in the CRM.',
  },
  {
    kind: 'diff',
    file: 'src/field-map/compare.ts',
    before: 'return isDecimal(left) && isDecimal(right) ? new Big(left).eq(right) : left === right;',
    after:
      'return isDecimal(left) && isDecimal(right) ? new Big(left).round(0).eq(new Big(right).round(0)) : left === right;',
    breaks: 'A difference of cents is none.',
  },
  {
    kind: 'diff',
    file: 'src/sync/plan.ts',
    before: "const identity = view.record.members.join(';') !== memberTexts(view);",
    after: 'const identity = false;',
    breaks: 'A contact that is taken over never carries our key, and a new member of a person is not told to the CRM.',
  },
  {
    kind: 'identity',
    file: 'src/identity/email.ts',
    before: "const text = email?.trim().normalize('NFC').toLowerCase() ?? '';",
    after: "const text = email?.trim().normalize('NFC') ?? '';",
    breaks: 'A guest who typed the address in capitals is another person.',
  },
  {
    kind: 'identity',
    file: 'src/identity/candidates.ts',
    before: "const strong = open.filter(({ by }) => by !== 'phone');",
    after: "const strong = open.filter(({ by }) => by === 'key');",
    breaks: "A contact that the team has made with the buyer's address is not found.",
  },
  {
    kind: 'identity',
    file: 'src/identity/decide.ts',
    before: 'return { join: first.subjectId };',
    after: 'return { newSubject: true };',
    breaks: 'A guest who comes back is somebody else each time.',
  },
  {
    kind: 'paging',
    file: 'src/sources/shopify/reading/pages.ts',
    before: 'if (!page.pageInfo.hasNextPage) return;',
    after: 'if (!page.pageInfo.hasNextPage || first > 0) return;',
    breaks: "Only the first page of each of the store's lists is read.",
  },
  {
    kind: 'paging',
    file: 'src/destinations/hubspot/reads.ts',
    before: 'return { records: results.map((record) => toRecord(binding, object, record, null)), next: after };',
    after: 'return { records: results.map((record) => toRecord(binding, object, record, null)), next: null };',
    breaks: 'Only the first page of what the CRM holds is read.',
  },
  {
    kind: 'checkpoint',
    file: 'src/sync/backfill.ts',
    before: 'const [customers, orders] = await Promise.all([',
    after:
      'await route.ledger.putSetting({ name: cutoffSetting(route.destinationAccount.destination, route.sourceAccount.source), value: month.window.from.toISOString() }); const [customers, orders] = await Promise.all([',
    breaks: 'A month of history counts as read before it is: after a crash in it, its orders are not brought in.',
  },
  {
    kind: 'checkpoint',
    file: 'src/sync/sweeps.ts',
    before: 'const from = new Date(last.getTime() - rhythm.overlapMs(route.timing));',
    after: 'const from = new Date(to.getTime() - rhythm.overlapMs(route.timing) + 0 * last.getTime());',
    breaks: 'A search for changes begins a fixed time ago and not where the one before ended.',
  },
  {
    kind: 'bisecting',
    file: 'src/destinations/hubspot/write.ts',
    before: 'const halves = [rows.slice(0, middle), rows.slice(middle)];',
    after: 'const halves = [rows.slice(0, middle), rows.slice(0, middle)];',
    breaks: 'Of a batch that was refused, the first half is sent twice and the second never.',
  },
  {
    kind: 'bisecting',
    file: 'src/destinations/hubspot/write.ts',
    before: 'if (rows.length === 1) return [refusalOf(first, withCategory(problem, error), binding)];',
    after: 'if (rows.length <= 2) return rows.map((row) => refusalOf(row, withCategory(problem, error), binding));',
    breaks: 'A batch of two is not halved: the refusal counts for both, though one may be right.',
  },
  {
    kind: 'lease',
    file: 'src/ledger/lanes.ts',
    before: 'if (!input.exclusive && current?.held && current.holder !== null && current.lease_until !== null) {',
    after: 'if (current?.held && current.holder !== null && current.lease_until !== null) {',
    breaks: 'After a crash nobody may write until the lease of the process that died has run out.',
  },
  {
    kind: 'lease',
    file: 'src/ledger/lanes.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the line of the product has a template.
    before: 'return sql`coalesce(lease_until > clock_timestamp() and claimed_epoch = ${epoch}, false)`;',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above.
    after: 'return sql`coalesce(lease_until > clock_timestamp() and claimed_epoch <= ${epoch}, false)`;',
    breaks: 'Keys that a process had when it died stay its own until their lease has run out.',
  },
  {
    kind: 'back-off',
    file: 'src/destinations/hubspot/client.ts',
    before: 'if (retryAfterMs !== undefined) return retryAfterMs + jitter;',
    after: 'if (retryAfterMs !== undefined) return 0;',
    breaks: 'A call is repeated at once though the CRM has asked for a pause.',
  },
  {
    kind: 'back-off',
    file: 'src/sync/backoff.ts',
    before: 'transient: null,',
    after: 'transient: 0,',
    breaks: 'A record whose call met a failure that passes rests until a person acts.',
  },
  {
    kind: 'link removal',
    file: 'src/sync/write-links.ts',
    before: 'for (const link of task.have) if (link.madeByUs && link.toId !== task.toId) remove.push(row(link.toId));',
    after: 'for (const link of task.have) if (!link.madeByUs && link.toId !== task.toId) remove.push(row(link.toId));',
    breaks: 'An order that changes hands stays linked to its buyer of before.',
  },
  {
    kind: 'evidence',
    file: 'src/sync/evidence.ts',
    before: "if (item.key.kind === 'order') deletedOrders.push(item);",
    after: "if (item.key.kind === 'customer') deletedOrders.push(item);",
    breaks: 'An order that was deleted in Shopify stays in the CRM.',
  },
  {
    kind: 'evidence',
    file: 'src/sync/evidence.ts',
    before: 'const orders = await route.ledger.ordersOfBuyers({ buyers: [removed, kept, ...joined] });',
    after: 'const orders = await route.ledger.ordersOfBuyers({ buyers: [] });',
    breaks: 'After two customers are merged in Shopify, the orders of the one that goes are not looked at again.',
  },
  {
    kind: 'once',
    file: 'src/sync/write-records.ts',
    before: 'const write = forUpdate(route.map, desired.object, plan.changes);',
    after: 'const write = forCreate(route.map, desired, { without: new Set(), withSeeds: true });',
    breaks: 'What is filled once is written again with every update, over what people typed.',
  },
  {
    kind: 'money',
    file: 'src/commerce/money.ts',
    before: 'return new Big(padded).eq(value) ? padded : exact;',
    after: 'return new Big(padded).eq(value) ? value.toFixed(1) : exact;',
    breaks: 'Amounts are rounded to tenths.',
  },
];
