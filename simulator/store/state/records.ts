/**
 * What the simulated store remembers. Records hold the order as it was placed and what happened since; every figure that
 * Shopify shows is computed on read. Amounts are minor units of the order's presentment currency. Times are milliseconds
 * cut to whole seconds, Shopify's resolution. Ids are digits.
 */
import type { NewAddress, NewLine, NewOrder } from '../types.ts';

export interface LineRecord {
  readonly id: string;
  readonly input: NewLine;
  readonly unitPrice: bigint;
  /** False for a line that an order edit added. */
  readonly original: boolean;
  /** Units that an order edit removed. */
  removed: number;
  /** Units refunded as RETURN: they had been shipped. */
  returned: number;
  /** Units refunded with another restock type. */
  takenBack: number;
  fulfilled: number;
}

export interface TransactionRecord {
  readonly id: string;
  readonly kind: 'AUTHORIZATION' | 'CAPTURE' | 'REFUND' | 'SALE' | 'VOID';
  readonly status: 'PENDING' | 'SUCCESS';
  readonly gateway: string;
  readonly amount: bigint;
  /** Shop currency units for one presentment unit at the transaction's own moment. */
  readonly rate: string;
  readonly at: number;
  readonly parentId: string | null;
}

export interface RefundLineRecord {
  readonly id: string;
  readonly line: LineRecord;
  readonly quantity: number;
  readonly restock: 'RETURN' | 'CANCEL' | 'NO_RESTOCK';
  readonly subtotal: bigint;
  readonly tax: bigint;
}

export interface RefundRecord {
  readonly id: string;
  readonly orderId: string;
  readonly at: number;
  readonly note: string | null;
  readonly amount: bigint;
  readonly rate: string;
  readonly lines: readonly RefundLineRecord[];
  readonly transaction: TransactionRecord | null;
  /** What the refund takes back beside goods, discount and tax. */
  readonly shipping: bigint;
  readonly tip: bigint;
  readonly duties: bigint;
  /** Money given back less what lines, shipping, tip and duties explain; negative where less was given back. */
  readonly discrepancy: bigint;
  readonly shippingLineId: string;
  readonly adjustmentId: string;
}

export interface FulfillmentLineRecord {
  readonly id: string;
  readonly line: LineRecord;
  readonly quantity: number;
}

export interface FulfillmentEventRecord {
  readonly id: string;
  readonly status: 'IN_TRANSIT' | 'OUT_FOR_DELIVERY' | 'DELIVERED' | 'FAILURE';
  readonly at: number;
}

export interface FulfillmentRecord {
  readonly id: string;
  readonly orderId: string;
  readonly name: string;
  readonly at: number;
  updatedAt: number;
  readonly lines: readonly FulfillmentLineRecord[];
  readonly tracking: { readonly company: string; readonly number: string; readonly url: string } | null;
  readonly events: FulfillmentEventRecord[];
}

export interface ReturnLineRecord {
  readonly id: string;
  readonly line: LineRecord;
  readonly quantity: number;
}

export interface ReturnRecord {
  readonly id: string;
  readonly orderId: string;
  readonly name: string;
  readonly at: number;
  readonly lines: readonly ReturnLineRecord[];
  status: 'REQUESTED' | 'OPEN' | 'CLOSED';
  approvedAt: number | null;
  closedAt: number | null;
}

export type CancelReason = 'CUSTOMER' | 'DECLINED' | 'FRAUD' | 'INVENTORY' | 'OTHER' | 'STAFF';

export interface OrderRecord {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly input: NewOrder;
  readonly createdAt: number;
  readonly processedAt: number;
  readonly shippingLineId: string;
  updatedAt: number;
  customerId: string | null;
  email: string | null;
  phone: string | null;
  shippingAddress: NewAddress | null;
  billingAddress: NewAddress | null;
  cancelledAt: number | null;
  cancelReason: CancelReason | null;
  closedAt: number | null;
  edited: boolean;
  voided: boolean;
  /** Signed sum of what order edits said about tax, and the sum of its positive parts. */
  taxChange: bigint;
  taxAdded: bigint;
  /** The last act that changed the order's money after it was placed. */
  moneyChangedAt: number | null;
  readonly lines: LineRecord[];
  readonly transactions: TransactionRecord[];
  readonly refunds: RefundRecord[];
  readonly fulfillments: FulfillmentRecord[];
  readonly returns: ReturnRecord[];
}

export interface CustomerRecord {
  readonly id: string;
  readonly createdAt: number;
  updatedAt: number;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  readonly locale: string;
  note: string | null;
  tags: readonly string[];
  address: NewAddress | null;
  redacted: boolean;
  readonly orderIds: Set<string>;
}

export interface CompanyRecord {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  updatedAt: number;
  readonly location: { readonly id: string };
  readonly contacts: CompanyContactRecord[];
  readonly orderIds: Set<string>;
}

export interface CompanyContactRecord {
  readonly id: string;
  readonly companyId: string;
  readonly customerId: string;
  readonly roleAssignmentId: string;
  readonly createdAt: number;
}

export interface EventRecord {
  readonly id: string;
  readonly action: 'create' | 'destroy' | 'merge';
  readonly subjectType: 'ORDER' | 'CUSTOMER' | 'COMPANY';
  readonly subjectId: string;
  readonly at: number;
}

export interface MergeRecord {
  readonly jobId: string;
  readonly keptId: string;
  readonly removedId: string;
}
