import { type messages, type PGlite, parse, protocol, type Results, type Transaction } from '@electric-sql/pglite';
import type { PGliteDialectConfig } from 'kysely';

type QueriedPGlite = Exclude<PGliteDialectConfig['pglite'], (...input: never) => unknown>;
type Message = messages.BackendMessage;

interface Prepared {
  readonly name: string;
  readonly parameterTypes: readonly number[];
  /** What tells the columns of a result; an executed statement does not repeat it. */
  readonly columns: readonly Message[];
}

/** More than the ledger's operations have; beyond it the oldest is forgotten. */
const longestMemory = 500;

/** Whatever else there is changes the schema or the session, and what was prepared before may not fit any more. */
const preparable = /^\s*(?:select|insert|update|delete|with)\b/i;

/**
 * PGlite as Kysely uses it, with statements that are parsed once by name and sent in one message from then on. PGlite's
 * own `query` parses, describes, binds and runs each time, in five messages: measured, 0.27 ms against 0.07 ms for a
 * small select.
 */
export function withPreparedStatements(pglite: PGlite): QueriedPGlite {
  const statements = new Map<string, Prepared>();
  let named = 0;

  async function prepare(text: string): Promise<Prepared> {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const name = `s${++named}`;
    const { messages: answers } = await send(
      protocol.serialize.parse({ name, text }),
      protocol.serialize.describe({ type: 'S', name }),
    );
    const prepared = {
      name,
      parameterTypes: parse.parseDescribeStatementResults(answers),
      columns: answers.filter((message) => message.name === 'rowDescription'),
    };
    statements.set(text, prepared);
    const [oldest] = statements;
    if (statements.size > longestMemory && oldest !== undefined) {
      statements.delete(oldest[0]);
      await send(protocol.serialize.close({ type: 'S', name: oldest[1].name }));
    }
    return prepared;
  }

  async function send(...parts: readonly Uint8Array[]) {
    return await pglite.execProtocol(Buffer.concat([...parts, protocol.serialize.sync()]), { syncToFs: false });
  }

  async function query<T>(text: string, values: readonly unknown[] = []): Promise<Results<T>> {
    const { name, parameterTypes, columns } = await prepare(text);
    const texts = values.map((value, index) => textOf(pglite, value, parameterTypes[index]));
    const { messages: answers } = await send(
      protocol.serialize.bind({ statement: name, values: texts }),
      protocol.serialize.execute(),
    );
    const [result] = parse.parseResults([...columns, ...answers], pglite.parsers);
    // Kysely says what rows a statement has; nothing before it can know.
    return (result ?? { rows: [], fields: [] }) as Results<T>;
  }

  /** Inside a transaction nobody else has the database. */
  const inside = (tx: Transaction) => ({
    query: async <T>(text: string, values?: unknown[]): Promise<Results<T>> => {
      if (preparable.test(text)) return await query<T>(text, values);
      if (statements.size > 0) await tx.query('deallocate all');
      statements.clear();
      return await tx.query<T>(text, values);
    },
    rollback: () => tx.rollback(),
  });

  return {
    close: () => pglite.close(),
    get closed() {
      return pglite.closed;
    },
    get ready() {
      return pglite.ready;
    },
    waitReady: pglite.waitReady,
    query: (text, values) => pglite.query(text, values),
    transaction: (work) => pglite.transaction((tx) => work(inside(tx))),
  };
}

function textOf(pglite: PGlite, value: unknown, type: number | undefined): string | null {
  if (value === null || value === undefined) return null;
  const serializer = type === undefined ? undefined : pglite.serializers[type];
  return serializer === undefined ? String(value) : serializer(value);
}
