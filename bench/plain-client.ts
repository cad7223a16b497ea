import { z } from 'zod';
import { systemClock } from '../src/lib/clock.ts';

/** An order as a flow gets it. */
export interface FlowOrder {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

const found = z.object({ results: z.array(z.object({ id: z.string() })) });
const made = z.object({ id: z.string() });
const pauseMs = 1_000;

/** What a typical flow does for each order, one record a call, with a search before each write; it counts its calls. */
export class PlainClient {
  readonly #url: string;
  readonly #token: string;
  #calls = 0;
  #refused = 0;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  get calls(): number {
    return this.#calls;
  }

  /** Orders that the flow gave up, because the CRM refused a call. */
  get refused(): number {
    return this.#refused;
  }

  /** Searches the contact, writes it, searches the order, writes it, links both. */
  async keep(order: FlowOrder): Promise<void> {
    try {
      const contact = await this.#put('contacts', 'email', order.email, { email: order.email });
      const deal = await this.#put('orders', 'hs_order_name', order.name, { hs_order_name: order.name });
      const path = `/crm/objects/2026-09/orders/${deal}/associations/default/contacts/${contact}`;
      await this.#call('PUT', path, undefined).catch(() => this.#linkInBatch(deal, contact));
    } catch {
      this.#refused += 1;
    }
  }

  async #linkInBatch(from: string, to: string): Promise<void> {
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 507 }];
    const body = { inputs: [{ from: { id: from }, to: { id: to }, types }] };
    await this.#call('POST', '/crm/associations/2026-09/orders/contacts/batch/create', body);
  }

  async #put(object: string, property: string, value: string, properties: Record<string, string>): Promise<string> {
    const filters = [{ propertyName: property, operator: 'EQ', value }];
    const base = `/crm/objects/2026-09/${object}`;
    const answer = await this.#call('POST', `${base}/search`, {
      filterGroups: [{ filters }],
      limit: 1,
      properties: [property],
    });
    const [known] = found.parse(answer).results;
    if (known === undefined) return made.parse(await this.#call('POST', base, { properties, associations: [] })).id;
    return made.parse(await this.#call('PATCH', `${base}/${known.id}`, { properties })).id;
  }

  /** Repeats after "too many", as a flow does; anything else that is no success is thrown. */
  async #call(method: string, path: string, body: unknown): Promise<unknown> {
    for (;;) {
      this.#calls += 1;
      const response = await fetch(`${this.#url}${path}`, {
        method,
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (response.ok) return text === '' ? null : JSON.parse(text);
      if (response.status !== 429) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 200)}`);
      await systemClock.sleep(pauseMs);
    }
  }
}
