/** One request before a batch of card steps and one after it, and the fence that no late request passes. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { changeBoth, openBatch, prepareKeys, runBatch, sealOperationPin, spoiled } from '../card-batch.js';
import { VaultHarness, code } from '../vault-harness.js';

describe('the vault around a batch', () => {
  const vault = new VaultHarness();

  beforeAll(async () => {
    await vault.start();
  }, 120_000);
  afterAll(() => vault.stop(), 60_000);

  const keySet = ({ deviceId }: LeaseToken) => vault.ask('vault.key-set.get', { deviceId });
  const secretsOf = async (lease: LeaseToken) =>
    (await openBatch(vault, lease, { names: ['management-key.pending', 'puk.pending'] })).bag;
  const pinOf = async (lease: LeaseToken): Promise<string> =>
    Buffer.from((await openBatch(vault, lease, { names: ['pin.operation'] })).bag.get('pin.operation')!).toString();

  it('[fault 27] what slept through its lease changes nothing: no later lease loses a key or an operation PIN to it', async () => {
    const recycling = vault.lease();
    await prepareKeys(vault, recycling);
    const key = Buffer.from((await secretsOf(recycling)).get('management-key.pending')!);
    const shown = await openBatch(vault, recycling, { card: { keySet: 'pending', algorithm: 'AES256', key } });
    const issuing = { ...recycling, requestId: randomUUID(), fencingToken: 2 };
    const { version } = (await prepareKeys(vault, issuing)).pending!;
    const sent = await secretsOf(issuing);
    const sealedOperationPin = await sealOperationPin(vault, issuing, '80412957');
    await vault.ask('vault.batch.settle', { lease: issuing, sealedOperationPin });
    const latePin = await sealOperationPin(vault, recycling, '31415926');
    // Both leases were open when the gate checked these requests. After that the process slept, and the older lease ended.
    const { isLeaseOpen } = vault;
    const asked = new Set<string>();
    vault.isLeaseOpen = ({ fencingToken }, correlationId) =>
      fencingToken > 1 || (!asked.has(correlationId) && asked.add(correlationId).has(correlationId));
    const late = [
      vault.ask('vault.key-set.forget', { lease: recycling }),
      vault.ask('vault.operation-pin.forget', { lease: recycling }),
      vault.ask('vault.batch.settle', { lease: recycling, pukChanged: true }),
      vault.ask('vault.batch.settle', { lease: recycling, ...shown.proof }),
      vault.ask('vault.batch.settle', { lease: recycling, sealedOperationPin: latePin }),
      vault.ask('vault.batch.settle', { lease: recycling, operationPinReplaced: true }),
      vault.ask('vault.batch.settle', { lease: recycling, stockValuesRestored: true }),
      prepareKeys(vault, recycling, 'AES128'),
    ];
    const refused = late.map((asked) => expect(asked).rejects.toMatchObject(code('VAULT_LEASE_REQUIRED')));
    await Promise.all(refused);
    vault.isLeaseOpen = isLeaseOpen;
    expect(await keySet(issuing)).toMatchObject({ current: null, pending: { version } });
    expect(await secretsOf(issuing)).toEqual(sent);
    expect(await pinOf(issuing)).toBe('80412957');
  });

  it.each([
    ['the largest number', Number.MAX_SAFE_INTEGER],
    ['one more', 2],
  ])(
    'a fencing token that was never given (%s) shuts no device out: the lease that is open stands',
    async (_, fencingToken) => {
      const lease = vault.lease();
      const { isLeaseOpen } = vault;
      // An attacker with issuance-svc's identity vouched for a lease that the attacker invented.
      await prepareKeys(vault, { ...lease, requestId: randomUUID(), fencingToken });
      vault.isLeaseOpen = (asked) => asked.fencingToken === 1;
      await expect(prepareKeys(vault, { ...lease, fencingToken })).rejects.toMatchObject(code('VAULT_LEASE_REQUIRED'));
      expect((await prepareKeys(vault, lease, 'AES128')).pending).toMatchObject({ managementKeyAlgorithm: 'AES128' });
      expect((await prepareKeys(vault, { ...lease }, 'AES192')).pending).toMatchObject({
        managementKeyAlgorithm: 'AES192',
      });
      vault.isLeaseOpen = isLeaseOpen;
    },
  );

  it('[D10] one request before a batch gives all that it needs, one after it takes over all that it proved', async () => {
    const lease = vault.lease();
    const opened = await openBatch(vault, lease, {
      keySet: changeBoth(),
      names: ['management-key.pending', 'puk.pending', 'pin.factory'],
      sign: { kind: 'chuid', contentBase64: 'AAAA' },
    });
    expect(opened.cmsDerBase64).toMatch(/^M/);
    expect([...opened.bag.keys()]).toEqual(['management-key.pending', 'puk.pending', 'pin.factory']);
    const key = Buffer.from(opened.bag.get('management-key.pending')!);
    const sealedOperationPin = await sealOperationPin(vault, lease, '80412957');
    const settled = { lease, ...opened.proof, sealedOperationPin, pukChanged: true };
    // A card that cannot prove the key proves nothing of what came with it.
    await expect(vault.ask('vault.batch.settle', { ...settled, ...spoiled(opened.proof) })).rejects.toMatchObject(
      code('CARD_KEY_REJECTED'),
    );
    expect((await keySet(lease)).current).toBeNull();
    await expect(pinOf(lease)).rejects.toMatchObject(code('VAULT_SECRET_UNKNOWN'));
    await vault.ask('vault.batch.settle', settled);
    await vault.ask('vault.batch.settle', settled);
    expect(await keySet(lease)).toMatchObject({ current: { managementKeyDiversified: false, pukDiversified: true } });
    expect(await pinOf(lease)).toBe('80412957');

    const card = { keySet: 'pending', algorithm: 'AES256', key } as const;
    await runBatch(vault, lease, { card }, { operationPinReplaced: true });
    expect(await keySet(lease)).toMatchObject({ current: { managementKeyDiversified: true }, pending: null });
    await expect(pinOf(lease)).rejects.toMatchObject(code('VAULT_SECRET_UNKNOWN'));
  });
});
