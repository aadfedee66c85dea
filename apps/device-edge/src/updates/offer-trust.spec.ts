import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { offerSigningUsage } from '@cardwright/contracts/update/signed-offer';
import type { UpdateOffer } from '@cardwright/contracts/update/update-offer';
import { SigningAuthority } from '../../test/support/signing-authority.js';
import { card, hours, minutes, offerId, reader, UpdateLab } from '../../test/support/update-lab.js';

const days = (count: number): number => hours(24 * count);

let lab: UpdateLab;
beforeEach(async () => {
  lab = await UpdateLab.open();
  lab.server.due = true;
});
afterEach(() => lab.close());

const insert = () => lab.updates.inserted(reader, card, 'once');
const prompt = () => lab.screen.shown.get(offerId);
/** What its holder sees, and what comes of accepting it. */
async function seen() {
  await insert();
  const { deviceLabel, kind, usuallySeconds, urgency } = prompt()!;
  const accepted = await lab.updates.accept(offerId).then(
    (page) => page,
    (error: { code: string; details: unknown }) => ({ refused: error.code, details: error.details }),
  );
  return { deviceLabel, kind, usuallySeconds, urgency, accepted, told: lab.server.of('update.accept').length };
}
const believed = {
  deviceLabel: 'Key of Ann',
  kind: 'cert.renew',
  usuallySeconds: 38,
  urgency: 'critical',
  accepted: `https://cards.example.org/update/${offerId}`,
  told: 1,
};
const refused = (reason: string) => ({
  deviceLabel: null,
  kind: 'cert.renew',
  usuallySeconds: null,
  urgency: 'normal',
  accepted: { refused: 'EDGE_SERVER_NOT_TRUSTED', details: { reason } },
  told: 0,
});

describe('[B10, E7] which offers a workstation believes', () => {
  beforeEach(() => {
    lab.server.change = { urgency: 'critical' };
  });

  it('one that is signed under the root of its credential: shown in full, and accepting opens its page', async () => {
    expect(await seen()).toEqual(believed);
  });

  it('without a root: the check works and says that something is due and its kind, nothing of the card; accepting is refused', async () => {
    lab.roots = [];
    expect(await seen()).toEqual(refused('no-root'));
    expect(lab.log).toContain('info update check {"answer":"available","occasion":"inserted"}');
    expect(lab.log).toContain(`warn update not accepted {"offerId":"${offerId}","code":"EDGE_SERVER_NOT_TRUSTED"}`);
  });

  it('a root that does not match', async () => {
    lab.roots = ['00'.repeat(32)];
    expect(await seen()).toEqual(refused('root'));
  });

  it('two roots, one before and one after a change: either', async () => {
    lab.roots = ['00'.repeat(32), lab.authority.rootSha256Hex];
    expect(await seen()).toEqual(believed);
  });

  it('not signed: of a server of the release before, or of one that has no vault', async () => {
    lab.server.sign = () => Promise.resolve(undefined);
    expect(await seen()).toEqual(refused('unsigned'));
  });

  it.each([
    ['no text of that form', () => Promise.resolve('x.y.z')],
    ['empty', () => Promise.resolve('')],
    ['a header that names no chain', () => Promise.resolve(`${btoa('{"alg":"ES256"}')}.e30.AA`)],
    [
      'no algorithm at all',
      () => Promise.resolve(`${btoa('{"alg":"none","typ":"cardwright-offer+jwt","x5c":[]}')}.e30.`),
    ],
  ])('forged: %s', async (_what, sign) => {
    lab.server.sign = sign;
    expect(await seen()).toEqual(refused('form'));
  });

  it('forged: signed by an authority of its own, with a root of its own', async () => {
    const forger = await SigningAuthority.create();
    lab.server.sign = (offer) => forger.sign(offer, card, { atMs: lab.time.trueMs });
    expect(await seen()).toEqual(refused('root'));
  });

  it('forged: the true certificates, signed with another key', async () => {
    const forger = (await SigningAuthority.create()).posingAs(lab.authority);
    lab.server.sign = (offer) => forger.sign(offer, card, { atMs: lab.time.trueMs });
    expect(await seen()).toEqual(refused('signature'));
  });

  it('forged: the true root behind certificates that it has not signed', async () => {
    const forger = (await SigningAuthority.create()).below(lab.authority);
    lab.server.sign = (offer) => forger.sign(offer, card, { atMs: lab.time.trueMs });
    expect(await seen()).toEqual(refused('certificate'));
  });

  it('forged: a certificate that was made with the key of one that is no CA', async () => {
    const forger = await lab.authority.beyondItsSigner();
    lab.server.sign = (offer) => forger.sign(offer, card, { atMs: lab.time.trueMs });
    expect(await seen()).toEqual(refused('certificate'));
  });

  it.each([
    ['is for another use (of a card, say)', { usage: '1.3.6.1.5.5.7.3.2' }],
    ['is a CA', { usage: offerSigningUsage, isCa: true }],
    ['had ended when it signed', { validTo: '2026-11-27T10:00:00Z' }],
    ['was not valid yet when it signed', { validFrom: '2026-11-28T00:00:00Z' }],
  ])('signed under the root by a certificate that %s', async (_what, change) => {
    const other = await lab.authority.withSigner(change);
    lab.server.sign = (offer) => other.sign(offer, card, { atMs: lab.time.trueMs });
    expect(await seen()).toEqual(refused('certificate'));
  });

  const another: [string, Partial<UpdateOffer>][] = [
    ['label', { deviceLabel: 'Call 0900 123' }],
    ['kind', { kind: 'pin.change' }],
    ['deadline', { deadline: '2026-11-28T00:00:00.000Z' }],
    ['card of the record', { deviceId: '0b8f8b0e-0000-4000-8000-000000000002' }],
    [
      'cause',
      {
        causes: [
          { kind: 'cert.renew', cause: 'RENEW', keyReferences: ['9A'], dueAt: '', deadline: null, urgency: 'normal' },
        ],
      },
    ],
  ];
  it.each(another)('forged: another %s than what was signed', async (_what, change) => {
    lab.server.sign = (offer) => lab.authority.sign({ ...offer, ...change }, card, { atMs: lab.time.trueMs });
    expect(await seen()).toMatchObject({ deviceLabel: null, accepted: refused('content').accepted, told: 0 });
  });

  it('replayed: signed for another card', async () => {
    lab.server.sign = (offer) => lab.authority.sign(offer, 'ykserial:10000002', { atMs: lab.time.trueMs });
    expect(await seen()).toEqual(refused('content'));
  });

  it('replayed: an earlier one of this card after a later one', async () => {
    const earlier = await lab.authority.sign(lab.server.offer(), card, { atMs: lab.time.trueMs });
    lab.time.pass(days(1));
    await insert();
    expect(prompt()).toMatchObject({ deviceLabel: 'Key of Ann' });
    lab.server.sign = () => Promise.resolve(earlier);
    await lab.updates.notice({ identityText: card, offerId });
    expect(prompt()).toMatchObject({ deviceLabel: null });
    await expect(lab.updates.accept(offerId)).rejects.toMatchObject({ details: { reason: 'replayed' } });
  });

  it('the same one again and again: believed for a week, then expired', async () => {
    const signed = await lab.authority.sign(lab.server.offer(), card, { atMs: lab.time.trueMs });
    lab.server.sign = () => Promise.resolve(signed);
    lab.time.pass(days(7) - minutes(1));
    await insert();
    expect(prompt()).toMatchObject({ deviceLabel: 'Key of Ann' });
    // It ended while the notification stood: asked for once more when it is accepted, and no newer one came.
    lab.time.pass(minutes(2));
    await expect(lab.updates.accept(offerId)).rejects.toMatchObject({ details: { reason: 'expired' } });
    expect(lab.server.of('update.check').at(-1)!.body).toMatchObject({ manual: true });
    expect(lab.server.of('update.accept')).toEqual([]);
  });

  it('a stolen key does not sign for ever: a month at most, whatever it says', async () => {
    const signed = await lab.authority.sign(lab.server.offer(), card, { atMs: lab.time.trueMs, claims: { exp: 9e9 } });
    lab.server.sign = () => Promise.resolve(signed);
    lab.time.pass(days(31));
    expect(await seen()).toEqual(refused('expired'));
  });

  it('a member that only a later release knows is no reason', async () => {
    lab.server.sign = (offer) =>
      lab.authority.sign(offer, card, { atMs: lab.time.trueMs, claims: { later: [1] } as object });
    expect(await seen()).toEqual(believed);
  });

  it.each([
    ['two days ahead', days(2)],
    ['a year behind', -days(365)],
  ])('the clock of the workstation is %s: believed', async (_what, wrongMs) => {
    lab.time.jump(wrongMs);
    expect(await seen()).toEqual(believed);
  });

  it('a vault whose clock was a year ahead: its next signature, by the right time, is believed', async () => {
    const ahead = await lab.authority.sign(lab.server.offer(), card, { atMs: lab.time.trueMs + days(365) });
    const { sign } = lab.server;
    lab.server.sign = () => Promise.resolve(ahead);
    await insert();
    expect(prompt()).toMatchObject({ deviceLabel: 'Key of Ann' });
    lab.server.sign = sign;
    lab.time.pass(minutes(10));
    await lab.updates.notice({ identityText: card, offerId });
    expect(prompt()).toMatchObject({ deviceLabel: 'Key of Ann' });
  });
});

describe('[B10] a root that comes later', () => {
  it('an agent that was enrolled before: the credential of now is asked for when something is due, and the offer is believed at once', async () => {
    lab.roots = [];
    lab.renew = () => {
      lab.roots = [lab.authority.rootSha256Hex];
      return Promise.resolve(true);
    };
    await insert();
    expect(prompt()).toMatchObject({ deviceLabel: 'Key of Ann' });
    expect(await lab.updates.accept(offerId)).toBe(`https://cards.example.org/update/${offerId}`);
  });

  it('a new root of the CA: the same', async () => {
    lab.roots = ['00'.repeat(32)];
    lab.renew = () => {
      lab.roots = [lab.authority.rootSha256Hex];
      return Promise.resolve(true);
    };
    await insert();
    expect(prompt()).toMatchObject({ deviceLabel: 'Key of Ann' });
  });

  it('a vault of the release before names none: its credential is asked for once in half an hour, not with every check', async () => {
    let asked = 0;
    lab.roots = [];
    lab.renew = () => {
      asked += 1;
      return Promise.resolve(true);
    };
    await insert();
    for (let count = 0; count < 10; count += 1) {
      await lab.updates.notice({ identityText: card, offerId });
      lab.time.pass(minutes(2));
    }
    expect(asked).toBe(1);
    lab.time.pass(minutes(11));
    await lab.updates.notice({ identityText: card, offerId });
    expect(asked).toBe(2);
  });

  it('nothing due: no credential is asked for', async () => {
    lab.server.due = false;
    lab.roots = [];
    lab.renew = () => Promise.reject(new Error('asked'));
    await insert();
    await lab.awake(hours(9));
    expect(lab.log.filter((line) => !line.includes('"answer":"none"'))).toEqual([]);
  });
});

describe('[B10] an offer that could not be believed when it was shown', () => {
  it('the vault was away and is back: accepting asks once more, and the page opens', async () => {
    const { sign } = lab.server;
    lab.server.sign = () => Promise.resolve(undefined);
    await insert();
    expect(prompt()).toMatchObject({ deviceLabel: null });
    lab.server.sign = sign;
    expect(await lab.updates.accept(offerId)).toBe(`https://cards.example.org/update/${offerId}`);
    expect(lab.server.asked.slice(-2).map(({ name, body }) => [name, body['manual']])).toEqual([
      ['update.check', true],
      ['update.accept', undefined],
    ]);
  });

  it('refused: not shown again within the minute, but at the next insertion', async () => {
    lab.roots = [];
    await insert();
    await expect(lab.updates.accept(offerId)).rejects.toMatchObject({ code: 'EDGE_SERVER_NOT_TRUSTED' });
    await lab.awake(minutes(30));
    expect({ shown: lab.screen.shown.size, appeared: lab.screen.appeared }).toEqual({ shown: 0, appeared: 1 });
    await lab.updates.removed(reader);
    await lab.awake(minutes(1));
    await insert();
    expect(lab.screen.appeared).toBe(2);
  });

  it('postponing it works as ever', async () => {
    lab.roots = [];
    await insert();
    await lab.updates.answered(offerId, 'dismissed');
    expect(lab.server.of('update.postpone')).toHaveLength(1);
    await lab.awake(hours(4) - minutes(1));
    expect(lab.screen.appeared).toBe(1);
    await lab.awake(minutes(2));
    expect(lab.screen.appeared).toBe(2);
  });

  it('[B20] by hand: found without a name, and accepting is refused; believed, it opens', async () => {
    const roots = lab.roots.splice(0);
    await insert();
    expect(await lab.updates.checkByHand(reader)).toMatchObject({ prompt: { deviceLabel: null, kind: 'cert.renew' } });
    await expect(lab.updates.accept(offerId, reader)).rejects.toMatchObject({ details: { reason: 'no-root' } });
    lab.roots = roots;
    expect(await lab.updates.checkByHand(reader)).toMatchObject({ prompt: { deviceLabel: 'Key of Ann' } });
    expect(await lab.updates.accept(offerId, reader)).toBe(`https://cards.example.org/update/${offerId}`);
  });
});
