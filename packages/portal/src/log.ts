import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

export type { Logger } from 'pino';

/**
 * The log of a command, on standard error: standard output belongs to what scripts read. Lines for people, or JSON
 * where `AJAR_LOG=json` asks for it.
 */
export function openLog(): Logger {
  const level = process.env['AJAR_LOG_LEVEL'] ?? 'info';
  if (process.env['AJAR_LOG'] === 'json') return pino({ level, base: null }, pino.destination(2));
  return pino(
    { level, base: null },
    pretty({
      destination: 2,
      sync: true,
      translateTime: 'SYS:HH:MM:ss',
      ignore: 'pid,hostname',
      singleLine: true,
    }),
  );
}
