import { randomUUID } from 'node:crypto';
import pg from 'pg';

/**
 * Names the PostgreSQL server that a run of all tests has started for its files (scripts/test.ts). A file that somebody
 * runs alone has none.
 */
export const sharedServerVariable = 'SAMESTORY_TEST_POSTGRES';

/** An empty database on that server, which is gone when it is dropped; null where there is no such server. */
export async function sharedDatabase(): Promise<{ readonly url: string; drop(): Promise<void> } | null> {
  const server = process.env[sharedServerVariable];
  if (server === undefined) return null;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  // Copying the template's files is cheaper than logging them, and their safety is nobody's concern here.
  await tell(server, `create database ${name} strategy file_copy`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => tell(server, `drop database if exists ${name} with (force)`) };
}

async function tell(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
