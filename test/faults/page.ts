import { conditions, type FaultEntry, faultCatalogue, notApplicable } from '../../simulator/faults/catalogue.ts';
import { proofOf, proofOfCondition } from './proofs.ts';

const begin = '<!-- written by node scripts/reliability-page.ts -->';
const end = '<!-- end of what is written -->';

const needs: Readonly<Record<FaultEntry['recovery'], string>> = {
  'by itself': 'nothing',
  'in time': 'time',
  'by a person': 'a person',
};

/** docs/reliability.md with its tables as the catalogue of faults has them now. Throws Error without the marks. */
export function withFaultTables(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`the page lacks the marks ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${tables().join('\n')}\n\n${page.slice(to)}`;
}

function tables(): string[] {
  const platforms = Object.entries(faultCatalogue).flatMap(([platform, faults]) => [
    `### ${platform}: ${faults.length} faults`,
    '',
    '| fault | what happens | what must come of it | needs | known from | proof |',
    '|---|---|---|---|---|---|',
    ...faults.map((fault) => {
      const { name, happens, promise, recovery, source } = fault;
      return row([`\`${name}\``, happens, promise, needs[recovery], source, fileOf(proofOf(fault))]);
    }),
    '',
  ]);
  return [
    ...platforms,
    '### Trouble without a fault of a platform',
    '',
    '| name | what happens | what must come of it | proof |',
    '|---|---|---|---|',
    ...conditions.map(({ name, happens, promise }) =>
      row([name, happens, promise, `\`${proofOfCondition[name] ?? ''}\``]),
    ),
    '',
    '### Faults of CRMs that have no connector yet',
    '',
    '| fault | CRM | why it does not apply |',
    '|---|---|---|',
    ...notApplicable.map(({ fault, platform, reason }) => row([fault, platform, reason])),
  ];
}

function fileOf(path: string): string {
  return `\`${path.replace('test/faults/', '').replace('.test.ts', '')}\``;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
