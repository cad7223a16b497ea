import type { CrashPlan } from '../../simulator/simulation/crash-plan.ts';
import type { EventLog } from '../../simulator/simulation/event-log.ts';
import type { Network } from '../../simulator/simulation/network.ts';
import type { SeedPlan } from '../../simulator/simulation/seed-plan.ts';
import type { VirtualClock } from '../../simulator/simulation/virtual-clock.ts';
import { ConnectorError } from '../../src/connector/failure.ts';
import type { Ledger } from '../../src/ledger/contract.ts';
import type { Random } from '../../src/lib/random.ts';
import type { Route, Timing } from '../../src/sync/types.ts';
import type { CrmSide } from './crm-side.ts';
import { Life } from './life.ts';
import { productOrigin, runProduct } from './product.ts';
import { connectShop } from './shop-side.ts';
import { silent } from './silent.ts';

export interface SupervisorOptions {
  readonly plan: SeedPlan;
  readonly clock: VirtualClock;
  readonly network: Network;
  readonly log: EventLog;
  readonly crashes: CrashPlan;
  readonly crm: CrmSide;
  readonly ledger: Ledger;
  readonly timing: Timing;
  readonly since: Date | null;
  readonly random: Random;
  /** Told when a backfill has come to its end. */
  readonly onHistory: () => Promise<void>;
}

/** How long it takes until somebody starts a service again that has given up by itself. */
const restartMs = 60_000;

/** Keeps one process of the product running: starts it again after a crash, and when it gave up because of a platform. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  #processes = 0;
  #life: Life | null = null;
  #route: Route | null = null;
  #bug: Error | null = null;
  readonly #crashPoints: string[] = [];

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** How often the product was started. */
  get processes(): number {
    return this.#processes;
  }

  /** Where crashes struck so far. */
  get crashPoints(): readonly string[] {
    return this.#crashPoints;
  }

  /** The route of the living process; null while there is none. */
  get route(): Route | null {
    return this.#route;
  }

  /** An error that ended a process and that no platform is to blame for. */
  get bug(): Error | null {
    return this.#bug;
  }

  start(): void {
    const { plan, clock, network, log, crashes, crm, ledger, timing, since, random, onHistory } = this.#options;
    this.#processes += 1;
    const name = `process ${this.#processes}`;
    log.add(`${name} starts`);
    const down = random.fork(name).int(plan.downMs);
    const onCrash = (point: string) => this.#crashPoints.push(point);
    const life = new Life({ clock, log, crashes, onCrash, onDeath: () => this.#ended(life, down) });
    this.#life = life;
    const running = runProduct({
      plan,
      name,
      source: connectShop(network, life, random.fork(`${name} source`)),
      destination: crm.connect(life),
      ledger: life.ledger(ledger),
      clock: life.clock(),
      timing,
      since,
      log: silent,
      onHistory,
      listen: (app) => void network.serve('product', productOrigin)(app),
      onRoute: (route) => {
        this.#route = route;
      },
    });
    running.catch((error: unknown) => {
      if (!life.alive) return;
      log.add(`${name} gives up: ${String(error)}`);
      if (!(error instanceof ConnectorError)) this.#bug ??= error instanceof Error ? error : new Error(String(error));
      this.#ended(life, restartMs);
    });
  }

  /** Ends the process for good. */
  stop(): void {
    const life = this.#life;
    this.#life = null;
    life?.end();
    // A webhook that is under way to it is answered by nobody.
    this.#options.network.close(productOrigin);
  }

  #ended(life: Life, restartInMs: number): void {
    if (this.#life !== life) return;
    this.#life = null;
    this.#route = null;
    life.end();
    const { clock, network } = this.#options;
    network.close(productOrigin);
    clock.schedule(new Date(clock.now().getTime() + restartInMs), () => this.start());
  }
}
