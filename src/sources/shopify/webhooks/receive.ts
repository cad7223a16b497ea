import type { WorkKey } from '../../../commerce/keys.ts';
import type { Delivery, DeliveryRequest, Evidence } from '../../../connector/source.ts';
import { sha256 } from '../../../lib/bytes.ts';
import type { Connection } from '../context.ts';
import { isObject, parseBody } from './body.ts';
import { type Fact, type Meaning, type Named, readerOf } from './meanings.ts';
import { isSigned } from './signature.ts';

type Signed = Extract<Delivery, { status: 'signed' }>;

/**
 * What a delivery means. The signature is checked on the bytes as they came; after that nothing is refused for its
 * content, because eight failed deliveries delete the subscription (Shopify docs: troubleshooting webhooks).
 */
export function receive(
  { headers, body, receivedAt }: DeliveryRequest,
  secrets: readonly string[],
  connection: Pick<Connection, 'source' | 'myshopifyDomain'>,
): Delivery {
  if (!isSigned(body, headers['x-shopify-hmac-sha256'], secrets)) return { status: 'unsigned' };
  const topic = headers['x-shopify-topic'] ?? '';
  const text = new TextDecoder().decode(body);
  const triggeredAt = timeOf(headers['x-shopify-triggered-at']);
  const delivery: Signed = {
    status: 'signed',
    // The id of one delivery and all its repetitions. The event id is shared by deliveries of different topics.
    deliveryId: headers['x-shopify-webhook-id'] ?? sha256(`${topic}\n${text}`),
    topic,
    triggeredAt,
    known: readerOf(topic) !== null,
    keys: [],
    evidence: [],
    problem: null,
  };
  if (!delivery.known) return delivery;
  const shop = headers['x-shopify-shop-domain'];
  // One app signs for all its stores with the same secret: another store's ids must not become this one's.
  if (shop !== undefined && shop.toLowerCase() !== connection.myshopifyDomain.toLowerCase()) {
    return { ...delivery, problem: 'the delivery is about another store' };
  }
  const meaning = meaningOf(topic, text);
  if (typeof meaning === 'string') return { ...delivery, problem: meaning };
  const { source } = connection;
  return {
    ...delivery,
    keys: meaning.records.map((named) => keyOf(source, named)),
    evidence: (meaning.facts ?? []).map((fact) => evidenceOf(source, fact, delivery, triggeredAt ?? receivedAt)),
    ...(meaning.asks && { dataRequest: { key: keyOf(source, meaning.asks.about), orders: meaning.asks.orders } }),
  };
}

/** Or a sentence that says why it is not understood; it names no value of the body. */
function meaningOf(topic: string, text: string): Meaning | string {
  let body: unknown;
  try {
    body = parseBody(text);
  } catch {
    return 'the body is not JSON';
  }
  if (!isObject(body)) return 'the body is not a JSON object';
  return readerOf(topic)?.(body) ?? `the body of ${topic} does not name its record`;
}

function keyOf(source: string, { kind, id }: Named): WorkKey {
  return { source, kind, id };
}

function evidenceOf(source: string, { about, fact, other }: Fact, delivery: Signed, at: Date): Evidence {
  return {
    key: keyOf(source, about),
    fact,
    other: other === undefined ? null : keyOf(source, other),
    saidBy: `webhook ${delivery.topic}`,
    deliveryId: delivery.deliveryId,
    at,
  };
}

/** Null for what is no time, and for years that need more than four digits: no database reads those back. */
function timeOf(text: string | undefined): Date | null {
  const time = new Date(text ?? '');
  const year = time.getUTCFullYear();
  return year >= 1970 && year <= 9999 ? time : null;
}
