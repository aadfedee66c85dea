/** [fault 18] What an agent is let in with: a JWT for its own subjects, until it is revoked. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createUser, fromSeed } from '@nats-io/nkeys';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import { connectNats } from '@cardwright/service-kit/nats/connection';
import { VaultHarness, code } from '../vault-harness.js';

const vault = new VaultHarness();

beforeAll(async () => {
  await vault.start();
}, 120_000);
afterAll(() => vault.stop(), 60_000);

it('[fault 18] an agent gets a JWT for its own subjects; revoked, its live connection drops and it stays out', async () => {
  const agent = createUser();
  const { jwt, expiresAt } = await vault.ask('agents.sign-jwt', {
    workstationId: 'ws-7',
    agentNkey: agent.getPublicKey(),
  });
  expect(Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000)).toBe(30);
  const creds = new TextEncoder().encode(
    `-----BEGIN NATS USER JWT-----\n${jwt}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n${new TextDecoder().decode(agent.getSeed())}\n------END USER NKEY SEED------\n`,
  );
  const open = () =>
    connect({
      servers: vault.nats.url,
      authenticator: credsAuthenticator(creds),
      inboxPrefix: '_INBOX_ws-7',
      reconnect: false,
    });
  const connection = await open();
  const errors: string[] = [];
  void (async () => {
    for await (const status of connection.status()) if (status.type === 'error') errors.push(String(status.error));
  })();
  connection.publish('cw.v1.edge.ws-7.event.agent.started', '{}');
  connection.publish('cw.v1.edge.ws-8.event.agent.started', '{}');
  connection.publish('cw.v1.pki.vault.public-key', '{}');
  await connection.flush();
  // Violations are reported asynchronously: a second round trip comes after them.
  await connection.flush();
  expect(errors).toHaveLength(2);
  for (const error of errors) expect(error).toMatch(/Permissions Violation/i);

  await vault.ask('agents.revoke', { agentNkey: agent.getPublicKey() });
  await connection.closed();
  await expect(open()).rejects.toThrow();
  await expect(
    vault.ask('agents.sign-jwt', { workstationId: 'ws-7', agentNkey: agent.getPublicKey() }),
  ).rejects.toMatchObject(code('AUTH_FORBIDDEN'));
  expect(await vault.ask('agents.revoke', { agentNkey: agent.getPublicKey() })).toEqual({ revoked: true });
}, 30_000);

it('refuses / the key of a service: it is signed for no workstation, and no revocation takes the service off the bus', async () => {
  for (const service of ['gateway', 'issuance', 'update', 'pki'] as const) {
    const creds = readFileSync(vault.nats.credsFile(service), 'utf8');
    const seed = /-----BEGIN USER NKEY SEED-----\s+(\S+)/.exec(creds)![1]!;
    const agentNkey = fromSeed(new TextEncoder().encode(seed)).getPublicKey();
    await expect(vault.ask('agents.sign-jwt', { workstationId: 'ws-9', agentNkey })).rejects.toMatchObject(
      code('ENROLMENT_KEY_IN_USE'),
    );
    await expect(vault.ask('agents.revoke', { agentNkey })).rejects.toMatchObject(code('ENROLMENT_KEY_IN_USE'));
    // Still let in: its JWT is as good as before.
    const open = await connectNats({
      url: vault.nats.url,
      credsFile: vault.nats.credsFile(service),
      name: service,
    });
    await open.flush();
    await open.close();
  }
});

it('refuses / the key of another workstation, which keeps it', async () => {
  const agentNkey = createUser().getPublicKey();
  await vault.ask('agents.sign-jwt', { workstationId: 'ws-7', agentNkey });
  await expect(vault.ask('agents.sign-jwt', { workstationId: 'ws-8', agentNkey })).rejects.toMatchObject(
    code('ENROLMENT_KEY_IN_USE'),
  );
  expect(await vault.ask('agents.sign-jwt', { workstationId: 'ws-7', agentNkey })).toMatchObject({
    jwt: expect.any(String),
  });
});

it('refuses / what is no user nkey', async () => {
  for (const agentNkey of ['', 'A'.repeat(56), vault.nats.installation.natsTrust.account.publicKey])
    await expect(vault.ask('agents.sign-jwt', { workstationId: 'ws-7', agentNkey })).rejects.toMatchObject(
      code('REQUEST_INVALID'),
    );
});
