/**
 * A session with the PIV Card Application: one method per command, status words as errors of the catalogue. Holds no key
 * and makes no decision: 9B is authenticated by relaying witness and answer (design.md 3), and which command a card
 * understands is the card model's business. Values of PIN and PUK come as ASCII bytes and are wiped by their owner.
 * Governing document: SP 800-73-5 Part 2 section 3; vendor extensions as in card-protocol piv/vendor-extensions.ts.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import { bytesEqual } from '@cardwright/card-protocol/bytes';
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import { isStatus, retriesFrom } from '@cardwright/card-protocol/iso7816/status-word';
import type { AsymmetricAlgorithmName, SymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';
import {
  parseApplicationProperties,
  selectPiv,
  type ApplicationProperties,
} from '@cardwright/card-protocol/piv/application';
import { getData, parseGetData, putData } from '@cardwright/card-protocol/piv/data-commands';
import {
  answerWitness,
  keyAgreement,
  parseResponse,
  parseWitness,
  requestWitness,
  signOrDecipher,
} from '@cardwright/card-protocol/piv/general-authenticate';
import { generateKeyPair } from '@cardwright/card-protocol/piv/generate-key-pair';
import { padReferenceData, pukFormat, referenceData, type PinFormat } from '@cardwright/card-protocol/piv/pin-format';
import { parsePublicKeyTemplate, type PublicKey } from '@cardwright/card-protocol/piv/public-key';
import {
  changeReferenceData,
  resetRetryCounter,
  verify,
  verifyReset,
  verifyStatus,
} from '@cardwright/card-protocol/piv/reference-data-commands';
import * as vendor from '@cardwright/card-protocol/piv/vendor-extensions';
import { answerOf } from '../answers.js';
import { ApduChannel, type ApduChannelOptions } from '../apdu-channel.js';
import type { ApplicationSession } from '../application-session.port.js';
import type { CardTransport } from '../card-transport.port.js';
import { statusError, type StatusSubject } from '../status-error.js';
import { readCardImage, type ReadCardImageOptions } from './card-image.js';
import { pivCommands } from './piv-commands.js';

/** Only what the wire can carry; the holder's rule is checked where the PIN is typed and planned. */
const wireFormat: PinFormat = { minLength: 1, maxLength: 8, alphabet: 'ascii' };

export type PivSessionOptions = ApduChannelOptions;

export class PivSession implements ApplicationSession<CardImage> {
  readonly application = 'PIV';
  readonly channel: ApduChannel;

  constructor(transport: CardTransport, options: PivSessionOptions = {}) {
    this.channel = new ApduChannel(transport, pivCommands, options);
  }

  get transport(): CardTransport {
    return this.channel.transport;
  }

  get apdus(): number {
    return this.channel.apdus;
  }

  /** Throws CARD_NOT_PIV if there is no PIV application. Ends PIN and 9B status on most cards. */
  async select(): Promise<ApplicationProperties> {
    const data = await this.send(selectPiv(), 'application');
    // A card that answers SELECT without a template is still a PIV card.
    return data.length === 0 ? { algorithms: [] } : parsed(() => parseApplicationProperties(data));
  }

  /** See card-image.ts. */
  readImage(options: ReadCardImageOptions = {}): Promise<CardImage> {
    return readCardImage(this, options);
  }

  /** Content of a data object. Throws CARD_OBJECT_NOT_FOUND, CARD_SECURITY_STATUS (PIN first). */
  async getData(tag: number): Promise<Uint8Array> {
    const data = await this.send(getData(tag), 'object');
    return parsed(() => parseGetData(tag, data));
  }

  /** As getData, but undefined for an object that is not there (answers.ts) or erased. */
  async findData(tag: number): Promise<Uint8Array | undefined> {
    const response = await this.exchange(getData(tag));
    if (answerOf('object', response.sw) === 'absent') return undefined;
    const content = parsed(() => parseGetData(tag, this.checked(response, getData(tag).ins, 'object')));
    return content.length === 0 ? undefined : content;
  }

  /**
   * Needs 9B; no content erases. Throws CARD_NO_SPACE, CARD_SECURITY_STATUS, CARD_OUTCOME_UNKNOWN. A long command that the card did not take
   * in one piece is read back, and written again in short pieces where the card has not got it.
   */
  async putData(tag: number, content: Uint8Array): Promise<void> {
    try {
      await this.send(putData(tag, content), 'object');
    } catch (error) {
      if (!isCardwrightError(error, 'CARD_OUTCOME_UNKNOWN') || error.details['extended'] !== true) throw error;
      const found = await this.findData(tag).catch(() => {
        // Could not be asked (the card is gone, or shows it only after the PIN): the outcome stays unknown.
        throw error;
      });
      if (found === undefined || !bytesEqual(found, content)) await this.send(putData(tag, content), 'object');
    }
  }

  /** Throws CARD_PIN_INCORRECT {retriesRemaining}, CARD_PIN_BLOCKED. Never repeated by this library. */
  async verifyPin(pin: Uint8Array): Promise<void> {
    await this.sendSecret(verify(padded(pin)), 'pin');
  }

  /** Costs no try. verified: in this session; retriesRemaining is then unknown (null). */
  async pinStatus(): Promise<{ verified: boolean; retriesRemaining: number | null; blocked: boolean }> {
    const { sw } = await this.exchange(verifyStatus());
    if (isStatus(sw, 'success')) return { verified: true, retriesRemaining: null, blocked: false };
    const retriesRemaining = retriesFrom(sw);
    if (retriesRemaining === undefined) throw statusError(sw, verifyStatus().ins, 'pin');
    return { verified: false, retriesRemaining, blocked: retriesRemaining === 0 };
  }

  /** Makes the card forget that the PIN was verified. A card without this command answers 6A86: not an error. */
  async forgetPin(): Promise<void> {
    await this.exchange(verifyReset());
  }

  /** Throws CARD_PIN_INCORRECT (the current one), CARD_PIN_BLOCKED, CARD_PIN_REFUSED (the new one, by a rule of the card). */
  async changePin(current: Uint8Array, next: Uint8Array): Promise<void> {
    await this.sendSecret(changeReferenceData(referenceData.pin, padded(current), padded(next)), 'pin-change');
  }

  /** Throws CARD_PUK_INCORRECT {retriesRemaining}, CARD_PUK_BLOCKED, CARD_CAPABILITY_MISSING (a card may have no PUK change). */
  async changePuk(current: Uint8Array, next: Uint8Array): Promise<void> {
    await this.sendSecret(changeReferenceData(referenceData.puk, padded(current), padded(next, pukFormat)), 'puk');
  }

  /** RESET RETRY COUNTER: a new PIN by the PUK. Throws CARD_PUK_INCORRECT {retriesRemaining}, CARD_PUK_BLOCKED, CARD_PIN_REFUSED. */
  async resetPin(puk: Uint8Array, nextPin: Uint8Array): Promise<void> {
    await this.sendSecret(resetRetryCounter(padded(puk), padded(nextPin)), 'pin-reset');
  }

  /** Needs 9B. Replaces the key of the reference. */
  async generateKeyPair(
    keyReference: number,
    algorithm: AsymmetricAlgorithmName,
    policies: vendor.KeyPolicies = {},
  ): Promise<PublicKey> {
    const data = await this.send(generateKeyPair(keyReference, algorithm, policies), 'key');
    return parsed(() => parsePublicKeyTemplate(algorithm, data));
  }

  /** Signature or raw RSA over a prepared input (general-authenticate.ts says of which length). */
  async signOrDecipher(
    keyReference: number,
    algorithm: AsymmetricAlgorithmName,
    input: Uint8Array,
  ): Promise<Uint8Array> {
    const data = await this.send(signOrDecipher(keyReference, algorithm, input), 'key');
    return parsed(() => parseResponse(data));
  }

  /** ECDH: X coordinate of the shared point. */
  async keyAgreement(keyReference: number, algorithm: AsymmetricAlgorithmName, point: Uint8Array): Promise<Uint8Array> {
    const data = await this.send(keyAgreement(keyReference, algorithm, point), 'key');
    return parsed(() => parseResponse(data));
  }

  /** First half of 9B: the enciphered witness, for the vault to decipher. Costs nothing. */
  async requestWitness(algorithm: SymmetricAlgorithmName): Promise<Uint8Array> {
    const data = await this.send(requestWitness(algorithm), 'management-key');
    return parsed(() => parseWitness(data));
  }

  /** Second half: the vault's answer and its challenge. Returns the card's response, which the vault checks. Throws CARD_KEY_REJECTED. */
  async answerWitness(
    algorithm: SymmetricAlgorithmName,
    witness: Uint8Array,
    challenge: Uint8Array,
  ): Promise<Uint8Array> {
    const data = await this.send(answerWitness(algorithm, witness, challenge), 'management-key');
    return parsed(() => parseResponse(data));
  }

  /** Vendor: `5.7.1`. Throws CARD_CAPABILITY_MISSING on a card without it. */
  async getVersion(): Promise<string> {
    const data = await this.send(vendor.getVersion(), 'identity');
    return parsed(() => vendor.parseVersion(data));
  }

  /** Vendor: decimal serial number. */
  async getSerial(): Promise<string> {
    const data = await this.send(vendor.getSerial(), 'identity');
    return parsed(() => vendor.parseSerial(data));
  }

  /** Vendor: of a key reference, 80, 81 or 9B. Throws CARD_OBJECT_NOT_FOUND where no key is. */
  async getMetadata(reference: number): Promise<vendor.Metadata> {
    const data = await this.send(vendor.getMetadata(reference), 'key');
    return parsed(() => vendor.parseMetadata(data));
  }

  /** Vendor: certificate (DER) over a key generated on the card. */
  async attestKey(keyReference: number): Promise<Uint8Array> {
    return this.send(vendor.attestKey(keyReference), 'key');
  }

  /** Vendor; needs 9B and a verified PIN. Puts PIN and PUK back to factory. */
  async setPinTries(pinTries: number, pukTries: number): Promise<void> {
    await this.send(vendor.setPinRetries(pinTries, pukTries), 'key');
  }

  /** Vendor; needs 9B. The caller wipes `key`. */
  async setManagementKey(algorithm: SymmetricAlgorithmName, key: Uint8Array, touch = false): Promise<void> {
    await this.sendSecret(vendor.setManagementKey(algorithm, key, touch), 'key');
  }

  /** Vendor; needs 9B. The caller wipes `parts`. */
  async importKey(
    keyReference: number,
    algorithm: AsymmetricAlgorithmName,
    parts: vendor.PrivateKeyParts,
    policies: vendor.KeyPolicies = {},
  ): Promise<void> {
    await this.sendSecret(vendor.importKey(keyReference, algorithm, parts, policies), 'key');
  }

  /** Vendor; needs 9B. */
  async moveKey(from: number, to: number): Promise<void> {
    await this.send(vendor.moveKey(from, to), 'key');
  }

  /** Vendor; needs 9B. */
  async deleteKey(keyReference: number): Promise<void> {
    await this.send(vendor.deleteKey(keyReference), 'key');
  }

  /** Vendor; only with PIN and PUK both blocked. Everything on the application is gone. */
  async resetApplication(): Promise<void> {
    await this.send(vendor.resetApplication(), 'key');
  }

  /** Any command, any status word. */
  exchange(apdu: CommandApdu): Promise<ResponseApdu> {
    return this.channel.exchange(apdu);
  }

  close(how: 'leave' | 'reset' = 'reset'): Promise<void> {
    return this.transport.close(how);
  }

  private async send(apdu: CommandApdu, subject: StatusSubject): Promise<Uint8Array> {
    return this.checked(await this.exchange(apdu), apdu.ins, subject);
  }

  private async sendSecret(apdu: CommandApdu, subject: StatusSubject): Promise<void> {
    try {
      await this.send(apdu, subject);
    } finally {
      apdu.data.fill(0);
    }
  }

  private checked(response: ResponseApdu, ins: number, subject: StatusSubject): Uint8Array {
    if (!isStatus(response.sw, 'success')) throw statusError(response.sw, ins, subject);
    return response.data;
  }
}

/** Runs a reader over the card's answer: bytes that break the rules are the card's fault, not a programming mistake. */
function parsed<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CardProtocolError)) throw error;
    throw new CardwrightError(
      'CARD_UNEXPECTED_STATUS',
      say('card.unreadable-bytes'),
      { sw: '9000', reason: error.code },
      error,
    );
  }
}

function padded(value: Uint8Array, format: PinFormat = wireFormat): Uint8Array {
  try {
    return padReferenceData(value, format);
  } catch (error) {
    if (!(error instanceof CardProtocolError)) throw error;
    throw new CardwrightError('PIN_POLICY', onlyInEnglish(error.message), { reason: error.code });
  }
}
