import { convertMoney, paddedDecimal } from '../state/money.ts';
import type { OrderRecord } from '../state/records.ts';
import type { StoreState } from '../state/state.ts';

declare global {
  interface JSON {
    /** Text that JSON.stringify writes as it is (ECMAScript proposal JSON.parse source text access, in V8). */
    rawJSON(text: string): unknown;
  }
}

/** A numeric id as a JSON number with all its digits, even beyond what a JavaScript number holds. */
export function idNumber(id: string): unknown {
  return JSON.rawJSON(id);
}

export function idNumberOrNull(id: string | null): unknown {
  return id === null ? null : idNumber(id);
}

/** Money as a JSON number with a fraction, as refund lines write it: 50.0. */
export function moneyNumber(minor: bigint, currency: string): unknown {
  const padded = paddedDecimal(minor, currency);
  return JSON.rawJSON(padded.includes('.') ? padded.replace(/(\.\d)0+$/, '$1') : `${padded}.0`);
}

export interface RestMoneySet {
  readonly shop_money: { readonly amount: string; readonly currency_code: string };
  readonly presentment_money: { readonly amount: string; readonly currency_code: string };
}

/** Both currencies of an amount in presentment minor units, at the order's rate or at `rate`. */
export function moneySet(state: StoreState, order: OrderRecord, minor: bigint, rate?: string): RestMoneySet {
  const shop = state.shopCurrency(order);
  const presentment = order.input.presentmentCurrency;
  const shopMinor = convertMoney(minor, presentment, shop, rate ?? order.input.exchangeRate);
  return {
    shop_money: { amount: paddedDecimal(shopMinor, shop), currency_code: shop },
    presentment_money: { amount: paddedDecimal(minor, presentment), currency_code: presentment },
  };
}

const offsetFormats = new Map<string, Intl.DateTimeFormat>();

function offsetFormat(timeZone: string): Intl.DateTimeFormat {
  let format = offsetFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
    offsetFormats.set(timeZone, format);
  }
  return format;
}

/** Minutes east of UTC of a zone at an instant. */
function offsetMinutes(timeZone: string, milliseconds: number): number {
  const parts = offsetFormat(timeZone).formatToParts(milliseconds);
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '');
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

/** ISO 8601 with the shop's own offset, as REST bodies write times: 2026-10-09T10:00:00-04:00. */
export function restTime(milliseconds: number, timeZone: string): string {
  const minutes = offsetMinutes(timeZone, milliseconds);
  const local = new Date(milliseconds + minutes * 60_000).toISOString().slice(0, 19);
  const size = Math.abs(minutes);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  return `${local}${minutes < 0 ? '-' : '+'}${hours}:${String(size % 60).padStart(2, '0')}`;
}

export function restTimeOrNull(milliseconds: number | null, timeZone: string): string | null {
  return milliseconds === null ? null : restTime(milliseconds, timeZone);
}
