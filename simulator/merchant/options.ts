/** What kind of merchant to make. Everything not given has a default that fits a small direct-to-consumer shop. */
export interface MerchantOptions {
  /** How many orders lie between the opening and `now`. */
  readonly orders: number;
  /** The end of the history; story and live orders come after it. */
  readonly now: Date;
  /** Over how many months (of 30.44 days) the orders are spread. */
  readonly months?: number;
  /** The shop's currency; one that `dollarMillionths` knows. */
  readonly currency?: string;
  readonly companies?: number;
}

export interface MerchantSettings {
  readonly orders: number;
  readonly now: Date;
  readonly months: number;
  readonly currency: string;
  readonly companies: number;
}

export function settle(options: MerchantOptions): MerchantSettings {
  if (!Number.isInteger(options.orders) || options.orders < 0) {
    throw new RangeError('a merchant needs a whole number of orders, zero or more');
  }
  return {
    orders: options.orders,
    now: options.now,
    months: options.months ?? 11,
    currency: options.currency ?? 'CAD',
    companies: options.companies ?? Math.min(4, Math.ceil(options.orders / 200)),
  };
}
