import type { TruthJson } from '../../../simulator/merchant/truth-ledger.ts';
import { formatKey } from '../../commerce/keys.ts';
import type { FieldMap } from '../../field-map/types.ts';
import type { ParkedRecord } from '../../ledger/contract.ts';
import { fullBalance } from '../../sync/balance.ts';
import type { BalanceReport, Route } from '../../sync/types.ts';
import { explainDocument } from '../status.ts';
import { type CrmView, viewCrm } from './crm-view.ts';
import { type DemoDocument, imbalances, per1000Orders } from './document.ts';
import { type Expected, expectedOf, unexpected } from './expected.ts';
import { unaccounted } from './files.ts';
import { type Latencies, measureLatencies } from './latency.ts';
import type { Past, PlayedStory, RehearsalInput } from './parts.ts';
import { compareWithTruth, type TruthComparison } from './truth-check.ts';
import { proveUntouched, type Untouched } from './untouched.ts';

export interface ProofInput {
  readonly past: Past;
  readonly story: PlayedStory | null;
  readonly started: Date;
}

interface Findings {
  readonly report: BalanceReport;
  readonly expected: Expected | null;
  readonly truth: TruthComparison;
  readonly untouched: Untouched;
  readonly latency: Latencies | null;
  readonly parked: readonly ParkedRecord[];
  readonly explain: DemoDocument['explain'];
}

/** Reads both sides once more, and lays the CRM beside what really happened and beside its own history. */
export async function prove(input: RehearsalInput, route: Route, proof: ProofInput): Promise<DemoDocument> {
  const { options, simulators, runtime } = input;
  const findings = await findOut(input, route, proof);
  const { report, parked, latency } = findings;
  const problems = problemsOf(findings, proof);
  const crm = simulators.crm.counters.read().total;
  return {
    ok: problems.length === 0,
    problems,
    fieldMap: route.map.version,
    seed: options.seed,
    webhooks: options.webhooks ? 'on' : 'off',
    seconds: Math.round((runtime.clock.now().getTime() - proof.started.getTime()) / 1000),
    balance: report.balance,
    money: report.money,
    calls: { shopify: route.source.usage().calls, crm, crmPer1000Orders: per1000Orders(crm, report.balance) },
    changeToCrmSeconds: latency,
    expected: findings.expected,
    explain: findings.explain,
    truth: findings.truth,
    untouched: findings.untouched,
    named: report.named,
    parked: parked.map(({ key, field, code, message }) => ({ key: formatKey(key), field, code, message })),
    loaded: proof.past.loaded,
  };
}

async function findOut(input: RehearsalInput, route: Route, { past, story }: ProofInput): Promise<Findings> {
  const { simulators, tools } = input;
  const report = await fullBalance(route, { onProgress: tools.reporter.progress, repair: false });
  const { destination } = route.destinationAccount;
  const parked = await route.ledger.parked({ destination, limit: 200 });
  const truth = past.truth.toJSON();
  const view = viewCrm(simulators.crm.account, route.destination);
  const shop = route.sourceAccount.source;
  return {
    report,
    parked,
    expected: story === null ? null : expectedOf(story.story, truth, past.since),
    truth: compareWithTruth({
      view,
      truth,
      shop,
      since: past.since,
      map: route.map,
      timeZone: route.sourceAccount.timeZone,
      expected: story?.story.expected ?? { kept: [], repaired: [] },
      parkedEmails: new Set(parked.filter(({ field }) => field === 'contact.email').map(({ key }) => formatKey(key))),
    }),
    untouched: proveUntouched(view, route.map, simulators.appId),
    latency: story === null ? null : latencies(view, truth, story, { shop, cutoff: past.since, map: route.map }),
    explain: (await explainDocument(route, explainedOrder(story, truth)))[0] ?? null,
  };
}

function latencies(
  view: CrmView,
  truth: TruthJson,
  { story, startedAt }: PlayedStory,
  place: { readonly shop: string; readonly cutoff: Date; readonly map: FieldMap },
): Latencies {
  return measureLatencies(view, truth, { acts: story.acts, startedAt }, place);
}

/** With files of a real shop a parked value is a finding, shown with its reason; a made-up merchant plants none. */
function problemsOf(
  { report, expected, truth, untouched, latency, explain }: Findings,
  { past }: ProofInput,
): string[] {
  return [
    ...imbalances(report, { parkedAllowed: past.loaded !== null }),
    ...(expected === null ? [] : unexpected(report.balance, expected)),
    ...(past.loaded === null ? [] : unaccounted(past.loaded)),
    ...(truth.different > 0 ? [`${truth.different} differences from what really happened`] : []),
    ...(untouched.violated > 0 ? [`${untouched.violated} values of the team were written by us`] : []),
    ...(latency?.neverSeen.slice(0, 10).map((act) => `never showed in the CRM: ${act}`) ?? []),
    ...(explain === null && past.loaded === null ? ['nothing could be explained'] : []),
  ];
}

/** An order with something to explain: one that was partly paid back, else any that is there. */
function explainedOrder(played: PlayedStory | null, truth: TruthJson): string {
  const refund = played?.story.acts.find((act) => act.kind === 'refund');
  if (refund?.kind === 'refund') return refund.order;
  const known = truth.orders.filter((order) => !order.deleted && !order.test && !order.company);
  return (known.find((order) => order.financialStatus === 'PARTIALLY_REFUNDED') ?? known[0])?.id ?? '';
}
