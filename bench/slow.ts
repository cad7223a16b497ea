import { type FetchApp, listen, type Serve } from '../simulator/http/listen.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createRandom, type Random } from '../src/lib/random.ts';

/** Half of the answers take longer than this. */
const medianMs = 400;
/** One answer of twenty takes longer than this. */
const p95Ms = 1_200;
const longestMs = 5_000;
/** Of a normal distribution: a twentieth lies above. */
const z95 = 1.645;

/** How long an answer takes: log-normal, as times of answers are. */
function answerMs(random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return Math.min(longestMs, medianMs * Math.exp((Math.log(p95Ms / medianMs) / z95) * normal));
}

/** Serves an app whose every answer takes as long as one of a platform far away; `onCall` hears of each call's path as it comes. */
export function slowly(seed: number, onCall: (path: string) => void): Serve {
  const random = createRandom(seed).fork('answers');
  return (app, port) => {
    const slow: FetchApp = {
      fetch: async (request, env) => {
        onCall(new URL(request.url).pathname);
        await systemClock.sleep(answerMs(random));
        return app.fetch(request, env);
      },
    };
    return listen(slow, port);
  };
}
