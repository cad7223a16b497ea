import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { counts, orderList, type Question, records, shown, started, type WorldOptions } from './protocol.ts';

const reply = z.object({ answer: z.unknown() });

/** The process of the simulators, and what it can be asked. */
export class WorldProcess {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly source: string;
  readonly destination: string;
  readonly since: string;
  readonly orders: number;
  readonly buyers: number;
  readonly #child: ChildProcess;
  /** Rejects when the process ends by itself. */
  readonly #ended: Promise<never>;

  private constructor(child: ChildProcess, ended: Promise<never>, told: z.infer<typeof started>) {
    this.#child = child;
    this.#ended = ended;
    this.environment = parseEnv(told.environment.join('\n'));
    this.source = told.source;
    this.destination = told.destination;
    this.since = told.since;
    this.orders = told.orders;
    this.buyers = told.buyers;
  }

  static async start(given: Omit<WorldOptions, 'months'>): Promise<WorldProcess> {
    const options = { ...given, months: monthsOf(given.orders) };
    const heap = Math.max(4_096, Math.ceil(options.orders / 50));
    const child = fork(new URL('./world.ts', import.meta.url), [JSON.stringify(options)], {
      execArgv: [`--max-old-space-size=${heap}`],
      // GraphQL checks every value against its types otherwise; the simulators share the processors with what is measured.
      env: { ...process.env, NODE_ENV: 'production' },
    });
    const ended = endOf(child);
    // Whoever asks hears of it; in the end it ends because it is told to.
    ended.catch(() => undefined);
    const [message]: unknown[] = await Promise.race([once(child, 'message'), ended]);
    return new WorldProcess(child, ended, started.parse(reply.parse(message).answer));
  }

  counts = async () => counts.parse(await this.#ask({ ask: 'counts' }));
  forgetCounts = () => this.#ask({ ask: 'forget counts' });
  records = async () => records.parse(await this.#ask({ ask: 'records' }));
  orderList = async () => orderList.parse(await this.#ask({ ask: 'orders' }));
  /** Resolves when all changes have been made. */
  change = (perSecond: number, seconds: number) => this.#ask({ ask: 'change', perSecond, seconds });
  shown = async () => shown.parse(await this.#ask({ ask: 'shown' }));

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    if (this.#child.connected) this.#child.disconnect();
    await ended;
  }

  /** One question at a time. */
  async #ask(asked: Question): Promise<unknown> {
    const answered = once(this.#child, 'message');
    this.#child.send(asked);
    const [message]: unknown[] = await Promise.race([answered, this.#ended]);
    return reply.parse(message).answer;
  }
}

async function endOf(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the process of the simulators ended by itself with ${code}`);
}

/** A shop of 100,000 orders a year has months of about 9,000; a smaller measurement has fewer months, not emptier ones. */
function monthsOf(orders: number): number {
  return Math.min(11, Math.max(1, Math.round(orders / 9_000)));
}
