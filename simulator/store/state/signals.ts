import type {
  CompanyContactRecord,
  CompanyRecord,
  CustomerRecord,
  FulfillmentEventRecord,
  FulfillmentRecord,
  OrderRecord,
  RefundRecord,
  ReturnRecord,
  TransactionRecord,
} from './records.ts';

export interface UnitsChange {
  readonly id: string;
  readonly delta: number;
}

/** One webhook that an act causes. All signals of one act share an event id. */
export type Signal =
  | {
      readonly topic:
        | 'orders/create'
        | 'orders/updated'
        | 'orders/paid'
        | 'orders/cancelled'
        | 'orders/fulfilled'
        | 'orders/partially_fulfilled';
      readonly order: OrderRecord;
    }
  | { readonly topic: 'orders/delete'; readonly orderId: string }
  | {
      readonly topic: 'orders/edited';
      readonly order: OrderRecord;
      readonly editId: string;
      readonly at: Date;
      readonly additions: readonly UnitsChange[];
      readonly removals: readonly UnitsChange[];
    }
  | {
      readonly topic: 'order_transactions/create';
      readonly order: OrderRecord;
      readonly transaction: TransactionRecord;
    }
  | { readonly topic: 'refunds/create'; readonly order: OrderRecord; readonly refund: RefundRecord }
  | {
      readonly topic: 'fulfillments/create' | 'fulfillments/update';
      readonly order: OrderRecord;
      readonly fulfillment: FulfillmentRecord;
    }
  | {
      readonly topic: 'fulfillment_events/create';
      readonly order: OrderRecord;
      readonly fulfillment: FulfillmentRecord;
      readonly event: FulfillmentEventRecord;
    }
  | {
      readonly topic: 'returns/request' | 'returns/approve' | 'returns/close';
      readonly order: OrderRecord;
      readonly return: ReturnRecord;
    }
  | { readonly topic: 'customers/create' | 'customers/update'; readonly customer: CustomerRecord }
  | { readonly topic: 'customers/delete'; readonly customerId: string }
  | { readonly topic: 'customers/merge'; readonly keptId: string; readonly removedId: string; readonly jobId: string }
  | { readonly topic: 'customers/purchasing_summary'; readonly customer: CustomerRecord; readonly at: Date }
  | { readonly topic: 'companies/create' | 'companies/update'; readonly company: CompanyRecord }
  | { readonly topic: 'company_locations/create'; readonly company: CompanyRecord }
  | {
      readonly topic: 'company_contacts/create';
      readonly company: CompanyRecord;
      readonly contact: CompanyContactRecord;
    }
  | { readonly topic: 'customers/redact'; readonly customer: PrivacySubject }
  | { readonly topic: 'customers/data_request'; readonly customer: PrivacySubject }
  | { readonly topic: 'shop/redact' | 'app/uninstalled' }
  | {
      readonly topic: 'bulk_operations/finish';
      readonly operationId: string;
      readonly status: string;
      readonly errorCode: string | null;
      readonly createdAt: Date;
      readonly completedAt: Date;
    };

/** Who a privacy topic is about, as known before the redaction. */
export interface PrivacySubject {
  readonly id: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly orderIds: readonly string[];
}
