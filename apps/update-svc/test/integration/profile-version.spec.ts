/** What a new version of a profile makes due, on real NATS and Postgres: what agents are answered and operators see. */
import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { card, holderAt, morning } from '../support/update-cards.js';
import { startUpdateStand, type UpdateStand } from '../support/update-stand.js';

describe('a new version of the profile', () => {
  let stand: UpdateStand;
  const { at, check, rows } = holderAt(() => stand);

  beforeAll(async () => {
    stand = await startUpdateStand('2027-02-01T08:00:00.000Z');
    await stand.start();
  }, 60_000);
  afterAll(async () => stand?.stop(), 30_000);

  it('[A04][B04] a profile version that is published: one offer for what it adds and removes, until the card has it', async () => {
    const profileChange = {
      ...{ version: 2, publishedAt: '2027-01-15T09:00:00.000Z' },
      ...{ added: ['9E'], removed: ['9C'], changed: [], reprovision: false },
    } satisfies DeviceExport['profileChange'];
    const device = card({ certificates: [] });
    at(morning);
    await stand.device(device);
    expect(await check(device)).toMatchObject({ answer: 'none' });
    await stand.device({ ...device, revision: 2, profileChange });
    // Since its ring is open.
    const common = { cause: 'PROFILE_CHANGED', dueAt: '2027-03-10T08:00:00.000Z', deadline: null, urgency: 'normal' };
    expect(await check(device)).toMatchObject({
      answer: 'available',
      kind: 'cert.add',
      offer: {
        causes: [
          { kind: 'cert.add', keyReferences: ['9E'], ...common },
          { kind: 'cert.remove', keyReferences: ['9C'], ...common },
        ],
      },
    });
    await stand.device({ ...device, revision: 3, profileVersion: 2 });
    expect(await check(device)).toMatchObject({ answer: 'none' });
    expect(await rows(device)).toMatchObject([{ kind: 'cert.add', state: 'withdrawn' }]);
  });

  it('[E5] a profile version that only a reprovision can reach: the operator sees it, the holder is offered nothing', async () => {
    const profileChange = {
      ...{ version: 2, publishedAt: '2027-01-15T09:00:00.000Z' },
      ...{ added: ['9E'], removed: [], changed: [], reprovision: true },
    } satisfies DeviceExport['profileChange'];
    const device = card({ certificates: [], profileChange });
    at(morning);
    await stand.device(device);
    expect(await check(device)).toMatchObject({ answer: 'none' });
    expect((await stand.ask('offers.list', { deviceId: device.deviceId })).body).toMatchObject({
      offers: [],
      due: [{ kind: 'profile.reprovision', cause: 'PROFILE_CHANGED', keyReferences: [] }],
    });
  });
});
