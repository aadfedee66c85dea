/**
 * The log of a service: JSON lines by pino on standard output, every line redacted and with the correlation id of the
 * work at hand. Personal data are ids only.
 */
import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { currentCorrelationId } from './correlation.js';
import { redact, redactText } from '@cardwright/contracts/logging/redaction';

export type { Logger };
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LoggerOptions {
  /** Service name; in every line as `service`. */
  name: string;
  level?: LogLevel;
  destination?: DestinationStream;
}

export function createLogger({ name, level = 'info', destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service: name, pid: process.pid },
    messageKey: 'message',
    errorKey: 'err',
    timestamp: pino.stdTimeFunctions.isoTime,
    // Errors are left whole for `formatters.log`, which redacts them with everything else.
    serializers: { err: (error: unknown) => error },
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redact(fields) as Record<string, unknown>,
    },
    mixin: () => {
      const correlationId = currentCorrelationId();
      return correlationId === undefined ? {} : { correlationId };
    },
    hooks: {
      logMethod(this: Logger, args: unknown[], method: (...given: never[]) => void): void {
        method.apply(this, args.map((item) => (typeof item === 'string' ? redactText(item) : item)) as never[]);
      },
    },
  };
  return destination ? pino(options as never, destination) : pino(options as never);
}

/** Sends Nest's own lines, and those of `new Logger(context)` in services, through pino. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the context last; a stack or further messages may stand before it. `({ fields }, 'text')` works as in pino. */
  private write(
    level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = typeof rest.at(-1) === 'string' ? (rest.at(-1) as string) : undefined;
    const further = context === undefined ? rest : rest.slice(0, -1);
    const text = [message, ...further].filter((part): part is string => typeof part === 'string').join(' ');
    const objects = [message, ...further].filter((part): part is object => typeof part === 'object' && part !== null);
    const fields: Record<string, unknown> = context === undefined ? {} : { context };
    for (const object of objects)
      if (object instanceof Error) fields['err'] = object;
      else Object.assign(fields, object);
    const error = fields['err'];
    this.logger[level](fields, text || (error instanceof Error ? error.message : ''));
  }
}

/** A Nest `new Logger(context)` in the shape that our plain classes take: `({ fields }, 'text')`. */
export function nestLogger(logger: LoggerService): Pick<Logger, 'error' | 'info' | 'warn'> {
  const write =
    (level: 'error' | 'log' | 'warn') =>
    (...args: unknown[]): void =>
      logger[level](args[0], ...args.slice(1));
  return { error: write('error'), info: write('log'), warn: write('warn') };
}
