import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PukName } from '@cardwright/contracts/nats/pki.api';
import { factoryCard, openBatch, runBatch } from '../card-batch.js';
import { VaultHarness } from '../vault-harness.js';

describe('what the vault learns from a PUK that a card refuses', () => {
  const vault = new VaultHarness();

  beforeAll(async () => {
    await vault.start();
  }, 120_000);
  afterAll(() => vault.stop(), 60_000);

  it('[fault 13] a PUK that a card refused is told until one is proved, and nothing is retired by it', async () => {
    const lease = vault.lease();
    const pukOnly = { managementKeyAlgorithm: '3DES', changeManagementKey: false, changePuk: true } as const;
    const card = { ...factoryCard, algorithm: '3DES' } as const;
    const keySet = () => vault.ask('vault.key-set.get', { deviceId: lease.deviceId });
    const half = { managementKeyAlgorithm: '3DES', managementKeyDiversified: false, pukDiversified: true };
    const wrong = (wrongPuk: PukName) => vault.ask('vault.batch.settle', { lease, wrongPuk });
    const send = async () => (await openBatch(vault, lease, { names: ['puk.pending'], keySet: pukOnly, card })).bag;
    const sent = (await send()).get('puk.pending');
    await wrong('puk.factory');
    await wrong('puk.pending');
    await wrong('puk.pending');
    expect(await keySet()).toEqual({
      current: null,
      pending: { version: 1, ...half },
      wrongPuks: ['puk.factory', 'puk.pending'],
    });
    // The same PUK is sent to the card again, which may have it from then on.
    expect((await send()).get('puk.pending')).toEqual(sent);
    expect(await keySet()).toMatchObject({ pending: { version: 1 }, wrongPuks: ['puk.factory'] });
    await runBatch(vault, lease, { card }, { pukChanged: true });
    expect(await keySet()).toEqual({ current: { version: 1, ...half }, pending: null, wrongPuks: [] });
    await wrong('puk.current');
    expect(await keySet()).toMatchObject({ current: { version: 1 }, wrongPuks: ['puk.current'] });
    await vault.ask('vault.key-set.forget', { lease });
    expect(await keySet()).toEqual({ current: null, pending: null, wrongPuks: [] });
    const rows = await vault.rows(
      `select action, details ->> 'keySetVersion' as version from audit_log where object = $1 and action = 'puk.wrong' order by sequence`,
      [`device:${lease.deviceId}`],
    );
    expect(rows).toEqual([
      { action: 'puk.wrong', version: '0' },
      { action: 'puk.wrong', version: '1' },
      { action: 'puk.wrong', version: '1' },
    ]);
  });
});
