/**
 * GENERAL AUTHENTICATE: 9B mutual and external authentication, and the use of private keys.
 * Governing document: SP 800-73-5 Part 2 section 3.2.4, Part 1 appendix A.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { fromHex, numberToHex } from '@cardwright/card-protocol/bytes';
import { asymmetricAlgorithm, symmetricAlgorithm } from '@cardwright/card-protocol/piv/algorithm';
import { decodeTlvs, encodeTlv, findValue, unwrapTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import type { KeyState } from '../card/card-state.js';
import { encryptBlock } from '../crypto/block-cipher.js';
import { agreeKey, importPrivateKey, usePrivateKey } from '../crypto/private-key.js';
import type { CardContext, CommandHandler } from '../card/dialect.js';
import { refuse } from '../status-word/status-error.js';

const managementKeyReference = 0x9b;
const attestationKeyReference = 0xf9;
const tag = { template: 0x7c, witness: 0x80, challenge: 0x81, response: 0x82, exponentiation: 0x85 } as const;

interface Template {
  witness: Uint8Array | undefined;
  challenge: Uint8Array | undefined;
  response: Uint8Array | undefined;
  exponentiation: Uint8Array | undefined;
}

export const generalAuthenticate: CommandHandler = async (card, { p1, p2, data }) => {
  const parts = decodeTlvs(unwrapTlv(data, tag.template));
  const template: Template = {
    witness: findValue(parts, tag.witness),
    challenge: findValue(parts, tag.challenge),
    response: findValue(parts, tag.response),
    exponentiation: findValue(parts, tag.exponentiation),
  };
  const answer =
    p2 === managementKeyReference ? administrator(card, p1, template) : await useKey(card, p1, p2, template);
  return answer === undefined ? undefined : encodeTlv(tag.template, answer);
};

async function useKey(card: CardContext, p1: number, p2: number, template: Template): Promise<Uint8Array> {
  const { state, session, dialect } = card;
  const key = p2 === attestationKeyReference ? undefined : state.keys[numberToHex(p2)];
  if (key === undefined) return refuse(dialect.missingKey);
  if (p1 !== algorithmId(key)) refuse(dialect.missingKey);
  if (key.pinPolicy === 'once' && !session.pinVerified) refuse('securityStatus');
  if (key.pinPolicy === 'always' && !session.pinFresh) refuse('securityStatus');
  if (!(await card.touch(key.touchPolicy))) refuse('securityStatus');
  if (key.pinPolicy === 'always') session.pinFresh = false;
  const privateKey = importPrivateKey(key.pkcs8Base64);
  if (template.exponentiation !== undefined && template.exponentiation.length > 0)
    return encodeTlv(tag.response, agreeKey(key.algorithm, privateKey, template.exponentiation));
  if (template.challenge === undefined || template.challenge.length === 0) return refuse('wrongData');
  return encodeTlv(tag.response, usePrivateKey(key.algorithm, privateKey, template.challenge));
}

/** undefined: accepted without an answer (external authentication). */
function administrator(card: CardContext, p1: number, template: Template): Uint8Array | undefined {
  const { state, session, dialect } = card;
  const { algorithm, keyHex } = state.managementKey;
  // 00 is the older identifier of 3DES.
  if ((p1 === 0x00 ? 0x03 : p1) !== symmetricAlgorithm(algorithm).id) refuse(dialect.missingKey);
  const { blockLength } = symmetricAlgorithm(algorithm);
  const key = fromHex(keyHex);
  const exchange = session.exchange;
  session.exchange = undefined;
  const { witness, challenge, response } = template;

  if (witness?.length === 0) {
    session.managementKeyAuthenticated = false;
    const plain = new Uint8Array(randomBytes(blockLength));
    session.exchange = { kind: 'witness', algorithm, plain };
    return encodeTlv(tag.witness, encryptBlock(algorithm, key, plain));
  }
  if (challenge?.length === 0 && witness === undefined) {
    session.managementKeyAuthenticated = false;
    const plain = new Uint8Array(randomBytes(blockLength));
    session.exchange = { kind: 'challenge', algorithm, plain };
    return encodeTlv(tag.challenge, plain);
  }
  if (witness !== undefined) {
    if (challenge?.length !== blockLength) return refuse('wrongData');
    if (exchange?.kind !== 'witness' || !same(witness, exchange.plain)) return refuse('securityStatus');
    session.managementKeyAuthenticated = true;
    return encodeTlv(tag.response, encryptBlock(algorithm, key, challenge));
  }
  if (response !== undefined && response.length > 0 && challenge === undefined) {
    if (exchange?.kind !== 'challenge' || !same(response, encryptBlock(algorithm, key, exchange.plain)))
      return refuse('securityStatus');
    session.managementKeyAuthenticated = true;
    return undefined;
  }
  return refuse('wrongData');
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
const algorithmId = (key: KeyState): number => asymmetricAlgorithm(key.algorithm).id;
