import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromSeed } from '@nats-io/nkeys';
import { bootstrap, type BootstrapResult } from './bootstrap.js';
import { makeCredentials } from './nats/user-jwt.js';

let home: string;
let first: BootstrapResult;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cardwright-bootstrap-'));
  first = await bootstrap({ home, hostNames: ['cards.example.test'], now: new Date('2026-01-15T00:00:00Z') });
});
afterAll(() => rm(home, { recursive: true }));

const contents = async (): Promise<Record<string, string>> => {
  const names = (await readdir(first.secretsDir)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(first.secretsDir, name), 'utf8')] as const)),
  );
};

describe('bootstrap', () => {
  it('makes every file closed to others', async () => {
    expect((await stat(first.secretsDir)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(first.secretsDir))
      expect([name, (await stat(join(first.secretsDir, name))).mode & 0o777]).toEqual([name, 0o600]);
    expect(first.made).toHaveLength((await readdir(first.secretsDir)).length);
  });

  it('a second run changes nothing', async () => {
    const before = await contents();
    expect((await bootstrap({ home })).made).toEqual([]);
    expect(await contents()).toEqual(before);
  });

  it('signs credentials of an older version anew for the same key, with the permissions of now', async () => {
    const name = 'nats-update.creds';
    const file = join(first.secretsDir, name);
    const before = await readFile(file, 'utf8');
    const seedOf = (creds: string): string => /SU[A-Z2-7]{56}/.exec(creds)![0];
    const older = await makeCredentials(
      {
        name: 'update',
        accountPublicKey: first.natsTrust.account.publicKey,
        signingSeed: await readFile(join(first.secretsDir, 'nats-account-signing.seed'), 'utf8'),
        permissions: { publish: ['cw.v1.event.>', 'cw.v1.edge.*.request.>'], subscribe: ['cw.v1.update.>'] },
      },
      before,
    );
    await writeFile(file, older);
    expect((await bootstrap({ home })).made).toEqual([name]);
    const after = await readFile(file, 'utf8');
    expect(seedOf(after)).toBe(seedOf(before));
    const claims = JSON.parse(Buffer.from(after.split('.')[1]!, 'base64url').toString()) as {
      nats: { pub: { allow: string[] } };
    };
    expect(claims.nats.pub.allow).toEqual([
      'cw.v1.issuance-internal.devices.export',
      'cw.v1.issuance-internal.sagas.begin',
      'cw.v1.edge.*.notice.update.changed',
      'cw.v1.issuance-internal.mail.remind',
      'cw.v1.agents.notice.presence.asked',
      'cw.v1.pki.offers.sign',
      '$JS.API.CONSUMER.INFO.CARDWRIGHT_EVENTS.update-device-state',
      '$JS.API.CONSUMER.MSG.NEXT.CARDWRIGHT_EVENTS.update-device-state',
      '$JS.ACK.CARDWRIGHT_EVENTS.update-device-state.>',
      '$JS.API.CONSUMER.INFO.CARDWRIGHT_EVENTS.update-request-state',
      '$JS.API.CONSUMER.MSG.NEXT.CARDWRIGHT_EVENTS.update-request-state',
      '$JS.ACK.CARDWRIGHT_EVENTS.update-request-state.>',
    ]);
    expect((await bootstrap({ home })).made).toEqual([]);
  });

  it('makes again what is missing and nothing else', async () => {
    const before = await contents();
    await rm(join(first.secretsDir, 'session.key'));
    await rm(join(first.secretsDir, 'gateway.crt'));
    expect((await bootstrap({ home })).made).toEqual(['session.key', 'gateway.key', 'gateway.crt']);
    const after = await contents();
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed).toEqual(['gateway.crt', 'gateway.key', 'session.key']);
  });

  it('server certificates chain to the transport CA, carry the host names and fit their keys', async () => {
    const files = await contents();
    const ca = new X509Certificate(files['transport-ca.crt'] ?? '');
    expect(ca.ca).toBe(true);
    for (const server of ['nats', 'postgres', 'temporal']) {
      const certificate = new X509Certificate(files[`${server}.crt`] ?? '');
      expect(certificate.verify(ca.publicKey)).toBe(true);
      expect(certificate.checkIssued(ca)).toBe(true);
      expect(certificate.ca).toBe(false);
      for (const host of [server, 'localhost', 'cards.example.test'])
        expect(certificate.checkHost(host, { subject: 'never' })).toBe(host);
      expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
      expect(certificate.checkPrivateKey(createPrivateKey(files[`${server}.key`] ?? ''))).toBe(true);
      expect(BigInt(`0x${certificate.serialNumber}`) >> 120n).toBeGreaterThan(0n);
    }
  });

  it('says whose key each service has, also in a trust file of before, which it completes', async () => {
    const files = await contents();
    const trust = JSON.parse(files['nats-trust.json']!) as { serviceKeys: Record<string, string> };
    expect(Object.keys(trust.serviceKeys)).toEqual(['gateway', 'issuance', 'update', 'pki']);
    for (const [service, key] of Object.entries(trust.serviceKeys)) {
      const seed = /-----BEGIN USER NKEY SEED-----\s+(\S+)/.exec(files[`nats-${service}.creds`]!)![1]!;
      expect([service, key]).toEqual([service, fromSeed(new TextEncoder().encode(seed)).getPublicKey()]);
    }
    const { serviceKeys: _, ...before } = trust;
    await writeFile(join(first.secretsDir, 'nats-trust.json'), JSON.stringify(before, null, 2));
    const again = await bootstrap({ home });
    expect(again.made).toEqual(['nats-trust.json']);
    expect(again.natsTrust).toEqual(trust);
    expect(await contents()).toEqual(files);
  });

  it('no service gets the identity key of operator or account', async () => {
    const files = await contents();
    for (const name of ['nats-operator.seed', 'nats-account.seed', 'nats-system-account.seed'])
      for (const [other, content] of Object.entries(files))
        if (other !== name) expect([other, content.includes(files[name]?.trim() ?? '?')]).toEqual([other, false]);
  });

  it('key rings hold 32 bytes under the current id', async () => {
    const files = await contents();
    for (const name of ['key-encryption-keys.json', 'payload-codec-keys.json']) {
      const ring = JSON.parse(files[name] ?? '') as { current: string; keys: Record<string, string> };
      expect(Buffer.from(ring.keys[ring.current] ?? '', 'base64')).toHaveLength(32);
    }
  });
});
