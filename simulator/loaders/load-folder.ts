import { normalEmail } from '../merchant/truth-people.ts';
import type { NewCustomer, StoreActs } from '../store/types.ts';
import { customerFromCsv, orderFromCsv } from './csv-order.ts';
import { type NotUsed, type PlannedOrder, UnusableRecord } from './planned.ts';
import { type FileRead, type FolderContents, type Found, readFolder } from './read-files.ts';
import { customerFromRest, orderFromRest } from './rest-order.ts';

/** What became of every row and record of a folder: rows read = rows loaded + rows not used, file by file. */
export interface LoadSummary {
  readonly files: readonly (FileRead & { readonly rowsLoaded: number })[];
  readonly ignored: FolderContents['ignored'];
  readonly loaded: { readonly customers: number; readonly orders: number; readonly companies: number };
  readonly notUsed: readonly NotUsed[];
  /** What a loaded order's file says and the simulated store cannot show. */
  readonly notes: readonly { readonly file: string; readonly order: string; readonly note: string }[];
}

/**
 * Loads a store from real data: Shopify's orders and customers exports and REST-shaped JSON, told apart by what they hold.
 * Ids, names and figures stay as they are. An order of a CSV belongs to the customer with its e-mail, and is a guest's
 * where no customer has it. `loadedAt` dates customers whose files say no date and who have no order. Throws the system's
 * error when the folder cannot be read.
 */
export async function loadFolder(
  folder: string,
  store: StoreActs,
  options: { readonly loadedAt: Date },
): Promise<LoadSummary> {
  const load = new Load(await readFolder(folder), store, options.loadedAt);
  load.customers();
  load.orders();
  return load.summary();
}

class Load {
  readonly #contents: FolderContents;
  readonly #store: StoreActs;
  readonly #earliest: Date;
  readonly #notUsed: NotUsed[];
  readonly #notes: { file: string; order: string; note: string }[] = [];
  readonly #rowsLoaded = new Map<string, number>();
  readonly #customerByEmail = new Map<string, string>();
  readonly #customerIds = new Set<string>();
  readonly #companies = new Map<string, ReturnType<StoreActs['createCompany']>>();
  #orders = 0;

  constructor(contents: FolderContents, store: StoreActs, loadedAt: Date) {
    this.#contents = contents;
    this.#store = store;
    this.#notUsed = [...contents.notUsed];
    const times = [
      ...contents.csvOrders.map(({ record }) => record.createdAt),
      ...contents.restOrders.flatMap(({ record }) => record.created_at ?? []),
    ];
    const first = times.reduce((least, time) => (time < least ? time : least), loadedAt);
    this.#earliest = new Date(first.getTime() - 60_000);
  }

  customers(): void {
    const { csvCustomers, restCustomers, restOrders } = this.#contents;
    for (const found of csvCustomers) this.#customer(found, customerFromCsv(found.record, this.#earliest));
    for (const found of newestFirst(restCustomers))
      this.#customer(found, customerFromRest(found.record, this.#earliest));
    for (const found of newestFirst(restOrders)) {
      // The customer inside an order counts for no record of its own: a copy that is known already is nothing lost.
      const { customer } = found.record;
      if (customer?.id && !this.#customerIds.has(customer.id)) {
        this.#customer({ ...found, rows: 0 }, customerFromRest(customer, this.#earliest));
      }
    }
  }

  orders(): void {
    const { csvOrders, restOrders } = this.#contents;
    const known = new Set<string>();
    const place = <T>(found: Found<T>, id: string | null, name: string, plan: () => PlannedOrder) => {
      if (id !== null && known.has(id)) {
        this.#skip(found, id, `another record of order ${id} is as new or newer`);
        return;
      }
      const planned = this.#create(found, id ?? name, plan);
      if (planned === null) return;
      if (id !== null) known.add(id);
      // From here on nothing is refused: what a file says was cut to what is possible when it was planned.
      for (const act of planned.acts) act(this.#store, planned.id);
      this.#orders += 1;
      this.#count(found);
      for (const note of planned.notes) this.#notes.push({ file: found.file, order: name, note });
    };
    for (const found of csvOrders) {
      const { id, name, email } = found.record;
      place(found, id, name, () => orderFromCsv(found.record, this.#byEmail(email)));
    }
    for (const found of newestFirst(restOrders)) {
      const { id, name, customer } = found.record;
      const customerId = customer?.id && this.#customerIds.has(customer.id) ? customer.id : null;
      place(found, id, name ?? id ?? '', () => orderFromRest(found.record, customerId));
    }
  }

  summary(): LoadSummary {
    const { files, ignored } = this.#contents;
    return {
      files: files.map((read) => ({ ...read, rowsLoaded: this.#rowsLoaded.get(read.file) ?? 0 })),
      ignored,
      loaded: { customers: this.#customerIds.size, orders: this.#orders, companies: this.#companies.size },
      notUsed: this.#notUsed,
      notes: this.#notes,
    };
  }

  #customer<T>(found: Found<T>, customer: NewCustomer): void {
    const { id, email } = customer;
    if (id !== undefined && this.#customerIds.has(id)) {
      this.#skip(found, id, `another record of customer ${id} is as new or newer`);
      return;
    }
    try {
      const made = this.#store.createCustomer(customer);
      this.#customerIds.add(made);
      const key = normalEmail(email);
      if (key !== null) this.#customerByEmail.set(key, made);
      this.#count(found);
    } catch (error) {
      // The store refuses what Shopify refuses, such as a second customer with one e-mail.
      this.#skip(found, id ?? null, reasonOf(error));
    }
  }

  /** Places the order; null when it cannot be, with the reason noted. */
  #create<T>(found: Found<T>, record: string, plan: () => PlannedOrder) {
    try {
      const planned = plan();
      const company = planned.company === null ? undefined : this.#company(planned.company, planned.order.createdAt);
      return { ...planned, id: this.#store.createOrder(company ? { ...planned.order, company } : planned.order) };
    } catch (error) {
      this.#skip(found, record, reasonOf(error));
      return null;
    }
  }

  #company(company: NonNullable<PlannedOrder['company']>, createdAt: Date) {
    const key = company.id ?? company.name;
    const made = this.#companies.get(key) ?? this.#store.createCompany({ ...company, createdAt });
    this.#companies.set(key, made);
    return made;
  }

  #byEmail(email: string | null): string | null {
    return this.#customerByEmail.get(normalEmail(email) ?? '') ?? null;
  }

  #count<T>({ file, rows }: Found<T>): void {
    this.#rowsLoaded.set(file, (this.#rowsLoaded.get(file) ?? 0) + rows);
  }

  #skip<T>({ file, line, rows }: Found<T>, record: string | null, reason: string): void {
    this.#notUsed.push({ file, line, record, reason, count: rows });
  }
}

/** Newest first by the record's own update time; records without one come last, in the order of the files. */
function newestFirst<T extends { readonly updated_at: Date | null }>(found: readonly Found<T>[]): Found<T>[] {
  return found.toSorted((left, right) => timeOf(right.record) - timeOf(left.record));
}

function timeOf(record: { readonly updated_at: Date | null }): number {
  return record.updated_at?.getTime() ?? 0;
}

/** What a record is refused for: by this load, by the arithmetic (RangeError), or by the store in Shopify's words. */
function reasonOf(error: unknown): string {
  if (error instanceof UnusableRecord || error instanceof RangeError) return error.message;
  if (error instanceof Error && error.constructor === Error) return error.message;
  throw error;
}
