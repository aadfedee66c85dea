/** A passkey by the system's dialog, in the place of CTAP: what the dialog is asked for, and what the saga is told. */
import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { credentialText, passkeyFor, PasskeyBench } from '../../../test/support/passkey-bench.js';
import type { PlatformOptions } from '../../platform-webauthn/platform-authenticator.port.js';

const clientDataJsonBase64url = Buffer.from('client data').toString('base64url');
const id = (byte: number): string => Buffer.alloc(16, byte).toString('base64url');

/** The dialog, and the key that its person takes: that of another bench, so that the card of the saga is not asked. */
async function dialog() {
  const other = await PasskeyBench.withPin();
  const asked: PlatformOptions[] = [];
  const makeCredential = async (options: PlatformOptions) => {
    asked.push(options);
    const hash = createHash('sha256').update(Buffer.from(options.clientDataJsonBase64url, 'base64url'));
    const { credential } = await other.run(passkeyFor('ada', { clientDataHashBase64url: hash.digest('base64url') }));
    const { credentialIdBase64url, attestationObjectBase64url } = credential!;
    return { credentialIdBase64url, attestationObjectBase64url, clientDataJsonBase64url };
  };
  return { asked, other, platform: { makeCredential } };
}

it('is made by whatever key the person takes, and marked so', async () => {
  const bench = await PasskeyBench.withPin();
  const { asked, other, platform } = await dialog();
  bench.platform = platform;
  const step = passkeyFor('ada', {
    clientDataJsonBase64url,
    ...{ excludeBase64url: [id(1), id(2)], keepBase64url: [id(2), id(3)], hmacSecret: true },
  });
  const before = bench.session.apdus;
  const made = await bench.run(step);
  expect(made).toEqual({
    credential: {
      credentialIdBase64url: expect.any(String),
      attestationObjectBase64url: expect.any(String),
      aaguid: '7ca5d7a1-c0de-4f1d-8001-000000000001',
      madeBy: 'platform',
    },
  });
  expect(await other.credentials()).toEqual([credentialText(made)]);
  expect([bench.session.apdus - before, await bench.credentials(), bench.waited]).toEqual([0, [], ['window']]);
  expect(asked).toEqual([
    {
      ...{ relyingPartyId: 'example.org', relyingPartyName: 'Example', userIdBase64url: 'YWRh' },
      ...{ userName: 'ada@example.org', userDisplayName: 'ADA', clientDataJsonBase64url },
      ...{ excludeBase64url: [id(1), id(2), id(3)], hmacSecret: true, timeoutMs: 120_000 },
    },
  ]);
});

it('is made by CTAP where the client data is not given, and only there', async () => {
  const bench = await PasskeyBench.withPin();
  bench.platform = { makeCredential: () => Promise.reject(new Error('not asked')) };
  const made = await bench.run(passkeyFor());
  expect(made.credential).not.toHaveProperty('madeBy');
  bench.platform = undefined;
  await expect(bench.run(passkeyFor('grace', { clientDataJsonBase64url }))).rejects.toMatchObject({
    code: 'EDGE_WEBAUTHN_UNAVAILABLE',
  });
  expect(await bench.credentials()).toEqual([credentialText(made)]);
});

it('is not made where the person does not want to', async () => {
  const bench = await PasskeyBench.withPin();
  bench.platform = { makeCredential: () => Promise.reject(new CardwrightError('FIDO_USER_CANCELLED')) };
  await expect(bench.run(passkeyFor('ada', { clientDataJsonBase64url }))).rejects.toMatchObject({
    code: 'FIDO_USER_CANCELLED',
  });
  expect([await bench.credentials(), await bench.tries()]).toEqual([[], 8]);
});
