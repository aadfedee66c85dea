/** A simulated card with a FIDO application as the agent uses it: it makes the credential that a relying party's options ask for. */
import { createHash } from 'node:crypto';
import { CtapCardSession } from '@cardwright/card-session/ctap/ctap-card-session';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import type { PasskeyAssertion } from '@cardwright/contracts/access/passkey-sign-in';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import type { MadePasskey, PasskeyOptions } from '../../src/relying-parties/relying-party.port.js';

const pin = new TextEncoder().encode('135790');
const bytes = (base64url: string): Uint8Array => new Uint8Array(Buffer.from(base64url, 'base64url'));
const base64url = (value: Uint8Array | string): string => Buffer.from(value).toString('base64url');

type MakeCredential = Extract<CardStep, { kind: 'make-credential' }>;
/** What options and step have in common. */
type Asked = keyof MakeCredential & keyof PasskeyOptions;

/** Of every simulated card. */
export const simulatedAaguid = '7ca5d7a1-c0de-4f1d-8001-000000000001';

export class PasskeyKey {
  private constructor(
    private readonly session: CtapCardSession,
    private readonly enterprise: boolean,
  ) {}

  /** enterprise: enterprise attestation is switched on, so that it says its serial number to whom asks. */
  static async withPin(options: SimulatedCardOptions = {}, { enterprise = false } = {}): Promise<PasskeyKey> {
    const card = new SimulatedCard({ fido: {}, ...options });
    const transport = {
      readerName: 'Simulated 00 00',
      contactless: false,
      atr: card.atr,
      transmit: (command: Uint8Array) => card.transmit(command),
      close: () => Promise.resolve(),
    };
    const session = (await CtapCardSession.open(transport))!;
    await session.pin.set(pin);
    if (enterprise)
      await session.enableEnterpriseAttestation(await session.pin.token(pin, ['authenticatorConfiguration']));
    return new PasskeyKey(session, enterprise);
  }

  /** A sign-in as a browser asks for it, of whatever passkey the key has there. changes: as below. pinned: with its PIN. */
  async sign(
    { challenge, origin, relyingPartyId }: { challenge: string; origin: string; relyingPartyId: string },
    changes: object = {},
    pinned = true,
  ): Promise<PasskeyAssertion> {
    const clientData = JSON.stringify({ type: 'webauthn.get', challenge, origin, crossOrigin: false, ...changes });
    const clientDataHash = new Uint8Array(createHash('sha256').update(clientData).digest());
    const token = pinned ? await this.session.pin.token(pin, ['getAssertion'], relyingPartyId) : undefined;
    const [first] = await this.session.getAssertions({ rpId: relyingPartyId, clientDataHash }, token);
    return {
      credentialId: base64url(first!.credential!.id),
      clientDataJson: base64url(clientData),
      authenticatorData: base64url(first!.authData),
      signature: base64url(first!.signature),
      userHandle: base64url(first!.user!.id),
    };
  }

  /** Asked without a touch and without its PIN. */
  holds(relyingPartyId: string, credentialIdBase64url: string): Promise<boolean> {
    const credential = { id: bytes(credentialIdBase64url), type: 'public-key' };
    return this.session.holds(relyingPartyId, [credential], new Uint8Array(32));
  }

  /** changes: what a client would lie about in clientDataJSON. */
  async make(options: PasskeyOptions, changes: object = {}): Promise<MadePasskey> {
    const { challengeBase64url: challenge, origin, issuedAt, expiresAt } = options;
    const clientData = JSON.stringify({ type: 'webauthn.create', challenge, origin, crossOrigin: false, ...changes });
    const clientDataHash = new Uint8Array(createHash('sha256').update(clientData).digest());
    const made = await this.credential({ ...options, clientDataHash });
    return { ...made, clientDataJsonBase64url: base64url(clientData), issuedAt, expiresAt };
  }

  /** As the agent does it. */
  async makeFor(step: MakeCredential) {
    const made = await this.credential({ ...step, clientDataHash: bytes(step.clientDataHashBase64url) });
    return { ...made, aaguid: simulatedAaguid };
  }

  private async credential(asked: Pick<MakeCredential, Asked> & { clientDataHash: Uint8Array }) {
    const { relyingPartyId, clientDataHash } = asked;
    const enterprise = this.enterprise && asked.enterpriseAttestation === true;
    const made = await this.session.makeCredential(
      {
        ...(enterprise && { enterpriseAttestation: 2 }),
        clientDataHash,
        rp: { id: relyingPartyId, name: asked.relyingPartyName },
        user: { id: bytes(asked.userIdBase64url), name: asked.userName, displayName: asked.userDisplayName },
        pubKeyCredParams: asked.algorithms.map((alg) => ({ alg, type: 'public-key' })),
        excludeList: asked.excludeBase64url.map((id) => ({ id: bytes(id), type: 'public-key' })),
        options: { rk: true },
      },
      await this.session.pin.token(pin, ['makeCredential'], relyingPartyId),
    );
    return {
      credentialIdBase64url: base64url(made.credentialId),
      attestationObjectBase64url: base64url(made.attestationObject),
      ...(made.enterpriseAttestation && { enterpriseAttestation: true as const }),
    };
  }
}
