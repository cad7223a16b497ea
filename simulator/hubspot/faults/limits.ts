import { type CrmFault, onCalls, problem, records } from './on-calls.ts';
import type { HubSpotTarget } from './target.ts';

const burst = problem('You have reached your ten_secondly_rolling limit.', {
  errorType: 'RATE_LIMIT',
  policyName: 'TEN_SECONDLY_ROLLING',
});

/** HubSpot tells the account's limits beside its answers; where an edge in front of it answers, they are missing. */
const bareHeaders = { 'retry-after': '1' };

/** A moment of the platform's time as Retry-After may spell it, `seconds` after the present. */
function httpDate({ core }: HubSpotTarget, seconds: number): string {
  return new Date(core.clock.now().getTime() + seconds * 1_000).toUTCString();
}

export const limitFaults: readonly CrmFault[] = [
  onCalls(
    {
      name: 'hubspot-burst',
      happens: 'calls are answered 429 without a word on how long to wait',
      source: 'HubSpot docs: usage guidelines',
      promise: 'every call rests until the window of ten seconds is over; no record is blamed',
      recovery: 'by itself',
      dose: { times: 2 },
    },
    { status: 429, body: burst },
  ),
  onCalls(
    {
      name: 'hubspot-burst-retry-after',
      happens: 'calls are answered 429 with Retry-After in seconds',
      source: 'HubSpot docs: usage guidelines',
      promise: 'waits as long as asked',
      recovery: 'by itself',
      dose: { times: 2 },
    },
    { status: 429, headers: bareHeaders, body: burst },
  ),
  onCalls(
    {
      name: 'hubspot-account-moving',
      happens: 'calls are answered 477 with Retry-After: the account is being moved to another data center',
      source: 'HubSpot docs: error handling',
      promise: 'no call is made for as long as asked, and no record is blamed',
      recovery: 'by itself',
      dose: { times: 2 },
    },
    { status: 477, headers: bareHeaders, body: problem('This account is being migrated') },
  ),
  {
    name: 'hubspot-retry-after-date',
    happens: 'Retry-After is a date instead of seconds',
    source: 'RFC 9110, section 10.2.3',
    promise: 'is read as that moment',
    recovery: 'by itself',
    dose: { times: 1 },
    arm: (target, { doses }) => {
      const headers = { 'retry-after': httpDate(target, 3) };
      target.calls.add({ path: records, status: 429, headers, body: burst, doses });
      return undefined;
    },
  },
  {
    name: 'hubspot-daily-limit',
    happens: 'other apps of the account have used up the calls of this day',
    source: 'HubSpot docs: usage guidelines',
    promise: 'the destination rests until midnight of the account; reading from the store goes on',
    recovery: 'in time',
    dose: {},
    arm: ({ limits }) => {
      const left = Math.max(0, limits.options.daily - limits.usage().used);
      limits.useDaily(left);
      return () => limits.useDaily(-left);
    },
  },
];
