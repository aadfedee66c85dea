/** Passkeys on the command line: where they are registered, and the two PINs of an issue; issuance-svc is a stand-in. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openSealedPin } from '@cardwright/sealing/sealed-pin';
import { sealTemporaryPin } from '@cardwright/sealing/temporary-pin';
import type { GatewayFixture } from '../../../gateway/test/gateway-fixture.js';
import { type Cli, type SignedInCli, startSignedInCli } from '../cli-fixture.js';
import { type SagaStandIn, standInSaga } from '../saga-stand-in.js';

let signedIn: SignedInCli;
let gateway: GatewayFixture;
let cli: Cli;
let saga: SagaStandIn;

beforeAll(async () => {
  signedIn = await startSignedInCli('IO');
  ({ gateway, cli } = signedIn);
  saga = await standInSaga(gateway);
  const person = { personId: '0d5a7e11-0000-4000-8000-000000000001', externalId: 'E1002' };
  gateway.answers.set('issuance people.list', () => ({ rows: [person], nextCursor: null }));
}, 60_000);
afterAll(() => signedIn?.stop());

it('lists the relying parties that a profile may name', async () => {
  gateway.answers.set('issuance relying-parties.list', () => ({
    relyingParties: [{ id: 'entra', makers: ['agent', 'platform'] }, { id: 'lab' }],
  }));
  const ran = await cli.run('profiles relying-parties');
  expect(ran.code).toBe(0);
  expect(ran.stdout.split('\n').map((row) => row.trim())).toEqual([
    ...['id      made by', 'entra   agent, platform', 'lab', ''],
  ]);
});

it('prints the certificate to be uploaded at a tenant: the newest, or the one that signs now', async () => {
  const certificateOf = (name: string) => ({
    ...{ certificatePem: `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n` },
    ...{ sha1Hex: 'a1', sha256Hex: 'b2', notAfter: '2028-11-30T00:00:00.000Z' },
  });
  const asked: unknown[] = [];
  gateway.answers.set('issuance relying-parties.certificates', (body) => {
    asked.push(body);
    return { certificates: [certificateOf('now'), certificateOf('next')] };
  });
  const ran = await cli.run('relying-parties certificate entra');
  expect(ran).toMatchObject({
    code: 0,
    stdout: '-----BEGIN CERTIFICATE-----\nnext\n-----END CERTIFICATE-----\n',
  });
  expect(asked).toEqual([{ relyingPartyId: 'entra' }]);
  expect((await cli.run('relying-parties certificate entra --current')).stdout).toContain('\nnow\n');
  const json = JSON.parse((await cli.run('relying-parties certificate entra --json')).stdout) as object;
  expect(json).toEqual(certificateOf('next'));
});

it('prints every key as a JSON Web Key Set, named by the hash of its public key', async () => {
  const certificatePem = [
    '-----BEGIN CERTIFICATE-----',
    'MIIBnDCCAQUCFBaxeF6jFd7BvvOeC178N5T+fOYdMA0GCSqGSIb3DQEBCwUAMAwx',
    'CjAIBgNVBAMMAXQwIBcNMjYxMTMwMTc1MzE1WhgPMjEyNjExMDYxNzUzMTVaMAwx',
    'CjAIBgNVBAMMAXQwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGBAOi1JhAtdBV8',
    '9zE2cG7g4XT0zVXGM1aMnwTokJkRry60GWCkFlJgAAi8mnSZRUIMCUELgOaJ5RlD',
    'MvOYqIO8e4Ss5kNCzS8+6qD6nNEfsiTDAHkBSbzgYyLUN4yUQKv7ACpfb0weKQE/',
    '+U9gD2wY/ZFuIhrTOrTqwxP0qf1KTmpXAgMBAAEwDQYJKoZIhvcNAQELBQADgYEA',
    'CxCTqcUAM+q1dayluHb9KCljSjYM8Q9KtYcQNkiBJjTved8w4ozBpxMbs8mMvWJc',
    'bKA6UfE26UZrbMY5aeiNfwxICdORUcFlWShKKEtxjsxfyYhQqEBlawbd3uHmP80o',
    '4hDOhmyWxKmcK7jzX07wBAUhP/NH762raokXRBDUlYI=',
    '-----END CERTIFICATE-----',
  ].join('\n');
  const certificate = { certificatePem, sha1Hex: 'a1', sha256Hex: 'b2', notAfter: '2028-11-30T00:00:00.000Z' };
  gateway.answers.set('issuance relying-parties.certificates', () => ({ certificates: [certificate, certificate] }));
  const key = {
    ...{ kty: 'RSA', e: 'AQAB', use: 'sig', alg: 'PS256', kid: 'cqUHeteIrJTJZNJZe8HuAlZEY1huI1SJNuSJ2lbLjFM' },
    n: '6LUmEC10FXz3MTZwbuDhdPTNVcYzVoyfBOiQmRGvLrQZYKQWUmAACLyadJlFQgwJQQuA5onlGUMy85iog7x7hKzmQ0LNLz7qoPqc0R-yJMMAeQFJvOBjItQ3jJRAq_sAKl9vTB4pAT_5T2APbBj9kW4iGtM6tOrDE_Sp_UpOalc',
  };
  const ran = await cli.run('relying-parties certificate sso --jwks');
  expect(ran.code).toBe(0);
  expect(JSON.parse(ran.stdout)).toEqual({ keys: [key, key] });
});

it('says that no certificate is there yet', async () => {
  gateway.answers.set('issuance relying-parties.certificates', () => ({ certificates: [] }));
  const ran = await cli.run('relying-parties certificate entra');
  expect(ran.stdout).toBe('');
  expect(ran.stderr).toContain('PKI_SIGNER_UNAVAILABLE');
});

it('[C28] asks for the PIN of the passkey and then for that of the card, which one card session waits for', async () => {
  let asks = 'new-fido-pin';
  const [pinKey, supply] = ['sagas.pin-key', 'sagas.supply-pin'].map((name) =>
    gateway.answers.get(`issuance ${name}`)!,
  );
  gateway.answers.set('issuance sagas.pin-key', async (...all) => ({ ...((await pinKey!(...all)) as object), asks }));
  gateway.answers.set('issuance sagas.supply-pin', async (...all) => {
    if (asks === 'new-pin') return supply!(...all);
    const { jwe } = all[0] as { jwe: string };
    const { pin } = await openSealedPin({ jwe, ...saga.key, purpose: 'fido-pin', now: Date.now() });
    saga.pins.push(Buffer.from(pin).toString());
    // It is still said for a moment that the first one is waited for.
    saga.happen({ kind: 'state', state: 'AWAITING_USER', awaiting: 'pin', sentence: 'Waiting for the PIN' });
    setTimeout(() => {
      asks = 'new-pin';
      saga.happen({ kind: 'state', state: 'AWAITING_USER', awaiting: 'pin', sentence: 'Waiting for the PIN' });
    }, 500);
    return { saga: saga.now() };
  });
  const typed = ['passkey-4711', 'passkey-4711', '73194862', '73194862'];
  const ran = await cli.run('devices issue ykserial:7 --person E1002 --profile piv --workstation ws-1', { typed });
  expect(ran).toMatchObject({ code: 0 });
  expect(saga.pins).toEqual(['passkey-4711', '73194862']);
  expect(ran.stderr).toContain('The PIN for the passkey, not the one of the card:');
});

it('[C30] shows a temporary PIN that the agent sealed to a key of this one look, for this very card', async () => {
  let about = { requestId: saga.requestId, deviceId: saga.deviceId };
  gateway.answers.set(
    'issuance sagas.show-temporary-pin',
    async ({ recipientJwk }: { recipientJwk: Record<string, unknown> }) => ({
      jwe: await sealTemporaryPin(Buffer.from('73920518'), recipientJwk, about),
    }),
  );
  const ran = await cli.run(`sagas temporary-pin ${saga.requestId}`);
  expect(ran).toMatchObject({ code: 0, stdout: '73920518\n' });
  expect(gateway.log.join('')).not.toContain('73920518');
  about = { ...about, deviceId: '00000000-0000-4000-8000-00000000dead' };
  expect(await cli.run(`sagas temporary-pin ${saga.requestId}`)).toMatchObject({ code: 9, stdout: '' });
});

it('devices passkey: makes a new one for a card in use, and asks for its PIN for passkeys alone', async () => {
  const key = gateway.answers.get('issuance sagas.pin-key')!;
  gateway.answers.set('issuance sagas.pin-key', async (...all) => ({
    ...((await key(...all)) as object),
    asks: 'fido-pin',
  }));
  gateway.answers.set('issuance sagas.supply-pin', async ({ jwe }: { jwe: string }) => {
    const { pin } = await openSealedPin({ jwe, ...saga.key, purpose: 'fido-pin', now: Date.now() });
    saga.pins.push(Buffer.from(pin).toString());
    saga.happen({ state: 'COMPLETED', percent: 100, sentence: 'The card has its new passkey' });
    return { saga: saga.now() };
  });
  const line = 'devices passkey ykserial:7 --workstation ws-1';
  // Nobody sits there who could type it.
  expect(await cli.run(line)).toMatchObject({ code: 2, stderr: expect.stringContaining('use --no-watch') });
  saga.pins.length = 0;
  const ran = await cli.run(line, { typed: ['passkey-4711'] });
  expect(ran).toMatchObject({ code: 0, stdout: 'COMPLETED  The card has its new passkey\n' });
  expect(saga.pins).toEqual(['passkey-4711']);
  const sent = gateway.seen.filter(({ name }) => name === 'issuance devices.passkey');
  expect(sent.map(({ envelope }) => envelope.body)).toEqual([{ deviceId: saga.deviceId, workstationId: 'ws-1' }]);
});

it.each([
  ['passkey-dialog', 'A browser makes this passkey: open the saga in the portal, at the computer with the card.'],
  [
    'passkey-page',
    'This passkey is registered on the page of its relying party: open the saga in the portal, at the computer with the card.',
  ],
  [
    'passkey-window',
    'This passkey is made in a window of the computer with the card: open the saga in the portal, at that computer.',
  ],
])('sends whoever is asked for a %s to the portal, and goes on watching', async (asks, said) => {
  const key = gateway.answers.get('issuance sagas.pin-key')!;
  gateway.answers.set('issuance sagas.pin-key', async (...all) => {
    const answer = (await key(...all)) as object;
    setImmediate(() => saga.happen({ state: 'COMPLETED', percent: 100, sentence: 'The card has its new passkey' }));
    return { ...answer, asks };
  });
  const ran = await cli.run('devices passkey ykserial:7 --workstation ws-1', { typed: [] });
  expect(ran).toMatchObject({ code: 0, stdout: 'COMPLETED  The card has its new passkey\n' });
  expect(ran.stderr).toContain(said);
  gateway.answers.set('issuance sagas.pin-key', key);
});
