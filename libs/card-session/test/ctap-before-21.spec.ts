/** A key from between CTAP 2.0 and 2.1 (FIDO_2_1_PRE), against the simulated card over APDUs. */
import { describe, expect, it } from '@jest/globals';
import { utf8Bytes } from '@cardwright/card-protocol/bytes';
import { describeMessage } from '@cardwright/card-protocol/ctap/messages/describe-message';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { CtapCardSession } from '../src/ctap/ctap-card-session.js';
import { InProcessTransport } from './in-process.transport.js';

const [pin, rpId] = [utf8Bytes('1234'), 'example.org'];
const user = { id: utf8Bytes('ada'), name: 'ada@example.org', displayName: 'Ada' };
const clientDataHash = new Uint8Array(32).fill(0xcd);
const request = {
  ...{ clientDataHash, user, rp: { id: rpId, name: 'Example' }, options: { rk: true } },
  pubKeyCredParams: [{ alg: -7, type: 'public-key' }],
};

/** sent: the messages of one APDU, in words. */
async function openWithPin(): Promise<{ card: SimulatedCard; session: CtapCardSession; sent: string[] }> {
  const card = new SimulatedCard({ fido: { version: 'FIDO_2_1_PRE' } });
  const inside = new InProcessTransport(card);
  const sent: string[] = [];
  const transmit = (apdu: Uint8Array): Promise<Uint8Array> => {
    if (apdu[0] === 0x80 && apdu[1] === 0x10) sent.push(describeMessage(apdu.slice(5)));
    return inside.transmit(apdu);
  };
  const { readerName, contactless, atr } = inside;
  const close = () => inside.close('reset');
  const session = (await CtapCardSession.open({ readerName, contactless, atr, transmit, close }))!;
  await session.pin.set(pin);
  return { card, session, sent };
}

describe('a key from before CTAP 2.1', () => {
  it('makes, lists and deletes passkeys by the prototype command, with one token that has no permissions', async () => {
    const { session, card, sent } = await openWithPin();
    const making = await session.pin.token(pin, ['makeCredential'], rpId);
    const made = await session.makeCredential(request, making);
    expect(await session.getAssertions({ rpId, clientDataHash }, making)).toHaveLength(1);
    expect(await session.credentials.areManaged()).toBe(true);
    sent.length = 0;
    const managing = await session.pin.token(pin, ['credentialManagement']);
    expect(await session.credentials.count(managing)).toEqual({ existing: 1, remaining: 24 });
    expect(await session.credentials.list(managing)).toEqual([
      { rp: request.rp, user, credentialId: made.credentialId, publicKey: made.publicKey, credProtect: 1 },
    ]);
    await session.credentials.delete(made.credentialId, managing);
    expect(await session.credentials.of(rpId, managing)).toEqual([]);
    expect((await card.snapshot()).fido!.credentials).toEqual([]);
    expect(sent).toEqual([
      'authenticatorClientPIN getKeyAgreement',
      'authenticatorClientPIN getPinToken',
      'prototypeAuthenticatorCredentialManagement getCredsMetadata',
      'prototypeAuthenticatorCredentialManagement enumerateRPsBegin',
      'prototypeAuthenticatorCredentialManagement enumerateCredentialsBegin',
      'prototypeAuthenticatorCredentialManagement deleteCredential',
      'prototypeAuthenticatorCredentialManagement enumerateCredentialsBegin',
    ]);
  });

  it('says less of itself, and has nothing that could be configured', async () => {
    const { session } = await openWithPin();
    expect(await session.readImage()).toEqual({
      aaguid: '7ca5d7a1-c0de-4f1d-8001-000000000001',
      versions: ['FIDO_2_0', 'FIDO_2_1_PRE'],
      pinSet: true,
      pinTriesLeft: 8,
      mustChangePin: false,
      minPinLength: 4,
      takesPinRules: false,
      makesPasskeysByPin: true,
      credentialsLeft: null,
      enterpriseAttestation: 'cannot',
    });
    const configuring = await session.pin.token(pin, ['authenticatorConfiguration']);
    await expect(session.setMinPinLength({ newMinPINLength: 6 }, configuring)).rejects.toMatchObject({
      statusName: 'CTAP1_ERR_INVALID_COMMAND',
    });
  });
});
