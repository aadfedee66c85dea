/**
 * The double as a program (docs/graph-double.md): `node libs/graph-double/dist/main.js settings.json`. It listens on loopback, knows no secret, and
 * forgets everything when it ends; changed while it runs by requests below `/double/`.
 */
import { readFileSync } from 'node:fs';
import { certificatesOf } from './control.js';
import { GraphDouble } from './graph-double.js';
import { openPolicy, type DoublePerson, type PasskeyPolicy } from './tenant.js';

interface Settings {
  port: number;
  tenantId: string;
  relyingPartyId?: string;
  /** certificates: PEM. */
  clients?: { clientId: string; certificates: string[] }[];
  people?: DoublePerson[];
  policy?: Partial<PasskeyPolicy>;
  /** PEM. */
  attestationRoots?: string[];
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node libs/graph-double/dist/main.js settings.json');
  process.exit(64);
}
const { clients = [], policy, attestationRoots = [], ...settings } = JSON.parse(readFileSync(file, 'utf8')) as Settings;
const double = await GraphDouble.start({
  ...settings,
  clients: clients.map(({ clientId, certificates }) => ({ clientId, certificates: certificatesOf(certificates) })),
});
double.tenant.policy = { ...openPolicy(), ...policy };
double.tenant.attestationRoots = certificatesOf(attestationRoots);
console.log(`Graph double at ${double.url}`);
const stop = (): void => void double.stop().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
