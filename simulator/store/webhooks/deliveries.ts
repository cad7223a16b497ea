import { createHmac } from 'node:crypto';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Random } from '../../../src/lib/random.ts';
import type { Signal } from '../state/signals.ts';
import type { StoreState } from '../state/state.ts';
import { webhookBody } from './bodies.ts';
import type { Sender } from './post.ts';
import { passesFilter, withFields } from './shape.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';
import { topicEnum } from './topics.ts';
import { randomUuid } from './uuid.ts';

/** One webhook on its way to one address. */
export interface Delivery {
  readonly webhookId: string;
  readonly eventId: string;
  readonly topic: string;
  readonly uri: string;
  readonly triggeredAt: Date;
}

/**
 * Decides how a delivery travels: one copy after each of the given milliseconds. `[0]` is the ordinary way, `[]` loses
 * it, `[0, 0]` doubles it (with the same Webhook-Id), different delays put deliveries out of order.
 */
export type DeliveryPolicy = (delivery: Delivery, random: Random) => readonly number[];

/** Changes how one delivery travels; null leaves it. Asked in the order in which they were added. */
export type DeliveryFault = (delivery: Delivery, copies: readonly number[]) => readonly number[] | null;

export interface DeliveryCounts {
  delivered: number;
  /** Attempts without a 2xx answer. */
  failed: number;
  /** Lost by the policy. */
  dropped: number;
  /** Given up after the last retry. */
  abandoned: number;
}

export interface DeliveriesOptions {
  readonly state: StoreState;
  readonly subscriptions: Subscriptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly secret: string;
  readonly policy: DeliveryPolicy;
  /** Multiplies the pauses before retries. */
  readonly retryFactor: number;
  readonly complianceUrl: string | null;
  readonly sender: Sender;
}

/** Shopify docs: 8 retries over 4 hours with growing pauses, then the subscription is deleted. In seconds. */
const retryPauses = [60, 120, 300, 600, 1200, 2100, 3600, 6420];

const complianceTopics = new Set<string>(['customers/redact', 'customers/data_request', 'shop/redact']);
const complianceVersion = '2026-10';

/** Turns what the store signals into signed HTTP requests, with retries. */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #open = new Set<Promise<void>>();
  readonly #abort = new AbortController();
  readonly #counts = new Map<string, DeliveryCounts>();
  #policy: DeliveryPolicy;
  #faults: DeliveryFault[] = [];
  #complianceUrl: string | null;
  #muted = false;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
    this.#policy = options.policy;
    this.#complianceUrl = options.complianceUrl;
    options.state.listen({ signalled: (at, signals) => this.#signalled(at, signals) });
  }

  setPolicy(policy: DeliveryPolicy): void {
    this.#policy = policy;
  }

  addFault(fault: DeliveryFault): void {
    this.#faults.push(fault);
  }

  clearFaults(): void {
    this.#faults = [];
  }

  /** Where the privacy topics go; they are set in the app's configuration and not subscribed to. */
  setComplianceUrl(url: string | null): void {
    this.#complianceUrl = url;
  }

  /** While muted, acts cause no webhooks at all: for loading a history that happened before the app was there. */
  setMuted(muted: boolean): void {
    this.#muted = muted;
  }

  counts(): Readonly<Record<string, DeliveryCounts>> {
    return Object.fromEntries(this.#counts);
  }

  /** How many deliveries are under way, waiting for a retry included. */
  pending(): number {
    return this.#open.size;
  }

  /** Resolves when nothing is under way any more. Retries wait on the store's clock. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }

  async close(): Promise<void> {
    this.#muted = true;
    this.#abort.abort();
    await this.settled();
    this.#options.sender.close();
  }

  #signalled(at: Date, signals: readonly Signal[]): void {
    if (this.#muted) return;
    let eventId: string | null = null;
    for (const signal of signals) {
      const targets = this.#targets(signal.topic);
      if (targets.length === 0) continue;
      eventId ??= randomUuid(this.#options.random);
      const body = webhookBody(this.#options.state, signal);
      const text = JSON.stringify(body);
      for (const target of targets) this.#send(target, signal.topic, eventId, at, body, text);
    }
  }

  #targets(topic: string): readonly (Subscription | string)[] {
    if (complianceTopics.has(topic)) return this.#complianceUrl === null ? [] : [this.#complianceUrl];
    return this.#options.subscriptions.ofTopic(topicEnum(topic)).filter(({ uri }) => uri.startsWith('http'));
  }

  #send(
    target: Subscription | string,
    topic: string,
    eventId: string,
    triggeredAt: Date,
    body: Readonly<Record<string, unknown>>,
    text: string,
  ): void {
    const subscription = typeof target === 'string' ? null : target;
    // The filter compares plain values; reading the text back turns the written numbers into such.
    if (subscription?.filter && !passesFilter(JSON.parse(text), subscription.filter)) return;
    const fields = subscription?.includeFields ?? [];
    const bytes = Buffer.from(fields.length === 0 ? text : JSON.stringify(withFields(body, fields)));
    const uri = typeof target === 'string' ? target : target.uri;
    const delivery: Delivery = { webhookId: randomUuid(this.#options.random), eventId, topic, uri, triggeredAt };
    const headers = this.#headers(delivery, subscription, bytes);
    const ordinary = this.#policy(delivery, this.#options.random);
    const copies = this.#faults.reduce((planned, fault) => fault(delivery, planned) ?? planned, ordinary);
    if (copies.length === 0) this.#count(topic).dropped += 1;
    for (const delay of copies) {
      const work = this.#deliver(delivery, subscription, headers, bytes, delay).finally(() => this.#open.delete(work));
      this.#open.add(work);
    }
  }

  #headers(delivery: Delivery, subscription: Subscription | null, bytes: Buffer): Record<string, string> {
    const { state, secret } = this.#options;
    return {
      'Content-Type': 'application/json',
      'User-Agent': 'Shopify-Captain-Hook',
      'X-Shopify-Topic': delivery.topic,
      'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(bytes).digest('base64'),
      'X-Shopify-Shop-Domain': state.options.shop.myshopifyDomain,
      'X-Shopify-API-Version': subscription?.apiVersion ?? complianceVersion,
      'X-Shopify-Webhook-Id': delivery.webhookId,
      'X-Shopify-Event-Id': delivery.eventId,
      'X-Shopify-Triggered-At': delivery.triggeredAt.toISOString().replace('Z', '000Z'),
      ...(subscription?.name ? { 'X-Shopify-Name': subscription.name } : {}),
    };
  }

  async #deliver(
    delivery: Delivery,
    subscription: Subscription | null,
    headers: Readonly<Record<string, string>>,
    bytes: Buffer,
    delay: number,
  ): Promise<void> {
    const { clock, retryFactor, sender, subscriptions } = this.#options;
    const counts = this.#count(delivery.topic);
    try {
      if (delay > 0) await clock.sleep(delay, this.#abort.signal);
      for (const pause of [...retryPauses, null]) {
        const status = await sender.post(delivery.uri, headers, bytes);
        if (status !== null && status >= 200 && status < 300) {
          counts.delivered += 1;
          return;
        }
        counts.failed += 1;
        if (pause === null) break;
        await clock.sleep(pause * 1000 * retryFactor, this.#abort.signal);
      }
    } catch (error) {
      if (!this.#abort.signal.aborted) throw error;
      return;
    }
    counts.abandoned += 1;
    if (subscription) subscriptions.delete(subscription.id);
  }

  #count(topic: string): DeliveryCounts {
    let counts = this.#counts.get(topic);
    if (!counts) {
      counts = { delivered: 0, failed: 0, dropped: 0, abandoned: 0 };
      this.#counts.set(topic, counts);
    }
    return counts;
  }
}
