import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmod, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { PrivatePcscd, requirePcscd } from '@cardwright/testing/pcscd';
import { startAgentProcess, type AgentProcess } from '../support/agent-process.js';
import { EdgeClient } from '../support/edge-client.js';
import { issue, pinRule } from '../support/issue-flow.js';
import { SpecVault } from '../support/vault.js';

const workstationId = 'ws-pcsc';
const holderPin = '73920518';
const identityText = 'ykserial:10000001';
const caPem = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n';

(requirePcscd().available ? describe : describe.skip)('the agent with PC/SC readers', () => {
  let nats: TestNats;
  let pcscd: PrivatePcscd;
  let client: EdgeClient;
  let agent: AgentProcess;
  let vault: SpecVault;
  const card = new SimulatedCard();

  beforeAll(async () => {
    [nats, pcscd] = await Promise.all([startTestNats(), PrivatePcscd.start()]);
    // As the Debian package has it: every user may reach the service.
    const socket = pcscd.environment.PCSCLITE_CSOCK_NAME;
    await chmod(dirname(socket), 0o711);
    await chmod(socket, 0o666);
    vault = await SpecVault.create();
    client = await EdgeClient.connect(nats.url, await nats.creds('issuance'));
    agent = await startAgentProcess({
      natsUrl: nats.url,
      workstationId,
      creds: await nats.agentCreds(workstationId),
      caPem,
      vaultPublicJwk: vault.publicJwk,
      args: [],
      env: pcscd.environment,
      unprivileged: true,
    });
  }, 60_000);
  afterAll(async () => {
    await agent.remove();
    await client.close();
    await pcscd.stop();
    await nats.stop();
  });

  it('issues a card in a reader as an unprivileged user, and sees it pulled in the middle of the next request', async () => {
    const inserted = await pcscd.insert(card);
    await client.until('card.inserted', (event) => event.identityText === identityText);
    const lease: LeaseToken = { requestId: 'r-1', deviceId: 'd-1', workstationId, fencingToken: 1 };
    const { apdus } = await issue({
      lease,
      identityText,
      vault,
      send: (batch) => client.ask(workstationId, 'batch.execute', batch),
      holderPin,
      supplyPin: (jwe) => client.ask(workstationId, 'pin.supply', { lease, purpose: 'holder-pin', jwe, pinRule }),
    });
    expect(apdus).toBeLessThanOrEqual(60);
    expect(await card.hasPin(holderPin)).toBe(true);
    expect(await card.hasPuk('24681357')).toBe(true);
    expect(await readFile(`/proc/${agent.pid}/status`, 'utf8')).not.toMatch(/^CapEff:\s+0*[1-9a-f]/m);

    const next = { ...lease, requestId: 'r-2', fencingToken: 2 };
    const batch = { lease: next, ttlMs: 60_000, steps: [{ kind: 'request-witness' as const }] };
    await client.ask(workstationId, 'batch.execute', { ...batch, batchId: 'r-2/1/1', open: { identityText } });
    await inserted.remove();
    await client.until('card.removed', ({ heldBy }) => heldBy === 'r-2');
    await expect(client.ask(workstationId, 'batch.execute', { ...batch, batchId: 'r-2/1/2' })).rejects.toMatchObject({
      code: 'CARD_REMOVED',
    });
  }, 60_000);
});
