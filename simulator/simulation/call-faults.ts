import { z } from 'zod';
import type { Random } from '../../src/lib/random.ts';
import type { Family, Rates } from './families.ts';
import { type Call, type Fate, ordinary } from './network.ts';

const batchWrite = /^\/crm\/(objects|associations)\/.*\/batch\/(create|update|archive)$/;
const batchBody = z.looseObject({ inputs: z.array(z.unknown()) });

/** Longest that a connection hangs before its caller gives up, and longest that a lost call is still under way. */
const hangMs = 20_000;

/** What happens to a call of a platform that is not reached through the network: as `Fate`, without a wire. */
export type Trouble =
  | { readonly type: 'throttled' }
  /** Carried out at once (`lost`), after the caller has given up (`late`) or never; the caller waits in vain. */
  | { readonly type: 'lost' | 'never'; readonly waitMs: number }
  | { readonly type: 'late'; readonly waitMs: number; readonly arrivesMs: number };

/** A fault as plain data. What it does to a batch is said by positions, because the batch may be another one next time. */
export type Strike =
  | { readonly type: 'fate'; readonly fate: Fate }
  | { readonly type: 'partial'; readonly rows: number; readonly answer: Fate['answer'] }
  | { readonly type: 'missing'; readonly kept: readonly number[] }
  | { readonly type: 'trouble'; readonly trouble: Trouble };

/** Decides what becomes of each call to a platform. */
export class CallFaults {
  readonly #rates: Rates;
  readonly #random: Random;
  readonly #given: ReadonlyMap<number, Strike> | null;
  readonly #struck: { readonly call: number; readonly strike: Strike }[] = [];
  #calls = 0;
  #resting = false;

  /** `given`: faults by the running number of their call, instead of drawing them. */
  constructor(rates: Rates, random: Random, given: ReadonlyMap<number, Strike> | null) {
    this.#rates = rates;
    this.#random = random;
    this.#given = given;
  }

  /** What struck so far. */
  struck(): readonly { readonly call: number; readonly strike: Strike }[] {
    return this.#struck;
  }

  /** Nothing goes wrong from now on. */
  rest(): void {
    this.#resting = true;
  }

  begin(): void {
    this.#resting = false;
  }

  fateOf(call: Call): Fate {
    if (call.to === 'product') return ordinary;
    const strike = this.#next(() => this.#draw(call));
    return strike === null ? ordinary : fateOf(strike, call);
  }

  /** For a platform of one record a call, whose batches cannot be hit in part. */
  trouble(): Trouble | null {
    const strike = this.#next(() => {
      const trouble = this.#drawTrouble();
      return trouble === null ? null : { type: 'trouble', trouble };
    });
    return strike?.type === 'trouble' ? strike.trouble : null;
  }

  #next(draw: () => Strike | null): Strike | null {
    this.#calls += 1;
    const strike = this.#given === null ? (this.#resting ? null : draw()) : (this.#given.get(this.#calls) ?? null);
    if (strike !== null) this.#struck.push({ call: this.#calls, strike });
    return strike;
  }

  #draw(call: Call): Strike | null {
    const rows = rowsOf(call);
    if (this.#strikes('throttling')) return { type: 'fate', fate: throttled(call, this.#random) };
    if (rows !== null && rows.length > 1 && this.#strikes('refused batch')) return { type: 'fate', fate: refusedBatch };
    if (rows !== null && rows.length > 1 && this.#strikes('partial batch')) return this.#partial(rows);
    if (rows !== null && !call.path.endsWith('/archive') && this.#strikes('missing results')) {
      return this.#missing(rows);
    }
    if (this.#strikes('lost answer')) return { type: 'fate', fate: this.#lost() };
    return null;
  }

  #drawTrouble(): Trouble | null {
    if (this.#strikes('throttling')) return { type: 'throttled' };
    if (!this.#strikes('lost answer')) return null;
    const type = this.#random.pick(['lost', 'never', 'late'] as const);
    const waitMs = this.#random.int(hangMs);
    return type === 'late' ? { type, waitMs, arrivesMs: this.#random.int(hangMs) } : { type, waitMs };
  }

  #strikes(family: Family): boolean {
    const rate = this.#rates[family];
    return rate > 0 && this.#random.chance(rate);
  }

  /** The first rows are carried out, then the other side breaks down. */
  #partial(rows: readonly unknown[]): Strike {
    const done = 1 + this.#random.int(rows.length - 1);
    if (this.#random.chance(0.5)) return { type: 'partial', rows: done, answer: { error: 'reset', afterMs: 0 } };
    const status = this.#random.pick([500, 502, 504]);
    return { type: 'partial', rows: done, answer: { status, body: { status: 'error', message: 'internal error' } } };
  }

  /** Some rows, or all of them, are neither carried out nor mentioned, and the answer looks like success. */
  #missing(rows: readonly unknown[]): Strike {
    const none = this.#random.chance(0.3);
    return { type: 'missing', kept: none ? [] : [...rows.keys()].filter(() => this.#random.chance(0.6)) };
  }

  /** The call is carried out, at once or while its caller has long given up; the caller never hears of it. */
  #lost(): Fate {
    const kind = this.#random.int(4);
    if (kind === 0) return { arrives: null, answer: { error: 'unreachable', afterMs: 0 } };
    if (kind === 1) return { arrives: null, answer: { error: 'timeout', afterMs: hangMs } };
    if (kind === 2) return { arrives: {}, answer: { error: 'reset', afterMs: 0 } };
    return {
      arrives: { delayMs: this.#random.int(hangMs) },
      answer: { error: 'timeout', afterMs: this.#random.int(hangMs) },
    };
  }
}

/** What a fault makes of this call; nothing where it is of another kind than the one that the fault was drawn for. */
function fateOf(strike: Strike, call: Call): Fate {
  if (strike.type === 'fate') return strike.fate;
  const rows = rowsOf(call);
  if (rows === null || strike.type === 'trouble') return ordinary;
  if (strike.type === 'partial') {
    return { arrives: { body: withRows(call, rows.slice(0, strike.rows)) }, answer: strike.answer };
  }
  const kept = rows.filter((_row, index) => strike.kept.includes(index));
  if (kept.length > 0) return { arrives: { body: withRows(call, kept) }, answer: 'theirs' };
  return { arrives: null, answer: { status: 200, body: { status: 'COMPLETE', results: [] } } };
}

/** The rows of a batch write; null for any other call. */
function rowsOf(call: Call): readonly unknown[] | null {
  if (call.method !== 'POST' || call.body === null || !batchWrite.test(call.path)) return null;
  return batchBody.parse(JSON.parse(call.body)).inputs;
}

function withRows(call: Call, inputs: readonly unknown[]): string {
  return JSON.stringify({ ...batchBody.parse(JSON.parse(call.body ?? '{}')), inputs });
}

/** HubSpot refuses a batch as a whole where it cannot blame a row. */
const refusedBatch: Fate = {
  arrives: null,
  answer: {
    status: 400,
    body: { status: 'error', category: 'VALIDATION_ERROR', message: 'Invalid input JSON on line 1, column 1' },
  },
};

/** HubSpot docs: error handling, 477: the account moves to another data center and says when to come again. */
function moving(seconds: number): Fate {
  const body = { status: 'error', message: 'This account is being migrated' };
  return { arrives: null, answer: { status: 477, body, headers: { 'retry-after': String(seconds) } } };
}

/** RFC 9110, 15.6.4: a service that is unavailable for a while may say when to come again; HubSpot answers 503 at times. */
function unavailable(seconds: number): Fate {
  const body = { status: 'error', message: 'Service temporarily unavailable' };
  return { arrives: null, answer: { status: 503, body, headers: { 'retry-after': String(seconds) } } };
}

function throttled(call: Call, random: Random): Fate {
  if (call.to === 'crm') {
    if (random.chance(0.2)) return moving(2 + random.int(18));
    if (random.chance(0.2)) return unavailable(2 + random.int(8));
    const policyName = call.path.endsWith('/search') ? 'SECONDLY' : 'TEN_SECONDLY_ROLLING';
    const body = { status: 'error', message: 'You have reached your limit.', errorType: 'RATE_LIMIT', policyName };
    return { arrives: null, answer: { status: 429, body } };
  }
  if (random.chance(0.5)) {
    return { arrives: null, answer: { status: 429, body: { errors: 'Too many' }, headers: { 'retry-after': '2.0' } } };
  }
  const body = { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }] };
  return { arrives: null, answer: { status: 200, body } };
}
