/** What a browser does with the key in a reader when a page asks it for a passkey (WebAuthn Level 3 section 5.1.3). Specs and the fault harness only. */
import { createHash } from 'node:crypto';
import { CtapCardSession } from '@cardwright/card-session/ctap/ctap-card-session';
import type { BrowserPasskey, BrowserPasskeyOptions } from '@cardwright/contracts/access/browser-passkey';

/** Whoever speaks to the reader, and the PIN that the holder types: a key without one gets this one first. */
export interface KeyInBrowser {
  transmit(command: Uint8Array): Promise<Uint8Array>;
  pin: string;
}

type Asked = Pick<BrowserPasskeyOptions, 'relyingPartyId' | 'userId' | 'userName' | 'userDisplayName'> &
  Partial<Pick<BrowserPasskeyOptions, 'relyingPartyName' | 'algorithms' | 'exclude'>>;

/** The credential, for a page that says what is signed. Throws what the key and the reader throw. */
export async function credentialByKey(
  { transmit, pin: text }: KeyInBrowser,
  { relyingPartyId, relyingPartyName, userId, userName, userDisplayName, algorithms = [-7], exclude = [] }: Asked,
  clientDataHash: Uint8Array,
): Promise<{ credentialId: Uint8Array; attestationObject: Uint8Array }> {
  const transport = { readerName: 'of the browser', contactless: false, atr: new Uint8Array(), transmit };
  const session = await CtapCardSession.open({ ...transport, close: () => Promise.resolve() });
  if (session === undefined) throw new Error('the card has no FIDO application');
  const pin = new TextEncoder().encode(text);
  const { options, maxCredentialCountInList: most = exclude.length } = await session.info();
  if (options?.['clientPin'] !== true) await session.pin.set(pin);
  // As browsers do where the list is too long for one message: the key is asked for each piece of it, and refuses by the one that it has.
  const excluded = exclude.map((id) => ({ id: Buffer.from(id, 'base64url'), type: 'public-key' }));
  let excludeList = excluded.slice(0, most);
  for (let from = most; from < excluded.length; from += most) {
    const piece = excluded.slice(from, from + most);
    if (await session.holds(relyingPartyId, piece, clientDataHash)) excludeList = piece;
  }
  return session.makeCredential(
    {
      clientDataHash,
      rp: { id: relyingPartyId, name: relyingPartyName ?? relyingPartyId },
      user: { id: Buffer.from(userId, 'base64url'), name: userName, displayName: userDisplayName },
      pubKeyCredParams: algorithms.map((alg) => ({ alg, type: 'public-key' })),
      ...(excludeList.length > 0 && { excludeList }),
      options: { rk: true },
    },
    await session.pin.token(pin, ['makeCredential'], relyingPartyId),
  );
}

/** What a page of this origin sends to the server. */
export async function passkeyByKey(
  key: KeyInBrowser,
  options: BrowserPasskeyOptions,
  origin: string,
): Promise<BrowserPasskey> {
  const client = { type: 'webauthn.create', challenge: options.challenge, origin, crossOrigin: false };
  const clientData = Buffer.from(JSON.stringify(client));
  const clientDataHash = new Uint8Array(createHash('sha256').update(clientData).digest());
  const { credentialId, attestationObject } = await credentialByKey(key, options, clientDataHash);
  return {
    credentialId: Buffer.from(credentialId).toString('base64url'),
    clientDataJson: clientData.toString('base64url'),
    attestationObject: Buffer.from(attestationObject).toString('base64url'),
  };
}
