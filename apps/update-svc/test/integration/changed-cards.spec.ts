/** What happens to a card makes due, beside the times of its certificates, on real NATS and Postgres: what agents are answered and operators see. */
import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { card, holderAt, morning } from '../support/update-cards.js';
import { startUpdateStand, type UpdateStand } from '../support/update-stand.js';

describe('a card with which something has happened', () => {
  let stand: UpdateStand;
  const { at, check, rows } = holderAt(() => stand);

  beforeAll(async () => {
    stand = await startUpdateStand('2027-02-01T08:00:00.000Z');
    await stand.start();
  }, 60_000);
  afterAll(async () => stand?.stop(), 30_000);

  it('[B03][D05] a certificate that somebody else revoked: offered at once and urgently, until the card has another', async () => {
    const since = '2027-03-01T09:00:00.000Z';
    const device = card({ certificates: [] });
    at(morning);
    await stand.device(device);
    expect(await check(device)).toMatchObject({ answer: 'none' });
    await stand.device({ ...device, revision: 2, revoked: [{ keyReference: '9C', since }] });
    const due = { kind: 'cert.revoked', cause: 'EXTERNALLY_REVOKED', keyReferences: ['9C'], dueAt: since };
    expect(await check(device)).toMatchObject({
      answer: 'available',
      kind: 'cert.revoked',
      offer: { urgency: 'high', deadline: null, causes: [due] },
    });
    expect((await stand.ask('offers.list', { deviceId: device.deviceId })).body).toMatchObject({
      due: [{ ...due, heldBack: null }],
    });
    await stand.device({ ...device, revision: 3, revoked: [] });
    expect(await check(device)).toMatchObject({ answer: 'none' });
    expect(await rows(device)).toMatchObject([{ kind: 'cert.revoked', state: 'withdrawn' }]);
  });

  it('a holder whose data have changed: those certificates alone that say so; no more when the data come back', async () => {
    const outdatedSince = '2027-02-10T09:00:00.000Z';
    const device = card();
    const [named] = device.certificates!;
    const later = { ...named!, notAfter: '2028-03-31T12:00:00.000Z' };
    const certificates = [later, { ...later, keyReference: '9E' as const }];
    at(morning);
    await stand.device({ ...device, certificates });
    expect(await check(device)).toMatchObject({ answer: 'none' });
    const changed = [{ ...later, outdatedSince }, certificates[1]!];
    await stand.device({ ...device, revision: 2, certificates: changed });
    const due = { kind: 'holder.changed', cause: 'HOLDER_DATA_CHANGED', keyReferences: ['9A'], dueAt: outdatedSince };
    expect(await check(device)).toMatchObject({
      answer: 'available',
      kind: 'holder.changed',
      offer: { urgency: 'normal', deadline: null, causes: [due] },
    });
    await stand.device({ ...device, revision: 3, certificates });
    expect(await check(device)).toMatchObject({ answer: 'none' });
    expect(await rows(device)).toMatchObject([{ kind: 'holder.changed', state: 'withdrawn' }]);
  });
});
