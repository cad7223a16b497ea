import { fullBalance } from '../../sync/balance.ts';
import type { BalanceReport, Route } from '../../sync/types.ts';
import { explainDocument } from '../status.ts';
import { viewCrm } from './crm-view.ts';
import { type DemoDocument, imbalances, per1000Orders } from './document.ts';
import { expectedOf, unexpected } from './expected.ts';
import { measureLatencies } from './latency.ts';
import type { World } from './prepare.ts';
import type { RehearsalInput } from './rehearse.ts';
import type { PlayedStory } from './story.ts';
import { compareWithTruth } from './truth-check.ts';
import { proveUntouched } from './untouched.ts';

export interface ProofInput {
  readonly world: World;
  readonly story: PlayedStory;
  readonly started: Date;
}

/** Reads both sides once more, and lays the CRM beside what really happened and beside its own history. */
export async function prove(
  input: RehearsalInput,
  route: Route,
  { world, story, started }: ProofInput,
): Promise<DemoDocument> {
  const { options, simulators, runtime, tools } = input;
  const report = await fullBalance(route, { onProgress: tools.reporter.progress, repair: false });
  const truth = world.truth.toJSON();
  const shop = route.sourceAccount.source;
  const view = viewCrm(simulators.crm.account, route.destination);
  const expected = expectedOf(story.story, truth, world.since);
  const compared = compareWithTruth({ view, truth, shop, since: world.since, expected: story.story.expected });
  const untouched = proveUntouched(view, route.map, simulators.appId);
  const latency = measureLatencies(
    view,
    truth,
    { acts: story.story.acts, startedAt: story.startedAt },
    { shop, cutoff: world.since },
  );
  const explain = (await explainDocument(route, explainedOrder(story)))[0] ?? null;
  const calls = callsOf(route, simulators.crm.counters.read().total, report);
  const problems = [
    ...imbalances(report, { parkedAllowed: false }),
    ...unexpected(report.balance, expected),
    ...(compared.different > 0 ? [`${compared.different} differences from what really happened`] : []),
    ...(untouched.violated > 0 ? [`${untouched.violated} values of the team were written by us`] : []),
    ...latency.neverSeen.slice(0, 10).map((act) => `never showed in the CRM: ${act}`),
    ...(explain === null ? ['nothing could be explained'] : []),
  ];
  return {
    ok: problems.length === 0,
    problems,
    seed: options.seed,
    webhooks: options.webhooks ? 'on' : 'off',
    seconds: Math.round((runtime.clock.now().getTime() - started.getTime()) / 1000),
    balance: report.balance,
    money: report.money,
    calls,
    changeToCrmSeconds: latency,
    expected,
    explain,
    truth: compared,
    untouched,
    named: report.named,
    loaded: null,
  };
}

function callsOf(route: Route, crm: number, report: BalanceReport): DemoDocument['calls'] {
  return { shopify: route.source.usage().calls, crm, crmPer1000Orders: per1000Orders(crm, report.balance) };
}

/** An order with something to explain: one that was partly paid back, else any that the story touched. */
function explainedOrder({ story }: PlayedStory): string {
  const refund = story.acts.find((act) => act.kind === 'refund');
  const created = story.acts.find((act) => act.kind === 'create order');
  if (refund?.kind === 'refund') return refund.order;
  return created?.kind === 'create order' ? (created.order.name ?? '') : '';
}
