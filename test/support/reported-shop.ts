import { playHistory } from '../../simulator/merchant/history.ts';
import { merchant } from '../../simulator/merchant/merchant.ts';
import { makeReport, reportParts } from '../../src/app/exports/report.ts';
import { storeInput } from '../../src/app/exports/store-input.ts';
import { coreFieldMap } from '../../src/field-map/core.ts';
import { orderPartsOf } from '../../src/field-map/project.ts';
import type { ReportDocument } from '../../src/report/document.ts';
import { commonScopes, withStore } from '../shopify-place.ts';

const asOf = new Date('2026-11-22T10:00:00Z');
const nextDue = new Date('2026-11-23T11:00:00Z');

/** The report of a simulated shop of eleven months, read from the store over HTTP. */
export async function reportOfShop(orders: number, name: string): Promise<ReportDocument> {
  let found: ReportDocument | null = null;
  const orderParts = [...new Set([...orderPartsOf(coreFieldMap), ...reportParts])];
  await withStore(
    async ({ server, source, clock }) => {
      playHistory(merchant(3, { orders, now: asOf, currency: 'CAD' }), server.store);
      const input = storeInput(source, await source.check(), coreFieldMap, clock);
      const { document } = await makeReport({
        input,
        from: name,
        unit: 'month',
        times: { asOf, nextDue },
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
      found = document;
    },
    { orderParts, scopes: [...commonScopes, 'read_products'] },
  );
  if (found === null) throw new Error('no report was made');
  return found;
}
