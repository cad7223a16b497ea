import { Cells } from './cells.ts';
import { readHeader } from './header.ts';
import { CsvProblem, type UnusedRow } from './problem.ts';
import { type CsvFile, csvRows, type ReadingOptions } from './rows.ts';
import type { CsvAddress, CsvCustomer } from './types.ts';

/**
 * Customers of a customers export, in the order of the file, and the rows that could not be used. Reads today's columns
 * and those of 2021 and before, which have no Customer ID. A file-wide fault throws CsvProblem.
 */
export async function* readCustomersCsv(
  file: CsvFile,
  options: ReadingOptions = {},
): AsyncGenerator<CsvCustomer | UnusedRow> {
  const rows = csvRows(file);
  const first = await rows.next();
  const header = readHeader(file, first.done ? undefined : first.value, 'customers', options.needed);
  for await (const row of rows) {
    options.onRow?.();
    try {
      if (row.cells.length !== header.width) {
        const what = `The row has ${row.cells.length} cells where the header has ${header.width}.`;
        throw new CsvProblem('unusable row', file.name, row.line, what, 'Export the file again.');
      }
      yield customerOf(new Cells(header.name(row), file.name), row.line);
    } catch (error) {
      if (!(error instanceof CsvProblem)) throw error;
      yield { kind: 'unused', line: row.line, rows: 1, problem: error };
    }
  }
}

/** Today's name of an address column, else the old one. */
function addressOf(cells: Cells): CsvAddress | null {
  const either = (part: string) => cells.text(`Default Address ${part}`) ?? cells.text(part);
  const address: CsvAddress = {
    name: null,
    company: either('Company'),
    address1: either('Address1'),
    address2: either('Address2'),
    city: either('City'),
    zip: cells.guarded('Default Address Zip') ?? cells.guarded('Zip'),
    province: either('Province Code'),
    provinceName: cells.text('Province'),
    country: either('Country Code'),
    phone: cells.guarded('Default Address Phone'),
  };
  return Object.values(address).some((value) => value !== null) ? address : null;
}

function customerOf(cells: Cells, line: number): CsvCustomer {
  return {
    kind: 'customer',
    line,
    id: cells.id('Customer ID'),
    firstName: cells.text('First Name'),
    lastName: cells.text('Last Name'),
    email: cells.text('Email'),
    phone: cells.guarded('Phone'),
    acceptsEmailMarketing: cells.flag('Accepts Email Marketing') || cells.flag('Accepts Marketing'),
    address: addressOf(cells),
    note: cells.text('Note'),
    taxExempt: cells.flag('Tax Exempt'),
    tags: cells.list('Tags', ','),
    totalSpent: cells.amount('Total Spent'),
    totalOrders: cells.text('Total Orders'),
  };
}
