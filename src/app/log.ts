import { destination, type Logger, pino } from 'pino';
import type { Log } from '../sync/types.ts';

export type LogLevel = 'silent' | 'error' | 'warn' | 'info';

/** Everything goes to stderr: stdout belongs to a command's answer. Lines are JSON, times in UTC. */
export function createLogger(level: LogLevel): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination(2));
}

/** The loop's way of logging: a fixed message with fields. */
export function loopLog(logger: Logger): Log {
  return {
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
  };
}
