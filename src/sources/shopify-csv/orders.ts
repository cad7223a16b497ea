import Big from 'big.js';
import { Cells } from './cells.ts';
import { type Header, readHeader } from './header.ts';
import { CsvProblem, type UnusedRow } from './problem.ts';
import { type CsvFile, type CsvRow, csvRows, type ReadingOptions } from './rows.ts';
import type { CsvAddress, CsvLine, CsvOrder } from './types.ts';

/** Rows of one order: the first holds everything about the order, all hold a line item. */
interface Group {
  readonly name: string;
  readonly id: string | null;
  readonly rows: CsvRow[];
}

/**
 * Orders of an orders export, in the order of the file, and the rows that could not be used. Reads all variants: 79
 * columns, 75 of 2021, newer ones with more. A file-wide fault throws CsvProblem; nothing was
 * yielded wrongly before it.
 */
export async function* readOrdersCsv(
  file: CsvFile,
  options: ReadingOptions = {},
): AsyncGenerator<CsvOrder | UnusedRow> {
  const rows = csvRows(file);
  const first = await rows.next();
  const header = readHeader(file, first.done ? undefined : first.value, 'orders', options.needed);
  let group: Group | null = null;
  for await (const row of rows) {
    options.onRow?.();
    const named = header.name(row);
    const name = named.cell('Name');
    const id = named.cell('Id');
    const misfit = misfitOf(file, header, row, name);
    if (misfit) {
      yield misfit;
      continue;
    }
    // Imported orders may repeat a name: rows belong together while the name stays and no other Id appears.
    if (group && group.name === name && (id === null || id === group.id) && !startsAgain(header, row)) {
      group.rows.push(row);
      continue;
    }
    if (group) yield* finish(file, header, group);
    group = { name: name ?? '', id, rows: [row] };
  }
  if (group) yield* finish(file, header, group);
}

/** Without an Id column only the figures of a first row tell that a second order of the same name begins. */
function startsAgain(header: Header, row: CsvRow): boolean {
  return !header.has('Id') && header.name(row).cell('Total') !== null;
}

function misfitOf(file: CsvFile, header: Header, row: CsvRow, name: string | null): UnusedRow | null {
  const short = row.cells.length < header.width;
  if (!short && row.cells.length <= header.width && name !== null) return null;
  const what =
    row.cells.length === header.width
      ? 'The row has no order name.'
      : `The row has ${row.cells.length} cells where the header has ${header.width}.`;
  const problem = new CsvProblem('unusable row', file.name, row.line, what, 'Export the file again.');
  return { kind: 'unused', line: row.line, rows: 1, problem };
}

function* finish(file: CsvFile, header: Header, group: Group): Generator<CsvOrder | UnusedRow> {
  const [first] = group.rows;
  if (!first) return;
  const cellsOf = (row: CsvRow) => new Cells(header.name(row), file.name);
  const unused = (row: CsvRow, rows: number, error: unknown): UnusedRow => {
    if (!(error instanceof CsvProblem)) throw error;
    return { kind: 'unused', line: row.line, rows, problem: error };
  };
  refuseSecondCurrency(file, header, group);
  const items: CsvLine[] = [];
  const broken: UnusedRow[] = [];
  for (const row of group.rows) {
    try {
      const item = lineOf(cellsOf(row), row.line);
      if (item) items.push(item);
    } catch (error) {
      // The order's own figures do not depend on a line: it goes on without this one.
      broken.push(unused(row, row === first ? 0 : 1, error));
    }
  }
  try {
    const rows = group.rows.length - broken.reduce((sum, { rows: lost }) => sum + lost, 0);
    const order = orderOf(cellsOf(first), header, group, items);
    yield* broken;
    yield { ...order, rows };
  } catch (error) {
    yield unused(first, group.rows.length, error);
  }
}

/** One order has one currency; a file where it has two was put together by hand, and none of its sums can be trusted. */
function refuseSecondCurrency(file: CsvFile, header: Header, { name, rows: [first, ...rest] }: Group): void {
  const currency = first === undefined ? null : header.name(first).cell('Currency');
  for (const row of rest) {
    const other = header.name(row).cell('Currency');
    if (other === null || other === currency) continue;
    const what = `The rows of order ${name} are in ${currency ?? 'no currency'} and in ${other}.`;
    const mend = 'Export the file again from the Shopify admin and leave it as it is.';
    throw new CsvProblem('mixed currencies', file.name, row.line, what, mend);
  }
}

/** Null for the row of an order without line items. */
function lineOf(cells: Cells, line: number): CsvLine | null {
  if (cells.text('Lineitem name') === null && cells.text('Lineitem quantity') === null) return null;
  return {
    line,
    name: cells.needed('Lineitem name'),
    sku: cells.text('Lineitem sku'),
    quantity: cells.quantity('Lineitem quantity'),
    price: cells.neededAmount('Lineitem price'),
    compareAtPrice: cells.amount('Lineitem compare at price'),
    discount: cells.amount('Lineitem discount'),
    requiresShipping: cells.flag('Lineitem requires shipping'),
    taxable: cells.flag('Lineitem taxable'),
    fulfillmentStatus: cells.text('Lineitem fulfillment status'),
    vendor: cells.text('Vendor'),
  };
}

/** A tip is exported as a line item of this name: in the total, not in the subtotal, never shipped and never taxed. */
function isTip(line: CsvLine): boolean {
  return line.name === 'Tip' && line.sku === null && !line.requiresShipping && !line.taxable;
}

function tipOf(lines: readonly CsvLine[]): string | null {
  const tips = lines.filter(isTip);
  const [only] = tips;
  if (!only) return null;
  if (tips.length === 1 && only.quantity === 1) return only.price;
  return tips.reduce((sum, tip) => sum.plus(new Big(tip.price).times(tip.quantity)), new Big(0)).toFixed();
}

function addressOf(cells: Cells, prefix: 'Billing' | 'Shipping'): CsvAddress | null {
  const address: CsvAddress = {
    name: cells.text(`${prefix} Name`),
    company: cells.text(`${prefix} Company`),
    address1: cells.text(`${prefix} Address1`) ?? cells.text(`${prefix} Street`),
    address2: cells.text(`${prefix} Address2`),
    city: cells.text(`${prefix} City`),
    zip: cells.guarded(`${prefix} Zip`),
    province: cells.text(`${prefix} Province`),
    provinceName: cells.text(`${prefix} Province Name`),
    country: cells.text(`${prefix} Country`),
    phone: cells.guarded(`${prefix} Phone`),
  };
  return Object.values(address).some((value) => value !== null) ? address : null;
}

function taxLinesOf(cells: Cells): CsvOrder['taxLines'] {
  return [1, 2, 3, 4, 5].flatMap((position) => {
    const name = cells.text(`Tax ${position} Name`);
    const value = cells.amount(`Tax ${position} Value`);
    return name !== null && value !== null ? [{ name, value }] : [];
  });
}

function orderOf(cells: Cells, header: Header, group: Group, items: readonly CsvLine[]): CsvOrder {
  if (header.has('Id') && cells.text('Id') === null && cells.text('Total') === null) {
    const mend = 'Export the orders in one file, or put the rows of a split export back together.';
    cells.fail('The row continues an order whose first row is not above it.', mend);
  }
  return {
    kind: 'order',
    line: group.rows[0]?.line ?? 0,
    rows: group.rows.length,
    id: cells.id('Id'),
    name: group.name,
    ...statesOf(cells),
    ...amountsOf(cells, items),
    lines: items.filter((item) => !isTip(item)),
    email: cells.text('Email'),
    phone: cells.guarded('Phone'),
    acceptsMarketing: cells.flag('Accepts Marketing'),
    shippingMethod: cells.text('Shipping Method'),
    billing: addressOf(cells, 'Billing'),
    shippingAddress: addressOf(cells, 'Shipping'),
    note: cells.text('Notes'),
    noteAttributes: cells.text('Note Attributes'),
    paymentMethods: cells.list('Payment Method', ' + '),
    paymentReferences: cells.list(header.has('Payment References') ? 'Payment References' : 'Payment Reference', ' + '),
    paymentTerms: cells.text('Payment Terms Name'),
    nextPaymentDueAt: cells.time('Next Payment Due At'),
    source: cells.text('Source'),
    tags: cells.list('Tags', ','),
    riskLevel: cells.text('Risk Level'),
    employee: cells.text('Employee'),
    location: cells.text('Location'),
  };
}

function statesOf(cells: Cells) {
  return {
    financialStatus: cells.text('Financial Status'),
    paidAt: cells.time('Paid at'),
    fulfillmentStatus: cells.text('Fulfillment Status'),
    fulfilledAt: cells.time('Fulfilled at'),
    cancelledAt: cells.time('Cancelled at'),
    createdAt: cells.neededTime('Created at'),
    createdDay: cells.needed('Created at').slice(0, 10),
  };
}

function amountsOf(cells: Cells, items: readonly CsvLine[]) {
  return {
    currency: cells.currency('Currency'),
    subtotal: cells.amount('Subtotal'),
    shipping: cells.amount('Shipping'),
    taxes: cells.amount('Taxes'),
    total: cells.neededAmount('Total'),
    discountCode: cells.text('Discount Code'),
    discountAmount: cells.amount('Discount Amount'),
    refunded: cells.amount('Refunded Amount'),
    outstanding: cells.amount('Outstanding Balance'),
    duties: cells.amount('Duties'),
    tip: tipOf(items),
    taxLines: taxLinesOf(cells),
  };
}
