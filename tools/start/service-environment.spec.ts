/** The table of environment variables against the code that reads them, and against what the bootstrap makes. */
import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from '@cardwright/bootstrap/bootstrap';
import { root } from '../setup/run.mjs';
import { environmentTable } from './environment-table.mjs';
import { variables } from './environment-variables.mjs';
import { serviceEnvironment } from './service-environment.mjs';

const services = ['gateway', 'issuance-svc', 'update-svc', 'pki-svc'] as const;

/** Names that sources read through EnvReader: `reader.required('NAME')`. */
function namesRead(directory: string): string[] {
  return readdirSync(join(root, directory), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .flatMap((entry) => {
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      return [...text.matchAll(/\breader\.\w+\(\s*'([A-Z][A-Z0-9_]+)'/g)].map((match) => match[1] ?? '');
    });
}

describe('environment variables', () => {
  it.each(services)('%s reads no variable that the table does not give it', (service) => {
    const known = Object.entries(variables)
      .filter(([, row]) => row.services.includes(service))
      .map(([name]) => name);
    const missing = namesRead(`apps/${service}/src`).filter(
      (name) => !known.includes(name) && !known.includes(`${name}_FILE`),
    );
    expect(missing).toEqual([]);
  });

  it('the libs read no variable that the table does not have', () => {
    const read = ['libs/service-kit/src', 'libs/workflow-kit/src'].flatMap(namesRead);
    expect(read.filter((name) => !(name in variables) && !(`${name}_FILE` in variables))).toEqual([]);
  });

  it('docs/configuration.md holds the table as it is', () => {
    expect(readFileSync(join(root, 'docs', 'configuration.md'), 'utf8')).toContain(environmentTable());
  });

  it('one person alone holds every duty only where the installation says so: npm start does, compose does not', () => {
    const at = {
      home: '/nowhere',
      natsUrl: 'nats://127.0.0.1:1',
      database: { host: '127.0.0.1', port: 2, name: 'cardwright' },
      temporalAddress: '127.0.0.1:3',
      temporalNamespace: 'cardwright',
      temporalUiUrl: 'http://127.0.0.1:4',
      temporalUiUpstream: 'http://127.0.0.1:7',
      issuerUrl: 'http://127.0.0.1:5',
      httpPort: 6,
      healthPorts: {},
    };
    const given = (separationOfDuties?: 'single-operator') =>
      services.map((service) => serviceEnvironment(service, { ...at, separationOfDuties })['SEPARATION_OF_DUTIES']);
    expect(given()).toEqual([undefined, undefined, undefined, undefined]);
    expect(given('single-operator')).toEqual([undefined, 'single-operator', undefined, undefined]);
    const read = (path: string): string => readFileSync(join(root, path), 'utf8');
    expect(read('tools/start/start.mjs')).toContain(
      "separationOfDuties: process.env.SEPARATION_OF_DUTIES || 'single-operator'",
    );
    expect(read('docker-compose.yml')).not.toContain('SEPARATION_OF_DUTIES');
  });

  it('npm start gives every service what it needs, and secrets only as files that the bootstrap makes', async () => {
    const home = mkdtempSync(join(tmpdir(), 'cardwright-environment-'));
    await bootstrap({ home });
    for (const service of services) {
      const environment = serviceEnvironment(service, {
        home,
        natsUrl: 'nats://127.0.0.1:1',
        database: { host: '127.0.0.1', port: 2, name: 'cardwright' },
        temporalAddress: '127.0.0.1:3',
        temporalNamespace: 'cardwright',
        temporalUiUrl: 'http://127.0.0.1:4',
        temporalUiUpstream: 'http://127.0.0.1:7',
        issuerUrl: 'http://127.0.0.1:5',
        httpPort: 6,
        healthPorts: {},
      });
      const needed = Object.entries(variables).filter(([, row]) => row.required && row.services.includes(service));
      expect(needed.map(([name]) => name).filter((name) => !(name in environment))).toEqual([]);
      for (const [name, value] of Object.entries(environment))
        if (name.endsWith('_FILE')) expect([name, readFileSync(value, 'utf8').length > 0]).toEqual([name, true]);
    }
    rmSync(home, { recursive: true });
  });
});
