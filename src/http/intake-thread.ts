import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { deliveryReader } from '../app/deliveries.ts';
import { CommandError } from '../app/failures.ts';
import { closeIntake, type IntakeThreadData, intakeThreadData, type ToldByIntakeThread } from '../app/intake-thread.ts';
import { type Served, serve } from '../app/listen.ts';
import type { Ledger } from '../ledger/contract.ts';
import { openLedger } from '../ledger/open.ts';
import { systemClock } from '../lib/clock.ts';
import { acceptDelivery } from '../sync/intake.ts';
import type { Log } from '../sync/types.ts';
import { intakeApp } from './intake.ts';

/** The thread that answers webhooks, where the ledger lies on a server: it has connections of its own there. */
async function serveIntake(port: MessagePort, data: IntakeThreadData): Promise<void> {
  const tell = (told: ToldByIntakeThread) => port.postMessage(told);
  const ledger = await openLedger({ databaseUrl: data.databaseUrl });
  try {
    const served = await listen(ledger, data, loggingTo(tell));
    port.once('message', (message: unknown) => {
      if (message === closeIntake) void end(port, served, ledger);
    });
    tell({ type: 'serving', url: served.url });
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

function listen(ledger: Ledger, data: IntakeThreadData, log: Log): Promise<Served> {
  const { source, lane, debounceMs, host } = data;
  const clock = systemClock;
  const app = intakeApp({
    receive: deliveryReader(data),
    accept: (delivery) => acceptDelivery({ ledger, lane, sourceId: source, clock, debounceMs }, delivery),
    clock,
    log,
  });
  return serve(app, { host, port: data.port });
}

function loggingTo(tell: (told: ToldByIntakeThread) => void): Log {
  const logs =
    (level: 'info' | 'warn' | 'error'): Log['info'] =>
    (message, fields = {}) =>
      tell({ type: 'log', level, message, fields });
  return { info: logs('info'), warn: logs('warn'), error: logs('error') };
}

async function end(port: MessagePort, served: Served, ledger: Ledger): Promise<void> {
  await served.close();
  await ledger.close();
  port.close();
}

if (parentPort !== null) {
  const port = parentPort;
  await serveIntake(port, intakeThreadData.parse(workerData)).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    const told: ToldByIntakeThread = { type: 'refused', message, isUsage: error instanceof CommandError };
    port.postMessage(told);
    port.close();
  });
}
