import { open, readFile, rm, stat } from 'node:fs/promises';
import { z } from 'zod';
import { replaceOwnerFile } from '../config/owner-file.ts';
import { ConnectorError } from '../connector/failure.ts';
import type { Clock } from '../lib/clock.ts';
import type { GrantStore } from '../sources/shopify/tokens/code-grant.ts';
import type { Grant } from '../sources/shopify/tokens/token-request.ts';

const instant = z.iso.datetime().transform((text) => new Date(text));

const content = z.object({
  note: z.string(),
  shop: z.string(),
  token: z.string().min(1),
  scopes: z.array(z.string()),
  expiresAt: instant.nullable(),
  refreshToken: z.string().min(1).nullable(),
  refreshExpiresAt: instant.nullable(),
});

const note =
  'Written by samestory: tokens of the Shopify app, changed at every renewal. Keep it secret, do not edit or copy it.';

/** A renewal takes seconds; whoever holds the file longer has died. */
const lockLifeMs = 60_000;
const lockPauseMs = 100;

/**
 * Tokens of an installation in a file that only its owner can read, beside the `.env` file: the refresh token changes at
 * every use, so that it cannot be a setting. All processes of one folder use the same file, one at a time.
 */
export function grantFile(
  path: string,
  shop: string,
  clock: Clock,
): GrantStore & { save(grant: Grant): Promise<void> } {
  const load = async (): Promise<Grant | null> => {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return null;
      throw unusable(path, `it cannot be read (${codeOf(error)})`);
    });
    if (text === null) return null;
    const parsed = content.safeParse(parseJson(text));
    if (!parsed.success) throw unusable(path, 'it does not hold what samestory writes there');
    if (parsed.data.shop !== shop) throw unusable(path, `it belongs to ${parsed.data.shop}, not to ${shop}`);
    return parsed.data;
  };
  const save = async ({ token, scopes, expiresAt, refreshToken, refreshExpiresAt }: Grant): Promise<void> => {
    const kept = { note, shop, token, scopes, expiresAt, refreshToken, refreshExpiresAt };
    await replaceOwnerFile(path, `${JSON.stringify(kept, null, 2)}\n`);
  };
  return {
    load,
    save,
    replace: async (work) => {
      await lock(path, clock);
      try {
        const before = await load();
        const after = await work(before);
        if (after !== before) await save(after);
        return after;
      } finally {
        await rm(`${path}.lock`, { force: true });
      }
    },
  };
}

async function lock(path: string, clock: Clock): Promise<void> {
  const name = `${path}.lock`;
  for (;;) {
    try {
      await (await open(name, 'wx', 0o600)).close();
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw unusable(path, `nothing can be written beside it (${codeOf(error)})`);
    }
    // The file system's own clock, as the lock's age is.
    const age = await stat(name).then(
      ({ mtimeMs }) => clock.now().getTime() - mtimeMs,
      () => 0,
    );
    if (age > lockLifeMs) await rm(name, { force: true });
    else await clock.sleep(lockPauseMs);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unusable(path: string, why: string): ConnectorError {
  const message = `the token file ${path} is of no use: ${why}. Run samestory connect shopify --grant code again`;
  return new ConnectorError({ class: 'credential', code: 'TOKEN_FILE', message });
}
