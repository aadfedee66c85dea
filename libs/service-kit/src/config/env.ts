/**
 * Reads a service's configuration from environment variables: `NAME`, or the file that `NAME_FILE` names (docker and
 * Kubernetes secrets). Every problem is collected first, so that a person corrects them all at once. Not a schema
 * language: services read what they need in one function. docs/configuration.md lists the variables.
 */
import { readFileSync } from 'node:fs';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Configuration is missing or wrong; the message lists every line. The start stops: waiting would not help. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  constructor(readonly problems: readonly string[]) {
    super(`configuration is not complete:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** Handed to the function given to `readEnv`. A getter that finds a problem notes it and returns a stand-in value. */
export class EnvReader {
  readonly problems: string[] = [];
  constructor(private readonly env: Environment) {}

  /** Text of `NAME` or of the file `NAME_FILE` (trailing line break removed); undefined when neither is set. */
  optional(name: string): string | undefined {
    const direct = this.env[name];
    if (direct !== undefined && direct !== '') return direct;
    const file = this.env[`${name}_FILE`];
    if (file === undefined || file === '') return undefined;
    try {
      return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      this.problems.push(`${name}_FILE: cannot read the file (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
      return '';
    }
  }

  required(name: string): string {
    const value = this.optional(name);
    if (value !== undefined) return value;
    this.problems.push(`${name} is missing (set ${name}, or ${name}_FILE to a file that holds it)`);
    return '';
  }

  string(name: string, fallback: string): string {
    return this.optional(name) ?? fallback;
  }

  integer(name: string, fallback?: number, least = 0): number {
    const text = fallback === undefined ? this.required(name) : this.optional(name);
    if (text === undefined) return fallback ?? 0;
    if (/^\d{1,15}$/.test(text) && Number(text) >= least) return Number(text);
    if (text !== '') this.problems.push(`${name} is not a whole number${least > 0 ? ` of at least ${least}` : ''}`);
    return fallback ?? 0;
  }

  /** `true`, `false`, `on`, `off`, `1`, `0`, `yes`, `no`. */
  boolean(name: string, fallback: boolean): boolean {
    const text = this.optional(name)?.toLowerCase();
    if (text === undefined) return fallback;
    if (['true', 'on', '1', 'yes'].includes(text)) return true;
    if (['false', 'off', '0', 'no'].includes(text)) return false;
    this.problems.push(`${name} is not true or false`);
    return fallback;
  }

  oneOf<const Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const text = this.optional(name);
    if (text === undefined) return fallback;
    const found = choices.find((choice) => choice === text);
    if (found === undefined) this.problems.push(`${name} is none of ${choices.join(', ')}`);
    return found ?? fallback;
  }

  /** Path of a file that must be readable: `NAME` here already ends in `_FILE` and is not read. */
  file(name: string): string {
    const path = this.env[name];
    if (!path) this.problems.push(`${name} is missing (path of a file)`);
    return path ?? '';
  }

  optionalFile(name: string): string | undefined {
    return this.env[name] || undefined;
  }
}

/** Runs `build` over the environment. Throws ConfigurationError listing every problem. */
export function readEnv<Config>(env: Environment, build: (reader: EnvReader) => Config): Config {
  const reader = new EnvReader(env);
  const config = build(reader);
  if (reader.problems.length > 0) throw new ConfigurationError(reader.problems);
  return config;
}
