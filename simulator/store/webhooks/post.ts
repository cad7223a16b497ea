import { Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** Shopify docs: the whole answer must come within five seconds. */
const answerWithinMs = 5000;

/** Carries webhook bodies to their addresses. */
export interface Sender {
  /** The HTTP status of the answer, or null when none came in time. Redirects are not followed. */
  post(uri: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<number | null>;
  close(): void;
}

/** Posts webhook bodies over kept-open connections. */
export class WebhookSender implements Sender {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });

  post(uri: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<number | null> {
    return new Promise((resolve) => {
      const secure = uri.startsWith('https:');
      const request = (secure ? httpsRequest : httpRequest)(uri, {
        method: 'POST',
        headers: { ...headers, 'content-length': String(body.length) },
        signal: AbortSignal.timeout(answerWithinMs),
        ...(secure ? {} : { agent: this.#agent }),
      });
      request.on('error', () => resolve(null));
      request.on('response', (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? null));
        response.on('error', () => resolve(null));
      });
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
