import { createHash } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { offerSigningUsage } from '@cardwright/contracts/update/signed-offer';
import type { BatchRequest } from '@cardwright/contracts/nats/edge.api';
import { batchSigningUsage, batchStatement, signedContent } from '@cardwright/contracts/nats/signed-batch';
import { SigningAuthority, type SignerChange } from '../../test/support/signing-authority.js';
import { BatchTrust } from './batch-trust.js';

const signedAtMs = Date.parse('2026-11-27T10:30:00Z');
const lease = { requestId: 'r-1', deviceId: 'd-1', workstationId: 'ws-1', fencingToken: 5 };
const batch: BatchRequest = {
  lease,
  batchId: 'r-1/1/2',
  ttlMs: 60_000,
  leaseMs: 1_800_000,
  sentAt: '2026-11-27T10:30:00.000Z',
  sealedSecrets: 'a.b.c.d.e',
  steps: [
    { kind: 'set-pin', to: 'pin.holder' },
    { kind: 'generate-key', keyReference: '9A', algorithm: 'ECCP256' },
  ] as BatchRequest['steps'],
  close: true,
};

let authority: SigningAuthority;
beforeAll(async () => {
  authority = await SigningAuthority.create({ usage: batchSigningUsage });
});

let roots: string[];
let isDemanded: boolean;
let renew: () => Promise<boolean>;
let runningMs: number;
let trust: BatchTrust;
beforeEach(() => {
  roots = [authority.rootSha256Hex];
  isDemanded = true;
  renew = () => Promise.resolve(false);
  runningMs = 0;
  trust = new BatchTrust({
    isDemanded: () => isDemanded,
    roots: { sha256Hex: () => roots, renew: () => renew() },
    runningMs: () => runningMs,
  });
});

async function signed(by = authority, change: object = {}, whole: BatchRequest = batch): Promise<BatchRequest> {
  const contentSha256Hex = createHash('sha256').update(signedContent(whole)).digest('hex');
  const claims = { ...batchStatement({ ...whole, contentSha256Hex }), iat: signedAtMs / 1000, ...change };
  return { ...whole, signedBatch: await by.state('batch', claims) };
}
/** What came over NATS. */
const received = (sent: BatchRequest): BatchRequest => JSON.parse(JSON.stringify(sent)) as BatchRequest;
const reason = (came: BatchRequest): Promise<unknown> =>
  trust.require(received(came)).then(
    () => 'believed',
    ({ code, details }: { code: string; details: { reason: string } }) => `${code} ${details.reason}`,
  );
const refused = (why: string) => `EDGE_SERVER_NOT_TRUSTED ${why}`;

describe('[B10, E7] which batches of card steps a workstation executes', () => {
  it('one that the vault has signed, as often as it comes', async () => {
    const came = await signed();
    expect(await reason(came)).toBe('believed');
    expect(await reason({ ...came, sentAt: '2026-11-27T10:31:00.000Z' })).toBe('believed');
  });

  it('none without a signature, unless its credential does not demand one', async () => {
    expect(await reason(batch)).toBe(refused('unsigned'));
    isDemanded = false;
    expect(await reason(batch)).toBe('believed');
  });

  it.each([
    ['empty', ''],
    ['of another form', 'x.y.z'],
    ['not even text', 7],
    ['without any algorithm', `${btoa('{"alg":"none","typ":"cardwright-batch+jwt","x5c":[]}')}.e30.`],
  ])('none with a signature that is %s', async (_what, signedBatch) => {
    expect(await reason({ ...batch, signedBatch: signedBatch as string })).toBe(refused('form'));
  });

  it.each<[string, (came: BatchRequest) => BatchRequest]>([
    ['another workstation', (came) => ({ ...came, lease: { ...lease, workstationId: 'ws-2' } })],
    ['another card', (came) => ({ ...came, lease: { ...lease, deviceId: 'd-2' } })],
    ['another request', (came) => ({ ...came, lease: { ...lease, requestId: 'r-2' } })],
    ['a lower fencing token', (came) => ({ ...came, lease: { ...lease, fencingToken: 4 } })],
    ['a higher fencing token', (came) => ({ ...came, lease: { ...lease, fencingToken: 6 } })],
    ['another batch', (came) => ({ ...came, batchId: 'r-1/1/3' })],
    ['other steps', (came) => ({ ...came, steps: [came.steps[0]!, { kind: 'read-image' }] })],
    [
      'other fields of a step',
      (came) => ({ ...came, steps: [came.steps[0]!, { ...came.steps[1]!, keyReference: '9C' } as never] }),
    ],
    ['steps in another order', (came) => ({ ...came, steps: came.steps.toReversed() })],
    ['fewer steps', (came) => ({ ...came, steps: came.steps.slice(0, 1) })],
    ['other secrets', (came) => ({ ...came, sealedSecrets: 'a.b.c.d.f' })],
    ['another key of the vault', (came) => ({ ...came, vaultPublicJwk: { kty: 'EC' } })],
    ['another PIN rule', (came) => ({ ...came, pinRule: {} as never })],
    ['an opening', (came) => ({ ...came, open: { identityText: 'ykserial:10000002' } })],
    ['no closing', ({ close, ...came }) => (void close, came)],
    ['a longer lease', (came) => ({ ...came, leaseMs: 86_400_000 })],
    ['a member that nobody knows', (came) => ({ ...came, later: 1 }) as BatchRequest],
  ])('none that was signed as another: %s', async (_what, change) => {
    expect(await reason(change(await signed()))).toBe(refused('content'));
  });

  it('one with members of a later version, which were signed too', async () => {
    const later = { ...batch, later: [1], lease: { ...lease, later: true } } as BatchRequest;
    expect(await reason(await signed(authority, { more: 1 }, later))).toBe('believed');
  });

  it('none of an authority of its own, nor under certificates that are not its own', async () => {
    const forger = await SigningAuthority.create({ usage: batchSigningUsage });
    expect(await reason(await signed(forger))).toBe(refused('root'));
    expect(await reason(await signed(forger.posingAs(authority)))).toBe(refused('signature'));
    expect(await reason(await signed(forger.below(authority)))).toBe(refused('certificate'));
    expect(await reason(await signed(await authority.beyondItsSigner()))).toBe(refused('certificate'));
  });

  it.each<[string, SignerChange]>([
    ['is for offers', { usage: offerSigningUsage }],
    ['is for another use', { usage: '1.3.6.1.5.5.7.3.2' }],
    ['is a CA', { usage: batchSigningUsage, isCa: true }],
    ['had ended when it signed', { usage: batchSigningUsage, validTo: '2026-11-27T10:00:00Z' }],
    ['was not valid yet when it signed', { usage: batchSigningUsage, validFrom: '2026-11-28T00:00:00Z' }],
  ])('none by a certificate that %s', async (_what, change) => {
    expect(await reason(await signed(await authority.withSigner(change)))).toBe(refused('certificate'));
  });

  it('no signed offer passes for a batch, not even by the right key', async () => {
    const contentSha256Hex = createHash('sha256').update(signedContent(batch)).digest('hex');
    const claims = { ...batchStatement({ ...batch, contentSha256Hex }), iat: signedAtMs / 1000 };
    expect(await reason({ ...batch, signedBatch: await authority.state('offer', claims) })).toBe(refused('form'));
  });

  it('[fault 19] a vault whose clock is forty minutes or a year ahead shuts nothing out: the next one, by the right time, is believed', async () => {
    const later = (ms: number) => signed(authority, { iat: (signedAtMs + ms) / 1000 });
    for (const ms of [40 * 60_000, 365 * 86_400_000, 0, -3_600_000])
      expect(await reason(await later(ms))).toBe('believed');
  });
});

describe('[B10] a root that the credential does not name', () => {
  it('is asked for at once, and the batch is executed', async () => {
    roots = [];
    renew = () => {
      roots = [authority.rootSha256Hex];
      return Promise.resolve(true);
    };
    expect(await reason(await signed())).toBe('believed');
  });

  it('is asked for once in half an hour, not with each batch that somebody sends', async () => {
    let asked = 0;
    renew = () => Promise.resolve((asked += 1) > 0);
    roots = ['00'.repeat(32)];
    const came = await signed();
    for (let count = 0; count < 5; count += 1) expect(await reason(came)).toBe(refused('root'));
    expect(asked).toBe(1);
    runningMs = 31 * 60_000;
    expect(await reason(came)).toBe(refused('root'));
    expect(asked).toBe(2);
  });
});
