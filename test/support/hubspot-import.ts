import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const job = z.object({ id: z.string(), state: z.string() });
const failures = z.object({ results: z.array(z.object({ errorType: z.string() })) });

/**
 * Sends the files of an export to HubSpot's imports API with the request that lies beside them, and waits for the import.
 * Returns the kinds of cells that HubSpot refused.
 */
export async function importExport(folder: string, crmUrl: string, token: string): Promise<string[]> {
  const form = new FormData();
  form.append('importRequest', await readFile(join(folder, 'hubspot-import.json'), 'utf8'));
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.csv'))) {
    form.append(name, new Blob([await readFile(join(folder, name))], { type: 'text/csv' }), name);
  }
  const headers = { authorization: `Bearer ${token}` };
  const url = `${crmUrl}/crm/imports/2026-09`;
  const reply = await fetch(url, { method: 'POST', headers, body: form });
  assert.ok(reply.ok, await reply.clone().text());
  const { id } = job.parse(await reply.json());
  for (;;) {
    const { state } = job.parse(await (await fetch(`${url}/${id}`, { headers })).json());
    assert.notEqual(state, 'FAILED');
    if (state === 'DONE') break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { results } = failures.parse(await (await fetch(`${url}/${id}/errors`, { headers })).json());
  return results.map(({ errorType }) => errorType);
}
