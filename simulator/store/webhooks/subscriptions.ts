import type { Clock } from '../../../src/lib/clock.ts';
import { mayRead } from './topics.ts';

export interface Subscription {
  readonly id: string;
  readonly topic: string;
  readonly uri: string;
  readonly format: 'JSON' | 'XML';
  readonly filter: string | null;
  readonly includeFields: readonly string[];
  readonly metafieldNamespaces: readonly string[];
  readonly metafields: readonly { readonly namespace: string; readonly key: string }[];
  readonly name: string | null;
  /** The version that payloads are written in: that of the request which made the subscription. */
  readonly apiVersion: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface SubscriptionInput {
  readonly uri?: string | null;
  readonly callbackUrl?: string | null;
  readonly format?: 'JSON' | 'XML' | null;
  readonly filter?: string | null;
  readonly includeFields?: readonly string[] | null;
  readonly metafieldNamespaces?: readonly string[] | null;
  readonly metafields?: readonly { readonly namespace?: string | null; readonly key: string }[] | null;
  readonly name?: string | null;
}

export interface UserError {
  readonly field: readonly string[];
  readonly message: string;
}

export interface SubscriptionResult {
  readonly subscription: Subscription | null;
  readonly userErrors: readonly UserError[];
}

export interface SubscriptionCaller {
  readonly scopes: ReadonlySet<string>;
  readonly apiVersion: string;
  readonly appId: string;
}

const largestText = 65_535;
const firstId = 1_600_000_000_001;

/** Webhook subscriptions of the app on this shop, made through the Admin API. */
export class Subscriptions {
  readonly #all = new Map<string, Subscription>();
  readonly #clock: Clock;
  readonly #shopDomain: string;
  readonly #allowHttpLoopback: boolean;
  #next = firstId;

  constructor(options: { readonly clock: Clock; readonly shopDomain: string; readonly allowHttpLoopback: boolean }) {
    this.#clock = options.clock;
    this.#shopDomain = options.shopDomain;
    this.#allowHttpLoopback = options.allowHttpLoopback;
  }

  find(id: string): Subscription | null {
    return this.#all.get(id) ?? null;
  }

  /** In the order in which they were made. */
  list(): readonly Subscription[] {
    return [...this.#all.values()];
  }

  ofTopic(topic: string): readonly Subscription[] {
    return this.list().filter((subscription) => subscription.topic === topic);
  }

  create(topic: string, input: SubscriptionInput, caller: SubscriptionCaller): SubscriptionResult {
    const now = this.#clock.now().getTime();
    const id = String(this.#next);
    const subscription: Subscription = {
      id,
      topic,
      uri: input.uri ?? input.callbackUrl ?? '',
      format: input.format ?? 'JSON',
      filter: input.filter ?? null,
      includeFields: input.includeFields ?? [],
      metafieldNamespaces: namespaces(input, caller.appId),
      metafields: (input.metafields ?? []).map(({ namespace, key }) => ({ namespace: namespace ?? '', key })),
      name: input.name ?? null,
      apiVersion: caller.apiVersion,
      createdAt: now,
      updatedAt: now,
    };
    const userErrors = this.#problems(subscription);
    if (!mayRead(topic, caller.scopes)) {
      const message = `You do not have permission to create or update webhooks with the ${topic} topic.`;
      userErrors.unshift({ field: ['topic'], message });
    }
    if (userErrors.length > 0) return { subscription: null, userErrors };
    this.#next += 1;
    this.#all.set(id, subscription);
    return { subscription, userErrors };
  }

  update(id: string, input: SubscriptionInput, caller: SubscriptionCaller): SubscriptionResult {
    const known = this.#all.get(id);
    if (!known) return { subscription: null, userErrors: [notFound] };
    const changed: Subscription = {
      ...known,
      uri: input.uri ?? input.callbackUrl ?? known.uri,
      format: input.format ?? known.format,
      filter: input.filter === undefined ? known.filter : input.filter,
      includeFields: input.includeFields ?? known.includeFields,
      metafieldNamespaces: input.metafieldNamespaces ? namespaces(input, caller.appId) : known.metafieldNamespaces,
      name: input.name === undefined ? known.name : input.name,
      updatedAt: this.#clock.now().getTime(),
    };
    const userErrors = this.#problems(changed);
    if (userErrors.length > 0) return { subscription: null, userErrors };
    this.#all.set(id, changed);
    return { subscription: changed, userErrors };
  }

  /** False when there was none. */
  delete(id: string): boolean {
    return this.#all.delete(id);
  }

  clear(): void {
    this.#all.clear();
  }

  #problems(subscription: Subscription): UserError[] {
    const { uri, filter, name } = subscription;
    const problems: UserError[] = [];
    const report = (field: string, message: string) =>
      problems.push({ field: ['webhookSubscription', field], message });
    const address = this.#addressProblem(uri);
    if (address !== null) report('uri', address);
    else if (this.list().some((other) => isSame(other, subscription))) {
      report('uri', 'Address for this topic has already been taken');
    }
    if (filter !== null && Buffer.byteLength(filter) > largestText) report('filter', tooLong('Filter'));
    if (name !== null && !/^[A-Za-z0-9_-]{1,50}$/.test(name)) report('name', 'Name is invalid');
    return problems;
  }

  #addressProblem(uri: string): string | null {
    if (uri === '') return "Address can't be blank";
    if (Buffer.byteLength(uri) > largestText) return tooLong('Address');
    if (/^pubsub:\/\/[^:/]+:[^:/]+$/.test(uri) || uri.startsWith('arn:aws:events:')) return null;
    if (!URL.canParse(uri)) return 'Address is invalid';
    const { protocol, hostname } = new URL(uri);
    if (hostname === this.#shopDomain) return 'Address cannot be a shop domain';
    if (protocol === 'https:') return null;
    const loopback = protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
    if (loopback && this.#allowHttpLoopback) return null;
    return `Address protocol ${protocol}// is not supported`;
  }
}

const notFound: UserError = { field: ['id'], message: 'Webhook subscription does not exist' };

function tooLong(what: string): string {
  return `${what} is too big (maximum is ${largestText} bytes)`;
}

/** `$app:` stands for the app's own reserved namespace. */
function namespaces(input: SubscriptionInput, appId: string): string[] {
  return (input.metafieldNamespaces ?? []).map((namespace) => namespace.replace(/^\$app:?/, `app--${appId}--`));
}

function isSame(left: Subscription, right: Subscription): boolean {
  return (
    left.id !== right.id &&
    left.topic === right.topic &&
    left.uri === right.uri &&
    left.format === right.format &&
    left.filter === right.filter
  );
}
