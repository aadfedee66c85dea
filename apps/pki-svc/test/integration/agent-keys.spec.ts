/** The vault seals only to agents to which it has given a credential, and never to a key that the caller made. */
import { createUser } from '@nats-io/nkeys';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { makeSessionKey } from '@cardwright/sealing/session-key';
import { AgentKeys1764000300000 } from '../../src/persistence/migrations/1764000300000-AgentKeys.js';
import { openBatch, prepareKeys } from '../card-batch.js';
import { VaultHarness, code } from '../vault-harness.js';

describe('agents that the vault knows', () => {
  const vault = new VaultHarness();
  beforeAll(async () => {
    await vault.start();
  }, 120_000);
  afterAll(() => vault.stop(), 60_000);

  /**
   * A request of an attacker with issuance-svc's identity: an open lease, a correctly signed session key, and an nkey of the attacker's
   * own.
   */
  async function sealedTo(agent: ReturnType<typeof createUser>, lease: LeaseToken): Promise<unknown> {
    const { requestId, deviceId, workstationId } = lease;
    const agentNkey = agent.getPublicKey();
    const sign = (message: Uint8Array) => agent.sign(message);
    const now = vault.clock.now();
    const { sessionKey } = await makeSessionKey({ requestId, deviceId, workstationId, agentNkey, sign, now });
    const witness = { keySet: 'stock', algorithm: 'AES192', witnessHex: '00'.repeat(16) } as const;
    const secrets = { sessionKey, agentNkey, names: ['puk.current' as const], batchId: `${requestId}/1/1` };
    return vault.ask('vault.batch.open', { lease, stockBatchId: 'factory', witness, secrets });
  }
  const refused = code('EDGE_SESSION_KEY_INVALID');

  it('a key that was never enrolled gets nothing', async () => {
    await expect(sealedTo(createUser(), vault.lease())).rejects.toMatchObject(refused);
  });

  it('a key of another workstation gets nothing', async () => {
    const agent = createUser();
    await vault.ask('agents.sign-jwt', { workstationId: 'ws-2', agentNkey: agent.getPublicKey() });
    await expect(sealedTo(agent, vault.lease())).rejects.toMatchObject(refused);
    await expect(sealedTo(agent, { ...vault.lease(), workstationId: 'ws-2' })).resolves.toMatchObject({
      sealedSecrets: expect.any(String),
    });
  });

  it('a key that was revoked gets nothing more', async () => {
    const agent = createUser();
    await vault.ask('agents.sign-jwt', { workstationId: 'ws-1', agentNkey: agent.getPublicKey() });
    await expect(sealedTo(agent, vault.lease())).resolves.toBeDefined();
    await vault.ask('agents.revoke', { agentNkey: agent.getPublicKey() });
    await expect(sealedTo(agent, vault.lease())).rejects.toMatchObject(refused);
  });

  it('agents of before the list are taken over from the audit trail', async () => {
    const agent = createUser();
    const agentNkey = agent.getPublicKey();
    await vault.ask('agents.sign-jwt', { workstationId: 'ws-1', agentNkey });
    // Before the list was kept, a key could move.
    await vault.admin.query('delete from agent_keys where agent_nkey = $1', [agentNkey]);
    await vault.ask('agents.sign-jwt', { workstationId: 'ws-3', agentNkey });
    const runner = vault.services[0]!.dataSource!.createQueryRunner();
    const migration = new AgentKeys1764000300000();
    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    const { rows } = await vault.admin.query('select workstation_id from agent_keys where agent_nkey = $1', [
      agentNkey,
    ]);
    expect(rows).toEqual([{ workstation_id: 'ws-3' }]);
    const lease = vault.lease();
    await prepareKeys(vault, lease);
    expect([...(await openBatch(vault, lease, { names: ['puk.pending'] })).bag.keys()]).toEqual(['puk.pending']);
  });
});
