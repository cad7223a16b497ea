import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes } from '../src/app/failures.ts';
import { freePort } from '../src/app/free-port.ts';
import { type PostgresServer, startPostgres } from '../test/ledger/postgres-server.ts';
import type { WorldProcess } from './world-client.ts';

export type Database = 'embedded' | 'postgres';

const bin = new URL('../bin/samestory.js', import.meta.url).pathname;

/** A command of the product while it runs. */
export interface Running {
  readonly child: ChildProcess;
  /** Whether both sides agreed at its end. Rejects where it failed. */
  readonly ended: Promise<boolean>;
  /** The most memory that the process had at once, in bytes; null where the system does not say. */
  peakBytes(): number | null;
  /** What it has used of the processors, all threads together; null where the system does not say. */
  processorSeconds(): number | null;
  /** Resolves when it has said this. */
  said(text: string): Promise<void>;
}

interface Ran {
  readonly peak: number | null;
  readonly processorSeconds: number | null;
  readonly agreed: boolean;
}

/** The product as a user has it: commands, with a ledger and a folder of their own. */
export class Product {
  readonly port: number;
  readonly #home: string;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #server: PostgresServer | null;
  readonly #children: ChildProcess[] = [];

  private constructor(home: string, port: number, environment: Product['environment'], server: PostgresServer | null) {
    this.port = port;
    this.#home = home;
    this.#environment = environment;
    this.#server = server;
  }

  get environment(): Readonly<Record<string, string | undefined>> {
    return this.#environment;
  }

  static async place(world: WorldProcess, database: Database): Promise<Product> {
    const home = mkdtempSync(join(tmpdir(), 'samestory-bench-'));
    const port = await freePort();
    const server = database === 'postgres' ? await startPostgres() : null;
    const ledger = server === null ? {} : { DATABASE_URL: await server.database() };
    const environment = {
      ...{ PATH: process.env['PATH'], HOME: homedir(), SAMESTORY_HOME: join(home, 'ledger') },
      ...{ SAMESTORY_PUBLIC_URL: `http://127.0.0.1:${port}`, SAMESTORY_PORT: String(port), SAMESTORY_HEALTH_PORT: '0' },
      ...world.environment,
      ...ledger,
    };
    return new Product(home, port, environment, server);
  }

  /** Starts a command. */
  launch(parameters: readonly string[], more: Readonly<Record<string, string>> = {}): Running {
    const child = spawn(process.execPath, [bin, ...parameters], {
      cwd: this.#home,
      env: { ...this.#environment, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.push(child);
    return watch(child, parameters);
  }

  /** Runs a command to its end. `peak`: of memory, in bytes. */
  async run(parameters: readonly string[]): Promise<Ran> {
    const running = this.launch(parameters);
    const agreed = await running.ended;
    return { peak: running.peakBytes(), processorSeconds: running.processorSeconds(), agreed };
  }

  async remove(): Promise<void> {
    // After a failure something may run on.
    for (const child of this.#children) child.kill('SIGKILL');
    await this.#server?.stop();
    rmSync(this.#home, { recursive: true, force: true });
  }
}

const looksEveryMs = 250;

function watch(child: ChildProcess, parameters: readonly string[]): Running {
  let text = '';
  let peak: number | null = null;
  let processor: number | null = null;
  const waiting: { readonly text: string; readonly resolve: () => void }[] = [];
  const keep = (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-20_000);
    for (const one of waiting) if (text.includes(one.text)) one.resolve();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const looking = setInterval(() => {
    peak = highWater(child.pid) ?? peak;
    processor = processorSeconds(child.pid) ?? processor;
  }, looksEveryMs);
  const ended = new Promise<boolean>((resolve, reject) => {
    child.once('close', (code, signal) => {
      clearInterval(looking);
      if (code === exitCodes.ok || code === exitCodes.needsYou) resolve(code === exitCodes.ok);
      else reject(new Error(`samestory ${parameters.join(' ')} ended with ${code ?? signal}:\n${text.slice(-4_000)}`));
    });
  });
  ended.catch(() => undefined);
  const said = (wanted: string) =>
    Promise.race([
      new Promise<void>((resolve) => {
        if (text.includes(wanted)) resolve();
        else waiting.push({ text: wanted, resolve });
      }),
      ended.then(() => Promise.reject(new Error(`samestory ${parameters.join(' ')} ended before it said "${wanted}"`))),
    ]);
  return { child, ended, peakBytes: () => peak, processorSeconds: () => processor, said };
}

/** Linux counts in hundredths of a second; the name before these fields may hold spaces. */
function processorSeconds(pid: number | undefined): number | null {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user, system] = fields.split(' ').slice(11, 13).map(Number);
    return user === undefined || system === undefined ? null : (user + system) / 100;
  } catch {
    return null;
  }
}

/** Linux keeps the highest resident size of a process itself, so that no moment between two looks is missed. */
function highWater(pid: number | undefined): number | null {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) * 1_024;
  } catch {
    return null;
  }
}
