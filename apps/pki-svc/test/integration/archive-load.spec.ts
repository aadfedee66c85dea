/** More requests at once than the pool has connections: nobody waits for a connection while holding one. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { someone } from '../memory-ca.js';
import { VaultHarness } from '../vault-harness.js';

const vault = new VaultHarness();
beforeAll(async () => {
  await vault.start();
}, 120_000);
afterAll(() => vault.stop(), 60_000);

it('archives forty keys at once', async () => {
  const request = { algorithm: 'ECCP256', certificateProfile: 'piv-key-management', subject: someone } as const;
  const created = await Promise.all(
    Array.from({ length: 40 }, (_, index) => vault.ask('archive.create', { ...request, personId: `person-${index}` })),
  );
  expect(new Set(created.map(({ key }) => key.archiveRef)).size).toBe(40);
}, 60_000);
