/** Whom the record signs in with a card, by what card and certificate are now, and that a code is good once, soon, and for the attempt that it was made for. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CredentialState, DeviceState } from '@cardwright/contracts/nats/issuance.api';
import type { CertificateRow } from '@cardwright/contracts/nats/pki.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { PlantedCa, plantCredential, plantDevice, plantRequest } from '../support/certificates.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

let service: RecordsService;
let ca: PlantedCa;
const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex').toUpperCase();
const random = (): string => randomBytes(32).toString('base64url');
const query = <Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);

beforeAll(async () => {
  service = await startRecordsService();
  ca = new PlantedCa(service);
  service.vault['certificates.status'] = ({ serialNumberHex }) => ({ certificate: ca.find(serialNumberHex) });
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

interface Planted {
  personId: string;
  deviceId: string;
  certificate: CertificateRow;
}
interface Wish {
  state?: DeviceState;
  credential?: CredentialState;
  certificate?: Partial<CertificateRow>;
  linkedSub?: string;
}
let people = 0;
async function plant({
  state = 'ACTIVE',
  credential = 'ACTIVE',
  certificate = {},
  linkedSub,
}: Wish = {}): Promise<Planted> {
  const personId = randomUUID();
  await query(
    `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, linked_iss, linked_sub)
     VALUES ($1, $2, $3, 'Ada', 'Lovelace', 'Ada Lovelace', $4, $5)`,
    [personId, defaultTenantId, `S${++people}`, linkedSub ? 'https://issuer.example' : null, linkedSub ?? null],
  );
  const deviceId = await plantDevice(query, state, `ykserial:${9_000_000 + people}`);
  await query('UPDATE device SET person_id = $2 WHERE device_id = $1', [deviceId, personId]);
  const requestId = await plantRequest(query, deviceId, 'COMPLETED');
  const row = ca.plant({ deviceId, requestId, status: 'good', ...certificate });
  await plantCredential(query, row, credential);
  return { personId, deviceId, certificate: row };
}

const prove = async ({ certificate }: Pick<Planted, 'certificate'>, challenge = random()) => {
  const code = random();
  await service.ask('card-sign-in.prove', {
    serialNumberHex: certificate.serialNumberHex,
    certificateSha256Hex: certificate.sha256Hex,
    challenge,
    codeSha256Hex: sha256Hex(code),
  });
  return { challenge, codeSha256Hex: sha256Hex(code) };
};
const causeOf = async (work: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isCardwrightError(error, 'AUTH_CARD_REFUSED')) throw error ?? new Error('it was not refused');
  return error.details.cause;
};

describe('[A11] sign-in with the card', () => {
  it('signs in the identity that the card’s person has at the issuer', async () => {
    const card = await plant({ linkedSub: 'ada-1' });
    expect(await service.ask('card-sign-in.redeem', await prove(card))).toEqual({
      iss: 'https://issuer.example',
      sub: 'ada-1',
      externalId: `S${people}`,
      displayName: 'Ada Lovelace',
    });
  });

  it('signs in a person who never was at the issuer as the one that the record knows, with what holders may and nothing that a token would say', async () => {
    const { personId, certificate } = await plant();
    const identity = await service.ask('card-sign-in.redeem', await prove({ certificate }));
    expect(identity).toMatchObject({ iss: 'urn:cardwright:card', sub: personId });
    const actor = { ...actorWith(identity.sub, [], identity.externalId), iss: identity.iss };
    const me = await service.ask('me.get', {}, actor);
    expect([me.person?.personId, me.roles]).toEqual([personId, ['CH']]);
    // And is not linked by it: the issuer's identity may still come.
    const [row] = await query('SELECT linked_iss FROM person WHERE person_id = $1', [personId]);
    expect(row).toEqual({ linked_iss: null });
    const times = { idleSeconds: 3600, absoluteSeconds: 28_800 };
    const sessionSha256Hex = sha256Hex(random());
    await service.ask('sessions.start', { ...times, sessionSha256Hex, amr: ['sc'] }, actor);
    const session = { active: true, pairedWorkstationId: null, authenticatedSecondsAgo: null };
    expect(await service.ask('sessions.check', { sessionSha256Hex, touch: false })).toEqual(session);
    const [recorded] = await query('SELECT amr FROM web_session WHERE session_sha256_hex = $1', [sessionSha256Hex]);
    expect(recorded).toEqual({ amr: ['sc'] });
    const officer = actorWith('sofia', ['SO']);
    const ending = { personId, reason: 'somebody else is there' };
    expect(await service.ask('sessions.end-of-person', ending, officer)).toEqual({ ended: 1 });
    expect(await service.ask('sessions.end-of-person', ending, officer)).toEqual({ ended: 0 });
  });

  it.each<[string, Wish, string]>([
    ['is on hold with its card', { state: 'SUSPENDED', certificate: { status: 'held' } }, 'suspended'],
    ['is of a suspended card, and not on hold yet', { state: 'SUSPENDED' }, 'suspended'],
    ['is of a card that was not handed over', { state: 'PENDING_ACTIVATION' }, 'not-active'],
    ['is of a card that has ended', { state: 'TERMINATED', certificate: { status: 'revoked' } }, 'not-active'],
    ['is of a card that was replaced', { state: 'REPLACED' }, 'not-active'],
    ['is revoked', { certificate: { status: 'revoked' } }, 'replaced'],
    ['is on hold', { certificate: { status: 'held' } }, 'replaced'],
    ['was planned and never signed', { certificate: { status: 'planned' } }, 'replaced'],
    ['is over', { certificate: { status: 'expired' } }, 'expired'],
    ['is of the key that needs no PIN', { certificate: { keyReference: '9E' } }, 'other-use'],
    ['is of the key that signs', { certificate: { keyReference: '9C' } }, 'other-use'],
    ['is not on the card any more by the record', { credential: 'REVOKE_PENDING' }, 'replaced'],
    ['is not proved on the card yet', { credential: 'ON_CARD' }, 'replaced'],
  ])('signs nobody in with a certificate that %s', async (_, wish, cause) => {
    const card = await plant(wish);
    expect(await causeOf(prove(card))).toBe(cause);
    const object = `device:${card.deviceId}`;
    const trail = await query(
      `SELECT 1 FROM audit_repeated WHERE action = 'card-sign-in.refused' AND (object = $1 OR objects ? $1)`,
      [object],
    );
    expect(trail).toHaveLength(1);
  });

  it('signs nobody in who is disabled, or whose card belongs to nobody', async () => {
    const [disabled, unowned] = [await plant(), await plant()];
    await query('UPDATE person SET enabled = false WHERE person_id = $1', [disabled.personId]);
    await query('UPDATE device SET person_id = NULL WHERE device_id = $1', [unowned.deviceId]);
    expect([await causeOf(prove(disabled)), await causeOf(prove(unowned))]).toEqual(['no-person', 'no-person']);
  });

  it('knows a certificate by all of it, and one that the CA has not signed not at all', async () => {
    const { certificate } = await plant();
    expect(await causeOf(prove({ certificate: { ...certificate, sha256Hex: sha256Hex('other') } }))).toBe('replaced');
    expect(await causeOf(prove({ certificate: { ...certificate, serialNumberHex: '7F01' } }))).toBe('replaced');
  });
});

describe('[A11] the code', () => {
  let card: Planted;
  beforeEach(async () => {
    card = await plant();
  });
  const redeem = (proved: { challenge: string; codeSha256Hex: string }) => service.ask('card-sign-in.redeem', proved);

  it('is good once', async () => {
    const proved = await prove(card);
    await redeem(proved);
    expect(await causeOf(redeem(proved))).toBe('code');
  });

  it('is good once, however many bring it at the same time', async () => {
    const proved = await prove(card);
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => redeem(proved)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is good for the attempt that it was made for, and used up by whoever brings it with another', async () => {
    const [proved, other] = [await prove(card), await prove(await plant())];
    expect(await causeOf(redeem({ ...proved, challenge: other.challenge }))).toBe('code');
    expect(await causeOf(redeem(proved))).toBe('code');
    expect((await redeem(other)).displayName).toBe('Ada Lovelace');
  });

  it('is good for a minute', async () => {
    const [proved, over] = [await prove(card), await prove(card)];
    const [row] = await query<{ seconds: number }>(
      `SELECT extract(epoch FROM expires_at - now())::float AS seconds FROM card_sign_in WHERE code_sha256_hex = $1`,
      [proved.codeSha256Hex],
    );
    expect(row!.seconds).toBeLessThanOrEqual(60);
    await query(`UPDATE card_sign_in SET expires_at = now() WHERE code_sha256_hex = $1`, [over.codeSha256Hex]);
    expect(await causeOf(redeem(over))).toBe('code');
    expect(await causeOf(redeem({ ...proved, codeSha256Hex: sha256Hex('never made') }))).toBe('code');
  });

  it('signs nobody in whose card was suspended, or whose certificate was revoked, on the way', async () => {
    const [suspended, revoked] = [
      await prove(card),
      await plant().then(async (other) => ({ other, ...(await prove(other)) })),
    ];
    await query(`UPDATE device SET state = 'SUSPENDED' WHERE device_id = $1`, [card.deviceId]);
    ca.find(revoked.other.certificate.serialNumberHex).status = 'revoked';
    const { challenge, codeSha256Hex } = revoked;
    expect(await causeOf(redeem(suspended))).toBe('suspended');
    expect(await causeOf(redeem({ challenge, codeSha256Hex }))).toBe('replaced');
  });

  it('leaves nothing behind that somebody could use, and is forgotten', async () => {
    const { codeSha256Hex } = await prove(card);
    await query(`UPDATE card_sign_in SET expires_at = now() - interval '2 hours' WHERE code_sha256_hex = $1`, [
      codeSha256Hex,
    ]);
    await prove(card);
    expect(await query('SELECT 1 FROM card_sign_in WHERE code_sha256_hex = $1', [codeSha256Hex])).toEqual([]);
  });

  it('is asked for in the shape that it has', async () => {
    const shape = { serialNumberHex: '7F01', certificateSha256Hex: sha256Hex('c'), challenge: random() };
    const right = { ...shape, codeSha256Hex: sha256Hex('x') };
    for (const wrong of [
      { serialNumberHex: '7f' },
      { certificateSha256Hex: 'x' },
      { challenge: 'short' },
      { codeSha256Hex: '' },
    ])
      await expect(service.askUnchecked('card-sign-in.prove', { ...right, ...wrong })).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
      });
  });
});
