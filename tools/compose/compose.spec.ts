/** docker-compose.yml: valid by the Compose schema, and true to the tables that it repeats. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { bootstrap } from '@cardwright/bootstrap/bootstrap';
import { dynamicConfig, retentionDays } from '@cardwright/embedded-servers/temporal-server';
import { temporalUiSwitches } from '@cardwright/embedded-servers/temporal-ui';
import { variables } from '../start/environment-variables.mjs';
import { root } from '../setup/run.mjs';

interface Service {
  image?: string;
  environment?: Record<string, string>;
  secrets?: string[];
  command?: string[];
  volumes?: string[];
  networks?: string[];
  ports?: string[];
}
interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
let compose: Compose;
const ours = ['gateway', 'issuance-svc', 'update-svc', 'pki-svc'] as const;

beforeAll(() => {
  compose = parse(read('docker-compose.yml'), { merge: true }) as Compose;
});

describe('docker-compose.yml', () => {
  it('keeps the Compose schema, and the check finds a fault', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv, ['duration', 'uri']);
    const validate = ajv.compile(JSON.parse(read('tools/compose/compose-spec.schema.json')) as object);
    expect([validate(compose), validate.errors]).toEqual([true, null]);
    expect(validate({ ...compose, services: { ...compose.services, nats: { imagee: 'nats' } } })).toBe(false);
  });

  it('runs every service from one image, with a process that exists', () => {
    const images = new Set(ours.map((name) => compose.services[name]?.image));
    expect([...images]).toEqual(['cardwright/cardwright:0.1.0']);
    for (const name of ours) expect(compose.services[name]?.command).toEqual(['node', `apps/${name}/dist/main.js`]);
  });

  it.each(ours)('gives %s every variable that it needs and none that it does not read', (name) => {
    const given = Object.keys(compose.services[name]?.environment ?? {}).filter((key) => key !== 'NODE_EXTRA_CA_CERTS');
    const known = Object.entries(variables).filter(([, row]) => row.services.includes(name));
    expect(given.filter((key) => !known.some(([variable]) => variable === key))).toEqual([]);
    expect(known.filter(([key, row]) => row.required && !given.includes(key)).map(([key]) => key)).toEqual([]);
  });

  it('hands secrets over as files that the bootstrap makes, to those alone who read them', async () => {
    const home = mkdtempSync(join(tmpdir(), 'cardwright-compose-'));
    await bootstrap({ home });
    const made = readdirSync(join(home, 'secrets'));
    rmSync(home, { recursive: true });
    expect(Object.keys(compose.secrets).filter((name) => !made.includes(name))).toEqual([]);
    for (const [name, service] of Object.entries(compose.services)) {
      const named =
        JSON.stringify([service.environment, service.command, service.volumes]).match(/\/run\/secrets\/[\w.-]+/g) ?? [];
      const files = new Set(named.map((path) => path.slice('/run/secrets/'.length)));
      for (const file of files) expect([name, file, service.secrets?.includes(file)]).toEqual([name, file, true]);
      if ((ours as readonly string[]).includes(name))
        expect([...files].sort()).toEqual([...(service.secrets ?? [])].sort());
    }
    const holders = (secret: string) =>
      Object.entries(compose.services)
        .filter(([, service]) => service.secrets?.includes(secret))
        .map(([name]) => name);
    expect(holders('key-encryption-keys.json')).toEqual(['pki-svc']);
    expect(holders('nats-account-signing.seed')).toEqual(['pki-svc']);
    expect(holders('payload-codec-keys.json')).toEqual(['issuance-svc', 'update-svc']);
    // The superuser of the database reads and writes everything of everybody.
    expect(holders('db-admin.password')).toEqual(['postgres']);
    for (const name of ['issuance', 'update', 'pki'])
      expect(holders(`db-${name}.password`).toSorted()).toEqual([`${name}-svc`, 'postgres'].toSorted());
    for (const name of ['temporal', 'keycloak'])
      expect(holders(`db-${name}.password`).toSorted()).toEqual([name, 'postgres'].toSorted());
  });

  it('puts no secret into a value', () => {
    for (const [name, { environment }] of Object.entries(compose.services))
      for (const [key, value] of Object.entries(environment ?? {}))
        if (/PASSWORD|SECRET|_KEY|SEED$|CREDS/.test(key))
          expect([name, key, String(value)]).toEqual([name, key, expect.stringMatching(/^\/run\/secrets\//)]);
  });

  it('speaks TLS beyond the container: no plaintext address of NATS, the issuer or the gateway', () => {
    for (const name of ours)
      for (const [key, value] of Object.entries(compose.services[name]?.environment ?? {}))
        // The UI's server has no TLS: it shares a network with the gateway alone (below).
        if (key !== 'CRL_BASE_URL' && key !== 'TEMPORAL_UI_UPSTREAM')
          expect([name, key, String(value)]).not.toEqual([name, key, expect.stringMatching(/^(http|nats):\/\//)]);
  });

  it('gives Keycloak and Temporal roles of their own, with databases of their own', () => {
    const { temporal, keycloak } = compose.services;
    expect(temporal?.environment).toMatchObject({
      POSTGRES_USER: 'temporal',
      POSTGRES_PASSWORD_FILE: '/run/secrets/db-temporal.password',
      SKIP_DB_CREATE: 'true',
      DBNAME: 'temporal',
      VISIBILITY_DBNAME: 'temporal_visibility',
    });
    expect(keycloak?.environment).toMatchObject({
      KC_DB_USERNAME: 'keycloak',
      KC_DB_PASSWORD_FILE: '/run/secrets/db-keycloak.password',
    });
    const init = read('docker/postgres-init.sh');
    expect(init).toContain('own keycloak keycloak\nown temporal temporal temporal_visibility\n');
    expect(init.match(/create role .*/g)).toEqual(
      Array(2).fill(`create role :"role" login nosuperuser nocreatedb nocreaterole password :'password';`),
    );
  });

  it('lets each reach whom it needs: who may look at sagas reaches the Temporal UI by the gateway, nobody else does', () => {
    const on = (network: string): string[] =>
      Object.entries(compose.services)
        .filter(([name, { networks }]) => name !== 'bootstrap' && networks?.includes(network))
        .map(([name]) => name)
        .toSorted();
    expect(on('ui')).toEqual(['gateway', 'temporal-ui']);
    expect(on('workflows')).toEqual(['issuance-svc', 'temporal', 'temporal-ui', 'update-svc']);
    expect(on('bus')).toEqual(['gateway', 'issuance-svc', 'nats', 'pki-svc', 'update-svc']);
    expect(on('data')).toEqual(['issuance-svc', 'keycloak', 'pki-svc', 'postgres', 'temporal', 'update-svc']);
    expect(on('outside')).toEqual(['gateway', 'keycloak', 'nats']);
    const published = Object.entries(compose.services).flatMap(([name, { ports }]) =>
      ports ? [[name, ...ports]] : [],
    );
    expect(published).toEqual([
      ['gateway', '${CARDWRIGHT_PORT:-8443}:8443', '${CARDWRIGHT_TEMPORAL_UI_PORT:-8445}:8445'],
      ['nats', '4222:4222'],
      ['keycloak', '8444:8444'],
    ]);
    expect(compose.services['gateway']?.environment).toMatchObject({
      TEMPORAL_UI_UPSTREAM: 'http://temporal-ui:8080',
      TEMPORAL_UI_PORT: '8445',
    });
  });

  it('switches off in the Temporal UI what `npm start` switches off', () => {
    const given = compose.services['temporal-ui']?.environment ?? {};
    for (const [name, value] of Object.entries(temporalUiSwitches)) {
      const variable = `TEMPORAL_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
      expect([variable, given[variable]]).toEqual([variable, String(value)]);
    }
  });

  it('runs Temporal with the same dynamic configuration and retention', () => {
    const file = parse(read('docker/temporal-dynamic-config.yaml')) as Record<string, { value: unknown }[]>;
    expect(Object.fromEntries(Object.entries(file).map(([key, rows]) => [key, rows[0]?.value]))).toEqual(dynamicConfig);
    expect(compose.services['temporal']?.environment?.['DEFAULT_NAMESPACE_RETENTION']).toBe(`${retentionDays * 24}h`);
  });

  it('mounts only files that are here', () => {
    for (const { volumes } of Object.values(compose.services))
      for (const volume of volumes ?? [])
        if (volume.startsWith('./'))
          expect([volume, existsSync(join(root, volume.split(':')[0] ?? ''))]).toEqual([volume, true]);
  });
});
