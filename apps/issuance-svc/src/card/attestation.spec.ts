import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { cardModels } from '@cardwright/card-plan/models/card-models';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { AttestationRoot, attestKey } from '@cardwright/simulated-card/attestation/attestation';
import type { CardState } from '@cardwright/simulated-card/card/card-state';
import { generatePrivateKey } from '@cardwright/simulated-card/crypto/key-source';
import { exportPrivateKey, importPrivateKey, publicKeySpki } from '@cardwright/simulated-card/crypto/private-key';
import { factoryState, newCardState } from '@cardwright/simulated-card/card/factory';
import { decodeTlvs, requireValue } from '@cardwright/card-protocol/tlv/ber-tlv';
import { AttestationGate } from './attestation-gate.js';
import { judgeAttestation, type AttestationQuestion } from './attestation.js';

const serial = 10000001;
const now = new Date('2026-06-01T00:00:00Z');
const base64 = (der: Uint8Array): string => Buffer.from(der).toString('base64');

async function cardOf(root: AttestationRoot, ownSerial = serial): Promise<CardState> {
  const card = newCardState('vendor', ownSerial, factoryState('vendor'));
  await root.equip(card);
  for (const keyReference of ['9A', '9C'])
    card.keys[keyReference] = {
      algorithm: 'ECCP256',
      pkcs8Base64: exportPrivateKey(await generatePrivateKey('ECCP256')),
      origin: 'generated',
      pinPolicy: 'once',
      touchPolicy: 'never',
    };
  return card;
}
const attesterOf = (card: CardState): Uint8Array =>
  requireValue(decodeTlvs(Buffer.from(card.objects['5FFF01']!, 'hex')), 0x70);
const keyOf = (card: CardState, keyReference = '9A'): string =>
  base64(publicKeySpki(importPrivateKey(card.keys[keyReference]!.pkcs8Base64)));
const answerOf = (card: CardState, keyReference = 0x9a) => ({
  certificateDerBase64: base64(attestKey(card, [5, 7, 1], keyReference)),
  attesterDerBase64: base64(attesterOf(card)),
});

let root: AttestationRoot;
let card: CardState;
let anchors: X509Certificate[];
const judge = (change: Partial<AttestationQuestion> = {}) =>
  judgeAttestation({
    publicKeySpkiBase64: keyOf(card),
    answer: answerOf(card),
    identity: { scheme: 'ykserial', value: String(serial) },
    anchors,
    now,
    ...change,
  });

beforeAll(async () => {
  root = await AttestationRoot.create();
  card = await cardOf(root);
  anchors = [new X509Certificate(root.certificateDer)];
});

describe('[F13] an attestation', () => {
  it('is trusted when a configured root vouches for the card that generated the key', () => {
    expect(judge()).toBe('trusted');
    expect(judge({ identity: { scheme: 'cuid', value: 'AA' } })).toBe('trusted');
  });

  it('of a chain that somebody made in software is untrusted, however well it is formed', async () => {
    const forged = await cardOf(await AttestationRoot.create());
    expect(judge({ publicKeySpkiBase64: keyOf(forged), answer: answerOf(forged) })).toBe('untrusted');
    expect(judge({ anchors: [] })).toBe('untrusted');
  });

  it('signed by an ordinary key of a genuine card is not an attestation', () => {
    const disguised = { ...card, keys: { ...card.keys, F9: card.keys['9C']! } };
    const answer = {
      certificateDerBase64: base64(attestKey(disguised, [5, 7, 1], 0x9a)),
      attesterDerBase64: base64(attestKey(card, [5, 7, 1], 0x9c)),
    };
    expect(['not-signed', 'untrusted']).toContain(judge({ answer }));
  });

  it('with a genuine attester that did not sign it is refused', async () => {
    const forged = await cardOf(await AttestationRoot.create());
    const answer = { ...answerOf(forged), attesterDerBase64: base64(attesterOf(card)) };
    expect(judge({ publicKeySpkiBase64: keyOf(forged), answer })).toBe('not-signed');
  });

  it('of another key, of another card, none, or rubbish: each says so', async () => {
    const other = await cardOf(root, serial + 1);
    expect(judge({ publicKeySpkiBase64: keyOf(other) })).toBe('other-key');
    expect(judge({ publicKeySpkiBase64: keyOf(other), answer: answerOf(other) })).toBe('other-card');
    expect(judge({ answer: undefined })).toBe('absent');
    expect(judge({ answer: { certificateDerBase64: 'AAAA', attesterDerBase64: 'AAAA' } })).toBe('malformed');
  });

  it('does not outlive its attester and its root', () => {
    expect(judge({ now: new Date('2020-01-01T00:00:00Z') })).toBe('untrusted');
  });
});

describe('[F13] the attestation gate', () => {
  const model = cardModels.find(({ id }) => id === 'vendor-5')!;
  const identity = { scheme: 'ykserial' as const, value: String(serial) };
  const judged = (gate: AttestationGate, from: CardState, required: boolean, row: CardModel = model) =>
    gate.judge(
      { keyReference: '9A', publicKeySpkiBase64: keyOf(from), answer: answerOf(from) },
      { image: { identity: { scheme: 'ykserial', value: String(from.serial) } }, model: row, required },
    );
  const configured = (id = model.id): AttestationGate =>
    new AttestationGate({ attestationRoots: new Map([[id, anchors]]) });
  const failure = (details: object) => expect.objectContaining({ code: 'CARD_ATTESTATION_FAILED', details });

  it('counts a key as attested by the roots of its model only', () => {
    expect(judged(configured(), card, true)).toBe('trusted');
    expect(judged(configured('another-model'), card, false)).toBe('untrusted');
    const pem = new X509Certificate(root.certificateDer).toString();
    const shipped = new AttestationGate({ attestationRoots: new Map() });
    expect(judged(shipped, card, true, { ...model, attestationRootsPem: [pem] })).toBe('trusted');
  });

  it('trusts no simulated card by default: no shipped model has a root', () => {
    const production = new AttestationGate({ attestationRoots: new Map() });
    expect(judged(production, card, false)).toBe('untrusted');
    expect(() => judged(production, card, true)).toThrow(failure({ keyReference: '9A', reason: 'untrusted' }));
  });

  it('refuses a software key presented as attested where the profile demands attestation', async () => {
    const forged = await cardOf(await AttestationRoot.create());
    expect(() => judged(configured(), forged, true)).toThrow(failure({ keyReference: '9A', reason: 'untrusted' }));
    expect(judged(configured(), forged, false)).toBe('untrusted');
  });

  // What a card answers when its attestation is no evidence.
  it.each([
    ['refused', () => ({ refused: { statusHex: '6D00' } })],
    ['absent', () => ({ certificateDerBase64: answerOf(card).certificateDerBase64 })],
    ['malformed', () => ({ certificateDerBase64: 'AAAA', attesterDerBase64: answerOf(card).attesterDerBase64 })],
    ['other-card', () => answerOf({ ...card, serial: serial + 5 })],
    ['other-key', () => answerOf(card, 0x9c)],
  ] as const)('%s: recorded where the profile does not ask, a failure where it does', (reason, answered) => {
    const question = { keyReference: '9A', publicKeySpkiBase64: keyOf(card), answer: answered() };
    expect(configured().judge(question, { image: { identity }, model, required: false })).toBe(reason);
    expect(() => configured().judge(question, { image: { identity }, model, required: true })).toThrow(
      failure({ keyReference: '9A', reason }),
    );
  });

  describe('before a key is made', () => {
    const plan = { phases: { keys: [{ kind: 'attest-key' as const, keyReference: '9A' as const }] } };
    const attesterDerBase64 = (): string => base64(attesterOf(card));
    const foreseen = (gate: AttestationGate, required: boolean, attester: string | null | undefined, steps = plan) =>
      gate
        .foresee(steps, {
          image: { identity, ...(attester !== undefined && { attesterDerBase64: attester }) },
          model,
          required,
        })
        .map(({ text }) => text);

    it('says nothing of a card whose attestation key is vouched for, or was not read', () => {
      expect(foreseen(configured(), true, attesterDerBase64())).toEqual([]);
      expect(foreseen(configured(), true, undefined)).toEqual([]);
    });

    it('says in the plan what the keys will lack, and refuses where the profile demands it', async () => {
      const foreign = base64(attesterOf(await cardOf(await AttestationRoot.create())));
      expect(foreseen(configured(), false, null)).toEqual([
        'The keys will not count as attested: the card has no certificate of an attestation key',
      ]);
      expect(foreseen(configured(), false, foreign)).toEqual([
        'The keys will not count as attested: no configured root vouches for the attestation key of this card',
      ]);
      expect(() => foreseen(configured(), true, null)).toThrow(failure({ reason: 'absent' }));
      expect(() => foreseen(configured(), true, foreign)).toThrow(failure({ reason: 'untrusted' }));
    });

    it('refuses where the profile demands it and no root is configured; otherwise nobody waits for evidence', () => {
      const production = new AttestationGate({ attestationRoots: new Map() });
      expect(foreseen(production, false, attesterDerBase64())).toEqual([]);
      expect(() => foreseen(production, true, attesterDerBase64())).toThrow(failure({ reason: 'untrusted' }));
      expect(() => foreseen(production, true, undefined)).toThrow(failure({ reason: 'untrusted' }));
    });

    it('asks nothing of a plan that attests no key', () => {
      expect(foreseen(configured(), true, null, { phases: { keys: [] } })).toEqual([]);
    });
  });
});
