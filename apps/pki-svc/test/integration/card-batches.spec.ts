/** One request before a batch of card steps and one after it, and the fence that no late request passes. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { openBag } from '@cardwright/sealing/sealed-bag';
import { sealToVault } from '@cardwright/sealing/vault-box';
import { encrypt, factoryKey } from '../card-keys.js';
import { VaultHarness, code } from '../vault-harness.js';

describe('the vault around a batch', () => {
  const vault = new VaultHarness();

  beforeAll(async () => {
    await vault.start();
  }, 120_000);
  afterAll(() => vault.stop(), 60_000);

  const prepare = (lease: LeaseToken, algorithm: ManagementKeyAlgorithm = 'AES256') =>
    vault.ask('vault.key-set.prepare', {
      lease,
      managementKeyAlgorithm: algorithm,
      changeManagementKey: true,
      changePuk: true,
    });
  const keySet = ({ deviceId }: LeaseToken) => vault.ask('vault.key-set.get', { deviceId });
  const openSecrets = async (lease: LeaseToken, names: SecretName[]) => {
    const session = await vault.sessionKey(lease);
    const batchId = `${lease.requestId}/1/${randomBytes(4).toString('hex')}`;
    const agentNkey = vault.agent.getPublicKey();
    const asked = { lease, sessionKey: session.sessionKey, agentNkey, names, stockBatchId: 'factory', batchId };
    const { sealedSecrets } = await vault.ask('vault.secrets.seal', asked);
    return openBag({ jwe: sealedSecrets, ...session, batchId });
  };
  const secretsOf = (lease: LeaseToken) => openSecrets(lease, ['management-key.pending', 'puk.pending']);
  const pinOf = async (lease: LeaseToken): Promise<string> =>
    Buffer.from((await openSecrets(lease, ['pin.operation'])).get('pin.operation')!).toString();

  it('[fault 27] what slept through its lease changes nothing: no later lease loses a key or an operation PIN to it', async () => {
    const recycling = vault.lease();
    await prepare(recycling);
    const issuing = { ...recycling, requestId: randomUUID(), fencingToken: 2 };
    const { version } = (await prepare(issuing)).pending;
    const sent = await secretsOf(issuing);
    // The gate knew both leases as open when these requests came; only then did the process sleep.
    const late = [
      vault.ask('vault.key-set.forget', { lease: recycling }),
      vault.ask('vault.puk.confirm', { lease: recycling }),
      vault.ask('vault.operation-pin.forget', { lease: recycling }),
      vault.ask('vault.batch.settle', { lease: recycling, stockValuesRestored: true }),
      prepare(recycling, 'AES128'),
    ];
    for (const asked of late) await expect(asked).rejects.toMatchObject(code('VAULT_LEASE_REQUIRED'));
    expect(await keySet(issuing)).toMatchObject({ current: null, pending: { version } });
    expect(await secretsOf(issuing)).toEqual(sent);
  });

  it('[D10] one request before a batch and one after it do what the single ones do', async () => {
    const lease = vault.lease();
    const stockBatchId = 'factory';
    const session = await vault.sessionKey(lease);
    const witness = randomBytes(16);
    const wish = { managementKeyAlgorithm: 'AES256', changeManagementKey: true, changePuk: true } as const;
    const batchId = `${lease.requestId}/1/2`;
    const opened = await vault.ask('vault.batch.open', {
      lease,
      stockBatchId,
      keySet: wish,
      witness: {
        keySet: 'stock',
        algorithm: 'AES192',
        witnessHex: encrypt('AES192', factoryKey, witness).toString('hex'),
      },
      secrets: {
        sessionKey: session.sessionKey,
        agentNkey: vault.agent.getPublicKey(),
        names: ['management-key.pending', 'puk.pending', 'pin.factory'],
        batchId,
      },
      sign: { kind: 'chuid', contentBase64: 'AAAA' },
    });
    expect(opened.witnessAnswerHex).toBe(witness.toString('hex').toUpperCase());
    expect(opened.cmsDerBase64).toMatch(/^M/);
    const bag = await openBag({ jwe: opened.sealedSecrets!, ...session, batchId });
    const newKey = Buffer.from(bag.get('management-key.pending')!);
    const { publicJwk } = await vault.ask('vault.public-key', {});
    const { requestId, deviceId } = lease;
    const sealedOperationPin = await sealToVault(Buffer.from('80412957'), publicJwk, {
      purpose: 'operation-pin',
      requestId,
      deviceId,
    });
    const respond = (algorithm: ManagementKeyAlgorithm, key: Buffer, challengeHex: string) =>
      encrypt(algorithm, key, Buffer.from(challengeHex, 'hex')).toString('hex');
    const settled = {
      lease,
      stockBatchId,
      response: {
        keySet: 'stock',
        algorithm: 'AES192',
        challengeHex: opened.challengeHex,
        responseHex: respond('AES192', factoryKey, opened.challengeHex),
      },
      sealedOperationPin,
      pukChanged: true,
    } as const;
    // A card that cannot prove the key proves nothing of what came with it.
    const { responseHex } = settled.response;
    const wrong = { ...settled, response: { ...settled.response, responseHex: `00${responseHex.slice(2)}` } };
    if (!responseHex.startsWith('00'))
      await expect(vault.ask('vault.batch.settle', wrong)).rejects.toMatchObject(code('CARD_KEY_REJECTED'));
    expect((await keySet(lease)).current).toBeNull();
    await vault.ask('vault.batch.settle', settled);
    await vault.ask('vault.batch.settle', settled);
    expect(await keySet(lease)).toMatchObject({ current: { managementKeyDiversified: false, pukDiversified: true } });
    expect(Buffer.from((await openSecrets(lease, ['pin.operation'])).get('pin.operation')!).toString()).toBe(
      '80412957',
    );

    const again = randomBytes(16);
    const second = await vault.ask('vault.batch.open', {
      lease,
      stockBatchId,
      witness: { keySet: 'pending', algorithm: 'AES256', witnessHex: encrypt('AES256', newKey, again).toString('hex') },
    });
    await vault.ask('vault.batch.settle', {
      lease,
      stockBatchId,
      operationPinReplaced: true,
      response: {
        keySet: 'pending',
        algorithm: 'AES256',
        challengeHex: second.challengeHex,
        responseHex: respond('AES256', newKey, second.challengeHex),
      },
    });
    expect(await keySet(lease)).toMatchObject({ current: { managementKeyDiversified: true }, pending: null });
    await expect(pinOf(lease)).rejects.toMatchObject(code('VAULT_SECRET_UNKNOWN'));
  });
});
