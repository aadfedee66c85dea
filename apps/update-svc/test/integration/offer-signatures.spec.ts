/** [B10] When update-svc asks the vault for a signature, on real NATS and Postgres with the real rights; the vault is played by its subject. */
import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@cardwright/testing/eventually';
import { card, holderAt, morning } from '../support/update-cards.js';
import { startUpdateStand, type SigningVault, type UpdateStand } from '../support/update-stand.js';

describe('the signature of an offer', () => {
  let stand: UpdateStand;
  let vault: SigningVault;
  const { at, check, offered } = holderAt(() => stand);

  beforeAll(async () => {
    stand = await startUpdateStand('2027-02-01T08:00:00.000Z');
    await stand.start();
  }, 60_000);
  afterAll(async () => stand?.stop(), 30_000);
  beforeEach(async () => {
    vault = await stand.startVault();
  });
  afterEach(() => vault.close());

  it('names the card, the offer, its kind, causes and deadline; one for all checks of the same content, from every workstation', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const offerId = await offered(device);
    const again = await check(device);
    const elsewhere = await check(device, { manual: true });
    expect([again.signedOffer, elsewhere.signedOffer]).toEqual(['signature 1', 'signature 1']);
    expect(vault.statements).toEqual([
      {
        identityText: device.identityText,
        offerId,
        deviceId: device.deviceId,
        deviceLabel: device.label,
        kind: 'cert.renew',
        causes: [
          {
            kind: 'cert.renew',
            cause: 'RENEW',
            keyReferences: ['9A'],
            dueAt: '2027-03-01T12:00:00.000Z',
            deadline: '2027-03-31T12:00:00.000Z',
          },
        ],
        deadline: '2027-03-31T12:00:00.000Z',
      },
    ]);
  });

  it('eight checks that come together ask for one', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const answers = await Promise.all(Array.from({ length: 8 }, () => check(device)));
    expect({ asked: vault.statements.length, signatures: answers.map(({ signedOffer }) => signedOffer) }).toEqual({
      asked: 1,
      signatures: Array.from({ length: 8 }, () => 'signature 1'),
    });
  });

  it('nothing is signed for a card that has nothing, nor for an agent of the release before, nor for what is postponed', async () => {
    const [nothing, old, later] = [card({ certificates: [] }), card(), card()];
    at(morning);
    for (const device of [nothing, old, later]) await stand.device(device);
    expect(await check(nothing)).toEqual({ answer: 'none', now: morning });
    expect(await check(old, { offers: undefined, readerName: undefined })).toEqual({
      answer: 'available',
      kind: 'cert.renew',
      requestId: expect.any(String),
    });
    const offerId = await offered(later);
    await stand.call('ws-1', 'update.postpone', { offerId, cause: 'dismissed' });
    expect(await check(later)).toMatchObject({ answer: 'postponed' });
    expect(vault.statements.map(({ identityText }) => identityText)).toEqual([later.identityText]);
  });

  it('a new one when the content changes, and at half of its life; not when only the urgency has grown with time', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    expect(await check(device)).toMatchObject({ signedOffer: 'signature 1' });
    at('2027-03-13T07:59:59.000Z');
    expect(await check(device)).toMatchObject({ signedOffer: 'signature 1' });
    at('2027-03-13T20:00:00.000Z');
    expect(await check(device)).toMatchObject({ signedOffer: 'signature 2' });
    const certificates = [{ ...device.certificates![0]!, notAfter: '2027-03-20T12:00:00.000Z' }];
    await stand.device({ ...device, revision: 2, certificates, earliestNotAfter: '2027-03-20T12:00:00.000Z' });
    expect(await check(device)).toMatchObject({
      signedOffer: 'signature 3',
      offer: { urgency: 'high', deadline: '2027-03-20T12:00:00.000Z' },
    });
    expect(vault.statements.map(({ deadline }) => deadline)).toEqual([
      '2027-03-31T12:00:00.000Z',
      '2027-03-31T12:00:00.000Z',
      '2027-03-20T12:00:00.000Z',
    ]);
  });

  it('survives the service: the next copy answers with it', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    expect(await check(device)).toMatchObject({ signedOffer: 'signature 1' });
    await stand.start();
    const [first] = stand.services.splice(0, 1);
    await first!.close();
    expect(await check(device)).toMatchObject({ signedOffer: 'signature 1' });
    expect(vault.statements).toHaveLength(1);
  });

  it('a statement that the vault refuses leaves that offer unsigned, and no other', async () => {
    const [refused, other] = [card(), card()];
    at(morning);
    for (const device of [refused, other]) await stand.device(device);
    const sign = vault.answer;
    vault.answer = (statement) =>
      statement.deviceId === refused.deviceId ? { error: { code: 'REQUEST_INVALID', message: 'no' } } : sign(statement);
    expect(await check(refused)).toEqual(expect.not.objectContaining({ signedOffer: expect.anything() }));
    expect(await check(other)).toMatchObject({ answer: 'available', signedOffer: 'signature 2' });
  });

  it('[B09] a vault that is away: the offer is answered unsigned, the vault is left alone for a while, and the offer is signed when it is back', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    await vault.close();
    const answer = await check(device);
    expect(answer).toMatchObject({ answer: 'available', offer: { offerId: answer.requestId } });
    expect(answer).not.toHaveProperty('signedOffer');
    vault = await stand.startVault();
    await check(device);
    expect(vault.statements).toEqual([]);
    await eventually(async () => (await check(device)).signedOffer, 'signature 1', 10_000);
  });

  it('[B10] asked by hand, as when a person accepts: signed as soon as the vault is back, without the pause', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    await vault.close();
    expect(await check(device)).not.toHaveProperty('signedOffer');
    vault = await stand.startVault();
    expect(await check(device, { manual: true })).toMatchObject({ answer: 'available', signedOffer: 'signature 1' });
  });
});
