import type { StatusDocument } from '../app/documents.ts';
import type { Output } from './output.ts';
import { wrapped } from './table.ts';

/** Who is told, what they have been told of, and what keeps messages from arriving. */
export function printAlerts(output: Output, { responsible, problems, channels, open }: StatusDocument['alerts']): void {
  const { paint, width } = output;
  output.line(`Told:     ${responsible ?? 'nobody is responsible: run samestory init'}`);
  for (const problem of problems)
    for (const line of wrapped(problem, width, '          ')) output.line(paint.warn(line));
  for (const { recipient, channel, error, waiting } of channels) {
    if (error === null) continue;
    const text = `${channel} to ${recipient} fails: ${error}; ${waiting} waiting`;
    for (const line of wrapped(text, width, '          ')) output.line(paint.bad(line));
  }
  for (const { title, since, toldAt, escalatedAt } of open) {
    const told = toldAt === null ? 'not told yet' : `told ${time(toldAt)}`;
    const escalated = escalatedAt === null ? '' : `, escalated ${time(escalatedAt)}`;
    for (const line of wrapped(`${title}: since ${time(since)}, ${told}${escalated}`, width, '          '))
      output.line(line);
  }
}

function time(moment: string): string {
  return `${moment.slice(0, 16).replace('T', ' ')} UTC`;
}
