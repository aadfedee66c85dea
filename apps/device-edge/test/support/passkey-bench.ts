/** FIDO2's steps against a simulated card in a reader: one operation after the other, as the agent runs them. */
import { createHash } from 'node:crypto';
import { toHex, utf8Bytes } from '@cardwright/card-protocol/bytes';
import { CtapCardSession } from '@cardwright/card-session/ctap/ctap-card-session';
import { parseAttestationObject, packedStatement } from '@cardwright/card-protocol/ctap/messages/make-credential';
import { certificateExtension } from '@cardwright/card-protocol/der/certificate-extension';
import { derChild, derChildren, derTag } from '@cardwright/card-protocol/der/der';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import type { FidoOptions } from '@cardwright/simulated-card/fido/new-fido';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import { FidoWork } from '../../src/card-steps/fido2/fido-work.js';
import type { StepFields, StepOf } from '../../src/card-steps/step/step.js';
import type { PlatformAuthenticator } from '../../src/platform-webauthn/platform-authenticator.port.js';
import { SeenCards } from '../../src/reader/seen-cards.js';
import { SimulatedReaders } from '../../src/reader/simulated-readers.js';
import { RefusedPins } from '../../src/secrets/refused-pins.js';
import { SecretBag } from '../../src/secrets/secret-bag.js';

export const fidoPin = '482916';
const readerName = 'Reader 0';

export type FidoStep = StepOf<
  | 'set-fido-pin'
  | 'enable-enterprise-attestation'
  | 'make-credential'
  | 'delete-credential'
  | 'reset-fido'
  | 'configure-fido-pin'
  | 'check-credential'
>;

export const passkeyFor = (
  userName = 'ada',
  changes: Partial<StepOf<'make-credential'>> = {},
): StepOf<'make-credential'> => ({
  kind: 'make-credential',
  relyingPartyId: 'example.org',
  relyingPartyName: 'Example',
  userIdBase64url: Buffer.from(userName).toString('base64url'),
  userName: `${userName}@example.org`,
  userDisplayName: userName.toUpperCase(),
  clientDataHashBase64url: createHash('sha256').update('client data').digest('base64url'),
  algorithms: [-7, -257],
  excludeBase64url: [],
  keepBase64url: [],
  pin: 'pin.fido',
  ...changes,
});

export class PasskeyBench {
  readonly bag = new SecretBag();
  readonly waited: string[] = [];
  readonly cancelling = new AbortController();
  /** The system's way, where the computer has one. */
  platform: PlatformAuthenticator | undefined;
  private readonly readers = new SimulatedReaders([readerName]);
  private readonly seen = new SeenCards();
  private readonly refusedPins = new RefusedPins().of('request');
  session!: CtapCardSession;
  private work!: FidoWork;

  private constructor(readonly card: SimulatedCard) {}

  /** Its card has no FIDO PIN yet, unless the PIN is shared. */
  static async with(fido: FidoOptions = {}, options: SimulatedCardOptions = {}): Promise<PasskeyBench> {
    const bench = new PasskeyBench(new SimulatedCard({ ...options, fido }));
    await bench.insert();
    bench.type(fidoPin);
    return bench;
  }

  static async withPin(fido: FidoOptions = {}): Promise<PasskeyBench> {
    const bench = await PasskeyBench.with(fido);
    await bench.run({ kind: 'set-fido-pin', pin: 'pin.fido' });
    return bench;
  }

  type(pin: string, name: SecretName = 'pin.fido'): void {
    this.bag.hold(name, utf8Bytes(pin));
  }

  /** The card gets its power, and an operation begins with it. */
  async insert(): Promise<void> {
    if (this.readers.cardIn(readerName) !== undefined) await this.remove();
    await this.readers.insert(readerName, this.card);
    await this.begin();
  }

  async remove(): Promise<void> {
    await this.readers.remove(readerName);
    this.seen.removed(readerName);
  }

  /** Another operation, in the same power-up. */
  async begin(): Promise<void> {
    await this.session?.close('reset');
    this.session = new CtapCardSession(await this.readers.connectExclusive(readerName), {
      pause: () => Promise.resolve(),
      wrongPins: this.seen.wrongFidoPins(readerName),
    });
    await this.session.select();
    this.work = new FidoWork(this.session);
  }

  async run(step: FidoStep): Promise<StepFields> {
    try {
      return await this.work
        .run(step, {
          bag: this.bag,
          refusedPins: this.refusedPins,
          pinRule: undefined,
          sealToVault: () => Promise.reject(new Error('nothing is sealed here')),
          waitsFor: (what) => this.waited.push(what),
          signal: this.cancelling.signal,
          ...(this.platform !== undefined && { platform: this.platform }),
        })
        .execute();
    } catch (error) {
      throw await this.work.explain(error);
    }
  }

  /** `rp/account/id`, of every credential on the card. */
  async credentials(): Promise<string[]> {
    const { fido } = await this.card.snapshot();
    return fido!.credentials.map(({ rpId, userName, credentialIdHex }) => `${rpId} ${userName} ${credentialIdHex}`);
  }

  async tries(): Promise<number> {
    return (await this.session.pin.retries()).retriesRemaining;
  }
}

/** As the card lists it. */
export const credentialText = ({ credential }: StepFields, userName = 'ada'): string =>
  `example.org ${userName}@example.org ${Buffer.from(credential!.credentialIdBase64url, 'base64url').toString('hex')}`;

export const attestationOf = ({ credential }: StepFields): ReturnType<typeof parseAttestationObject> =>
  parseAttestationObject(new Uint8Array(Buffer.from(credential!.attestationObjectBase64url, 'base64url')));

/** id-fido-gen-ce-sernum of the certificate that attests it, decimal; null: it says none. */
export function attestedSerial(made: StepFields): string | null {
  const [der] = packedStatement.decode(attestationOf(made).attStmt).x5c ?? [];
  const value = der && certificateExtension(der, '1.3.6.1.4.1.45724.1.1.2');
  const octets = value && derChild(derChildren(value), 0, derTag.octetString);
  return octets === undefined ? null : BigInt(`0x${toHex(octets)}`).toString();
}
