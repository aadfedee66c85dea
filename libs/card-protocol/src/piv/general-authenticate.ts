/**
 * GENERAL AUTHENTICATE: private key use (sign, raw RSA, ECDH) and the three shapes of 9B authentication. The ciphers are
 * not here: the vault holds the 9B key and answers witness and challenge. An empty 82 is sent where the card is to
 * answer; the mutual form leaves it out, as deployed cards and clients do.
 * Governing document: SP 800-73-5 Part 2 sections 3.2.4 and appendix A.
 */
import { command, shortLeAll, type CommandApdu } from '../apdu/command-apdu.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { instruction } from '../iso7816/instruction.js';
import { decodeTlvs, encodeTlv, requireValue, unwrapTlv } from '../tlv/ber-tlv.js';
import {
  asymmetricAlgorithm,
  symmetricAlgorithm,
  type AsymmetricAlgorithmName,
  type SymmetricAlgorithmName,
} from './algorithm.js';
import { keyReferenceRow } from './key-reference.js';

const templateTag = 0x7c;
const witnessTag = 0x80;
const challengeTag = 0x81;
const responseTag = 0x82;
const exponentiationTag = 0x85;
const administration = 0x9b;

/**
 * Private key operation over `input`: an RSA block of exactly the modulus length (already padded), an ECDSA digest of at
 * most the field length (the card takes the leftmost bits; longer ones are refused here), an EdDSA message.
 * Throws KEY_LENGTH.
 */
export function signOrDecipher(reference: number, algorithm: AsymmetricAlgorithmName, input: Uint8Array): CommandApdu {
  const row = asymmetricAlgorithm(algorithm);
  const fits =
    row.kind === 'RSA'
      ? input.length === row.inputLength
      : row.kind === 'ECC'
        ? input.length <= row.inputLength
        : row.kind === 'EdDSA';
  if (!fits || input.length === 0)
    throw new CardProtocolError('KEY_LENGTH', `input of ${input.length} bytes for ${algorithm}`);
  return privateKey(reference, row.id, encodeTlv(challengeTag, input));
}

/** ECDH with the peer's point (uncompressed; the 32 raw bytes for X25519). The answer is the X coordinate. Throws KEY_LENGTH. */
export function keyAgreement(reference: number, algorithm: AsymmetricAlgorithmName, point: Uint8Array): CommandApdu {
  const row = asymmetricAlgorithm(algorithm);
  const expected = row.kind === 'ECC' ? 2 * row.inputLength + 1 : row.kind === 'XDH' ? row.inputLength : -1;
  if (point.length !== expected)
    throw new CardProtocolError('KEY_LENGTH', `point of ${point.length} bytes for ${algorithm}`);
  return privateKey(reference, row.id, encodeTlv(exponentiationTag, point));
}

/** Signature, deciphered block or shared secret. */
export const parseResponse = (data: Uint8Array): Uint8Array => field(data, responseTag);

/** Mutual authentication, first half: asks for a witness (a random value enciphered with the 9B key). Costs nothing. */
export function requestWitness(algorithm: SymmetricAlgorithmName): CommandApdu {
  return administer(algorithm, encodeTlv(witnessTag));
}
export const parseWitness = (data: Uint8Array): Uint8Array => field(data, witnessTag);

/** Second half: the deciphered witness, and a challenge that the card enciphers (parseResponse). Throws KEY_LENGTH. */
export function answerWitness(
  algorithm: SymmetricAlgorithmName,
  witness: Uint8Array,
  challenge: Uint8Array,
): CommandApdu {
  block(algorithm, witness);
  block(algorithm, challenge);
  return administer(algorithm, encodeTlv(witnessTag, witness), encodeTlv(challengeTag, challenge));
}

function privateKey(reference: number, algorithmId: number, input: Uint8Array): CommandApdu {
  const data = encodeTlv(templateTag, encodeTlv(responseTag), input);
  return command(instruction.generalAuthenticate, algorithmId, keyReferenceRow(reference).reference, data, shortLeAll);
}

function administer(algorithm: SymmetricAlgorithmName, ...fields: readonly Uint8Array[]): CommandApdu {
  const { id } = symmetricAlgorithm(algorithm);
  return command(instruction.generalAuthenticate, id, administration, encodeTlv(templateTag, ...fields), shortLeAll);
}

function field(data: Uint8Array, tag: number): Uint8Array {
  return requireValue(decodeTlvs(unwrapTlv(data, templateTag)), tag);
}

function block(algorithm: SymmetricAlgorithmName, value: Uint8Array): void {
  const { blockLength } = symmetricAlgorithm(algorithm);
  if (value.length !== blockLength)
    throw new CardProtocolError('KEY_LENGTH', `${algorithm} takes ${blockLength} bytes, not ${value.length}`);
}
