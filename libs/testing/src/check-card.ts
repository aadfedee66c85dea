/**
 * Issued cards looked at by programs that are not ours: the acceptance check (yubico-piv-tool, OpenSC and openssl) where it is beside
 * the project, and OpenSC alone everywhere. Specs only.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { IndependentClients } from './independent-clients.js';
import type { TestSystem } from './system.js';

const program = fileURLToPath(new URL('../../../../shared/acceptance/check-card', import.meta.url));
/** False where only the repository is there. */
export const acceptanceCheckExists = existsSync(program);
const chainFile = 'chain.pem';

/** The CA's certificates, for these programs, in their folder. */
export async function writeChain(system: TestSystem, clients: IndependentClients): Promise<string> {
  const gateway = await system.rpcAs('gateway');
  const context = { tenantId: defaultTenantId, correlationId: 'check-card' };
  const { certificatesDerBase64 } = await gateway.rpc.pki('ca.chain', {}, context);
  await gateway.close();
  await writeFile(clients.file(chainFile), certificatesDerBase64.map(pem).join(''));
  return clients.file(chainFile);
}

export interface CheckedCard {
  pin: string;
  /** `9A:ECCP256,9C:RSA2048` */
  slots: string;
  /** YYYY-MM-DD */
  expiresOn: string;
}

/** What the acceptance check finds wrong, with how it ended; `[]` and 0 for a good card. Needs the chain in the clients' folder. */
export async function acceptanceCheck(
  clients: IndependentClients,
  { pin, slots, expiresOn }: CheckedCard,
): Promise<{ failed: string[]; exitCode: number; end: string }> {
  const files = ['--reader', clients.reader, '--ca', clients.file(chainFile), '--slots', slots];
  const checked = await clients.run(program, [...files, '--expires', expiresOn, '--signed-objects'], { CARD_PIN: pin });
  const failed = checked.stdout.split('\n').filter((line) => line.startsWith('FAIL'));
  return { failed, exitCode: checked.exitCode, end: checked.text.slice(-200) };
}

/** How many certificates OpenSC shows. */
export async function listedCertificates(clients: IndependentClients): Promise<number> {
  const { stdout } = await clients.pkcs15Tool('--list-certificates');
  return stdout.match(/^X\.509 Certificate/gm)?.length ?? 0;
}

const pem = (derBase64: string): string =>
  `-----BEGIN CERTIFICATE-----\n${derBase64.replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
