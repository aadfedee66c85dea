import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readDatabaseConfig } from '../database/data-source.js';
import { readNatsConfig } from '../nats/connection.js';
import { ConfigurationError, readEnv } from './env.js';

const directory = mkdtempSync(join(tmpdir(), 'cardwright-env-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('readEnv', () => {
  it('takes a value from the variable, or from the file that NAME_FILE names', () => {
    const file = join(directory, 'password');
    writeFileSync(file, 'from file\n');
    const env = { A: 'direct', DATABASE_PASSWORD_FILE: file, PORT: '8080', ON: 'yes' };
    const config = readEnv(env, (reader) => [
      reader.required('A'),
      reader.required('DATABASE_PASSWORD'),
      reader.integer('PORT'),
      reader.boolean('ON', false),
      reader.string('B', 'fallback'),
    ]);
    expect(config).toEqual(['direct', 'from file', 8080, true, 'fallback']);
  });

  it('refuses a number below the least, and says which that is', () => {
    expect(readEnv({ PLACES: '1' }, (reader) => reader.integer('PLACES', 50, 1))).toBe(1);
    expect(readEnv({}, (reader) => reader.integer('PLACES', 50, 1))).toBe(50);
    expect(() => readEnv({ PLACES: '0' }, (reader) => reader.integer('PLACES', 50, 1))).toThrow(
      /PLACES is not a whole number of at least 1/,
    );
  });

  it('lists every problem at once, and no value', () => {
    const env = { PORT: 'eighty', LEVEL: 'loud', SECRET_FILE: join(directory, 'none') };
    const read = (): unknown =>
      readEnv(env, (reader) => [
        readNatsConfig(reader, 'spec'),
        reader.integer('PORT'),
        reader.oneOf('LEVEL', ['info', 'warn'], 'info'),
        reader.required('SECRET'),
      ]);
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(
      /NATS_URL is missing[^]*PORT is not a whole number[^]*LEVEL is none of info, warn[^]*SECRET_FILE: cannot read the file \(ENOENT\)/,
    );
  });
});

describe('readDatabaseConfig', () => {
  it('takes a URL or its parts', () => {
    const url = readEnv({ DATABASE_URL: 'postgresql://us%40er:pa%2Fss@127.0.0.1:5555/cw' }, (reader) =>
      readDatabaseConfig(reader, 'update'),
    );
    expect(url).toMatchObject({
      host: '127.0.0.1',
      port: 5555,
      database: 'cw',
      user: 'us@er',
      password: 'pa/ss',
      tls: false,
    });
    const parts = {
      DATABASE_HOST: 'db',
      DATABASE_NAME: 'cw',
      DATABASE_USER: 'u',
      DATABASE_PASSWORD: 'p',
      DATABASE_SCHEMA: 'other',
    };
    expect(readEnv(parts, (reader) => readDatabaseConfig(reader, 'update'))).toMatchObject({
      host: 'db',
      port: 5432,
      schema: 'other',
      tls: true,
    });
  });

  it('takes the password from its file beside a URL without one, and the bootstrap names by default', () => {
    const file = join(directory, 'update.password');
    writeFileSync(file, 'p4ss\n');
    const url = { DATABASE_URL: 'postgresql://127.0.0.1', DATABASE_PASSWORD_FILE: file };
    expect(readEnv(url, (reader) => readDatabaseConfig(reader, 'update'))).toMatchObject({
      database: 'cardwright',
      user: 'cardwright_update',
      password: 'p4ss',
    });
  });

  it('refuses a schema name that is more than a name', () => {
    const env = { DATABASE_URL: 'postgresql://u:p@127.0.0.1/cw', DATABASE_SCHEMA: 'a; drop table b' };
    expect(() => readEnv(env, (reader) => readDatabaseConfig(reader, 'update'))).toThrow(/DATABASE_SCHEMA/);
  });
});
