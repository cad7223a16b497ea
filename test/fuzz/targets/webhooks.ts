import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { webhookPath } from '../../../src/config/connection.ts';
import { intakeApp } from '../../../src/http/intake.ts';
import type { Random } from '../../../src/lib/random.ts';
import { acceptDelivery } from '../../../src/sync/intake.ts';
import { openWorld, shopNumber, webhookSecret } from '../../support/world.ts';
import { damagedBytes, damagedText, mutatedJson, noise } from '../mutate.ts';
import type { FuzzTarget } from '../target.ts';

const fixtures = new URL('../../fixtures/webhooks/', import.meta.url);

interface Sample {
  readonly topic: string;
  readonly body: Buffer;
}

function samples(): Sample[] {
  return readdirSync(fixtures)
    .filter((name) => name.endsWith('.body'))
    .map((name) => ({
      topic: basename(name, '.body').replaceAll('__', '/'),
      body: readFileSync(new URL(name, fixtures)),
    }));
}

const oddHeaders = [
  '',
  ' ',
  '\u00e9\u00ff',
  'a'.repeat(2_000),
  '-1',
  'null',
  '%00',
  '../..',
  '2026-13-45T99:99:99Z',
  '+275760-09-13T00:00:00Z',
];
const headerNames = [
  'x-shopify-topic',
  'x-shopify-webhook-id',
  'x-shopify-event-id',
  'x-shopify-triggered-at',
  'x-shopify-shop-domain',
  'x-shopify-api-version',
  'content-type',
  'content-encoding',
  'content-length',
];

/** A signed delivery gets 200 and is stored, whatever is in it; one that is not gets 401 and changes nothing. */
export const webhooks: FuzzTarget = {
  name: 'webhooks',
  share: 6,
  async open() {
    const world = await openWorld();
    const { ledger, route } = world;
    const known = samples();
    const lane = route.destinationAccount.destination;
    let refused: string | null = null;
    const log = {
      ...route.log,
      error: (message: string, facts?: object) => {
        refused = `${message} ${JSON.stringify(facts ?? {})}`;
      },
      warn: (message: string, facts?: object) => {
        refused = `${message} ${JSON.stringify(facts ?? {})}`;
      },
    };
    const context = { ledger, lane, sourceId: shopNumber, clock: route.clock, debounceMs: 0 };
    const app = intakeApp({
      receive: (request) => route.source.receive(request),
      accept: (delivery) => acceptDelivery(context, delivery),
      clock: route.clock,
      log,
    });
    return {
      run: async (random) => {
        refused = null;
        const { request, signed } = drawRequest(random, known);
        const { status } = await app.fetch(request);
        const expected = signed ? 200 : 401;
        return status === expected
          ? null
          : `answered ${status} where ${expected} was due: ${refused ?? 'without a reason'}`;
      },
      close: () => world.close(),
    };
  },
};

function drawRequest(random: Random, known: readonly Sample[]): { request: Request; signed: boolean } {
  const { topic, body: plain } = random.pick(known);
  const body = drawBody(random, plain);
  const signed = random.chance(0.8);
  const headers = new Headers({
    'x-shopify-topic': random.chance(0.1) ? headerText(damagedText(random, topic)) : topic,
    'x-shopify-webhook-id': `fuzz-${random.int(1_000_000_000)}`,
    'x-shopify-triggered-at': '2026-10-07T12:00:00Z',
    'x-shopify-shop-domain': 'acme.myshopify.com',
  });
  for (let change = random.int(3); change > 0; change -= 1) {
    const name = random.pick(headerNames);
    if (random.chance(0.3)) headers.delete(name);
    else headers.set(name, headerText(random.pick(oddHeaders)));
  }
  const signature = createHmac('sha256', signed ? webhookSecret : 'another secret')
    .update(body)
    .digest('base64');
  headers.set(
    'x-shopify-hmac-sha256',
    signed || random.chance(0.5) ? signature : headerText(damagedText(random, signature)),
  );
  const request = new Request(`http://127.0.0.1${webhookPath}`, {
    method: 'POST',
    headers,
    body: new Uint8Array(body),
  });
  return { request, signed };
}

/** Only what HTTP lets through: other characters never reach the product. */
function headerText(text: string): string {
  return text.replaceAll(/[^\u0020-\u007e\u00a0-\u00ff]/g, '?');
}

function drawBody(random: Random, plain: Buffer): Buffer {
  const how = random.int(10);
  if (how === 0) return noise(random, random.int(2_000));
  if (how === 1) return Buffer.alloc(0);
  if (how === 2) return Buffer.from(plain.toString(), 'utf16le');
  if (how === 3)
    return Buffer.from(random.pick(['null', '[]', '"x"', '0', '{"id":', '['.repeat(5_000), '{"a":'.repeat(3_000)]));
  if (how < 6) return Buffer.from(damagedBytes(random, plain));
  try {
    return Buffer.from(JSON.stringify(mutatedJson(random, JSON.parse(plain.toString()))) ?? '');
  } catch {
    return plain;
  }
}
