import { describe, expect, it } from '@jest/globals';
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
  verify,
  constants,
} from 'node:crypto';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { readCardImage } from '@cardwright/card-session/piv/card-image';
import { PivSession } from '@cardwright/card-session/piv/piv-session';
import type { KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CardStep, SecretName, StepResult } from '@cardwright/contracts/card/card-step';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';
import { wellKnownFactory } from '@cardwright/simulated-card/card/factory';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import { SimulatedReaders } from '../../reader/simulated-readers.js';
import { RefusedPins } from '../../secrets/refused-pins.js';
import { SecretBag } from '../../secrets/secret-bag.js';
import { CardKnowledge } from './card-knowledge.js';
import { executorOf } from './piv-steps.js';
import type { StepContext, StepFields } from './step.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const pinRule: PinRule = { minLength: 6, maxLength: 8, alphabet: 'numeric', forbidSequences: true };
const stockKey = Uint8Array.from({ length: 24 }, (_, i) => (i % 8) + 1);

/** A card in a reader, connected, and a bag with the factory values. */
async function start(options: SimulatedCardOptions = {}, card = new SimulatedCard(options)) {
  const readers = new SimulatedReaders(['Simulated 0']);
  await readers.insert('Simulated 0', card);
  const piv = new PivSession(await readers.connectExclusive('Simulated 0'));
  const image = await readCardImage(piv);
  const bag = new SecretBag();
  bag.loadBatch(
    new Map<SecretName, Uint8Array>([
      ['pin.factory', text('123456')],
      ['puk.factory', text('12345678')],
      ['puk.pending', text('24681357')],
      ['management-key.pending', fromHex('11'.repeat(32))],
    ]),
  );
  const sealed: string[] = [];
  const context: StepContext = {
    piv,
    knowledge: new CardKnowledge(image),
    bag,
    refusedPins: new RefusedPins().of('request'),
    pinRule,
    sealToVault: (plaintext) => {
      sealed.push(new TextDecoder().decode(plaintext));
      return Promise.resolve('sealed');
    },
  };
  const run = async (step: CardStep): Promise<StepFields & { outcome: StepResult['outcome']; apdus: number }> => {
    const executor = executorOf(step);
    const before = piv.apdus;
    if (executor.probe?.(step, context)) return { outcome: 'already', apdus: 0 };
    await executor.prepare?.(step, context);
    return { outcome: 'done', ...(await executor.execute(step, context)), apdus: piv.apdus - before };
  };
  const authenticate = async (
    algorithm: 'AES192' | 'AES256' | '3DES' = 'AES192',
    key: Uint8Array = stockKey,
  ): Promise<void> => {
    const { witnessHex } = await run({ kind: 'request-witness', algorithm });
    const cipher = algorithm === '3DES' ? 'des-ede3-ecb' : algorithm === 'AES192' ? 'aes-192-ecb' : 'aes-256-ecb';
    const decipher = createDecipheriv(cipher, key, null).setAutoPadding(false);
    const witnessAnswerHex = toHex(decipher.update(fromHex(witnessHex!)));
    const challenge = randomBytes(algorithm === '3DES' ? 8 : 16);
    const { responseHex } = await run({
      kind: 'authenticate-management-key',
      algorithm,
      witnessAnswerHex,
      challengeHex: toHex(challenge),
    });
    const encipher = createCipheriv(cipher, key, null).setAutoPadding(false);
    expect(responseHex).toBe(toHex(encipher.update(challenge)));
  };
  return { card, readers, piv, bag, context, sealed, run, authenticate, image };
}

const generate = (keyReference: KeyReferenceName, algorithm: KeyAlgorithm): CardStep => ({
  kind: 'generate-key',
  keyReference,
  algorithm,
});

describe('card steps against the simulated card', () => {
  it('takes ownership: PIN drawn and sealed before it is set, PUK and management key changed', async () => {
    const { card, run, authenticate, sealed, bag, piv } = await start();
    await authenticate();
    await run({ kind: 'set-pin-try-limits', pin: 'pin.factory', pinTries: 8, pukTries: 5 });
    await run({ kind: 'set-pin', from: 'pin.factory', to: 'pin.operation' });
    await run({ kind: 'set-puk', from: 'puk.factory', to: 'puk.pending' });
    await run({ kind: 'set-management-key', algorithm: 'AES256', to: 'management-key.pending' });
    const pin = new TextDecoder().decode(bag.get('pin.operation'));
    expect(sealed).toEqual([pin]);
    expect(await card.hasPin(pin)).toBe(true);
    expect(await card.hasPuk('24681357')).toBe(true);
    expect(await card.hasManagementKey(fromHex('11'.repeat(32)))).toBe(true);
    await authenticate('AES256', fromHex('11'.repeat(32)));
    const again = await readCardImage(piv);
    expect(again.pin).toMatchObject({ retriesTotal: 8, factory: false });
    expect(again.puk).toMatchObject({ retriesTotal: 5, factory: false });
  });

  it('does not set try limits that the card has already', async () => {
    const { run, authenticate, image } = await start();
    await authenticate();
    const step: CardStep = {
      kind: 'set-pin-try-limits',
      pin: 'pin.factory',
      pinTries: image.pin.retriesTotal!,
      pukTries: image.puk.retriesTotal!,
    };
    expect(await run(step)).toEqual({ outcome: 'already', apdus: 0 });
  });

  it("reports a management key that is not the card's with a code of its own", async () => {
    const { run } = await start();
    await run({ kind: 'request-witness' });
    const step: CardStep = {
      kind: 'authenticate-management-key',
      algorithm: 'AES192',
      witnessAnswerHex: '00'.repeat(16),
      challengeHex: '00'.repeat(16),
    };
    await expect(run(step)).rejects.toMatchObject({ code: 'CARD_KEY_REJECTED' });
  });

  it('settles an unknown PIN by the PUK, and distinguishes a wrong PUK from a wrong PIN', async () => {
    const { card, run, bag } = await start();
    await run({ kind: 'reset-pin', puk: 'puk.factory', to: 'pin.operation' });
    expect(await card.hasPin(new TextDecoder().decode(bag.get('pin.operation')))).toBe(true);
    await expect(run({ kind: 'reset-pin', puk: 'puk.pending', to: 'pin.operation' })).rejects.toMatchObject({
      code: 'CARD_PUK_INCORRECT',
      details: { retriesRemaining: 2 },
    });
  });

  it.each([
    ['the card shows that the PUK has all its tries', 'vendor', 'puk.factory', 'CARD_PIN_REFUSED'],
    ['a try of the PUK is gone', 'vendor', 'puk.pending', 'CARD_PUK_INCORRECT'],
    ['the card does not tell', 'strict', 'puk.factory', 'CARD_UNEXPECTED_STATUS'],
  ] as const)('6982 to a new PIN by the PUK: %s', async (_what, dialect, before, code) => {
    const { run, bag } = await start({ dialect, quirks: ['pin-rule-6982'] });
    bag.hold('pin.holder', text('28645179'));
    await run({ kind: 'reset-pin', puk: before, to: 'pin.holder' }).catch(() => undefined);
    bag.hold('pin.holder', text('77719428'));
    await expect(run({ kind: 'reset-pin', puk: 'puk.factory', to: 'pin.holder' })).rejects.toMatchObject({ code });
  });

  const either: CardStep = { kind: 'reset-pin', puk: 'puk.factory', elsePuk: 'puk.pending', to: 'pin.operation' };

  it('sets a PIN by either PUK where a change was cut: the first one that is named, the other one after it, and no third try', async () => {
    const { card, run, bag, context } = await start();
    await run(either);
    expect(await card.hasPin(new TextDecoder().decode(bag.get('pin.operation')))).toBe(true);
    // Which one it was is known: the change is done, with what the card has.
    expect(context.knowledge.puk).toBe('puk.factory');
    const change: CardStep = { kind: 'set-puk', from: 'puk.pending', to: 'puk.current' };
    await expect(run(change)).rejects.toMatchObject({ code: 'VAULT_SECRET_UNKNOWN' });
    expect(await run({ kind: 'set-puk', from: 'puk.factory', to: 'puk.pending' })).toMatchObject({ outcome: 'done' });
    expect(await run({ kind: 'set-puk', from: 'puk.factory', to: 'puk.pending' })).toMatchObject({
      outcome: 'already',
    });
    await run(either);
    expect(context.knowledge.puk).toBe('puk.pending');
    expect((await card.snapshot()).puk.retriesRemaining).toBe(3);
  });

  it('[fault 13] a change of the PUK that was cut, which cost a try, is settled by the old PUK at no other cost', async () => {
    const { card, run } = await start();
    card.armCut(({ ins }) => (ins === 0x24 ? 'inside' : undefined));
    await expect(run({ kind: 'set-puk', from: 'puk.factory', to: 'puk.pending' })).rejects.toThrow();
    card.armCut(undefined);
    expect((await card.snapshot()).puk.retriesRemaining).toBe(2);
    const again = await start({}, card);
    await again.run(either);
    expect(again.context.knowledge.puk).toBe('puk.factory');
    expect((await card.snapshot()).puk.retriesRemaining).toBe(3);
  });

  it('presents no second PUK while one try is left for people', async () => {
    const { card, run } = await start({ factory: { pukTries: 2 } });
    const wrong: CardStep = { kind: 'reset-pin', puk: 'puk.pending', elsePuk: 'puk.factory', to: 'pin.operation' };
    await expect(run(wrong)).rejects.toMatchObject({
      code: 'CARD_PUK_INCORRECT',
      details: { retriesRemaining: 1, puk: 'puk.pending' },
    });
    expect((await card.snapshot()).puk.retriesRemaining).toBe(1);
  });

  it('says which PUK was wrong when the card is pulled while the other one is presented', async () => {
    const { card, run } = await start();
    await run({ kind: 'set-puk', from: 'puk.factory', to: 'puk.pending' });
    let presented = 0;
    card.armCut(({ ins }) => (ins === 0x2c && ++presented === 2 ? 'inside' : undefined));
    await expect(run(either)).rejects.toMatchObject({ details: { puk: 'puk.factory' } });
    card.armCut(undefined);
    expect((await card.snapshot()).puk.retriesRemaining).toBe(1);
  });

  it('says of neither that it was wrong where both were: the next attempt may not rule out the right one', async () => {
    const { run, bag } = await start({ factory: { pukTries: 5 } });
    const both: SecretName[] = ['puk.factory', 'puk.pending'];
    bag.loadBatch(new Map(both.map((name, index) => [name, text(`1122334${index}`)])));
    const error: unknown = await run(either).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: 'CARD_PUK_INCORRECT', details: { retriesRemaining: 3 } });
    expect((error as { details: object }).details).not.toHaveProperty('puk');
  });

  it.each(['6A80', '6A81', '6A86', '6A88', '6982', '6985', '6D00'])(
    'a card that answers %s to a new PUK keeps the one that it has',
    async (sw) => {
      const { card, run } = await start({ quirks: [`refuse=24.81:${sw}`] });
      const change = { kind: 'set-puk', from: 'puk.factory', to: 'puk.pending' } as const;
      expect(await run({ ...change, optional: true })).toMatchObject({ outcome: 'refused' });
      await expect(run(change)).rejects.toMatchObject({
        code: 'CARD_CAPABILITY_MISSING',
        details: { subject: 'puk', instruction: '24' },
      });
      expect(await card.hasPuk('12345678')).toBe(true);
    },
  );

  it('a wrong PUK is no refusal to change it', async () => {
    const { run } = await start();
    const change: CardStep = { kind: 'set-puk', from: 'puk.pending', to: 'puk.factory', optional: true };
    await expect(run(change)).rejects.toMatchObject({ code: 'CARD_PUK_INCORRECT' });
  });

  it('asks for the reset before it blocks anything: a card without it loses nothing', async () => {
    const { card, run } = await start({ quirks: ['refuse=FB:6D00'] });
    await expect(run({ kind: 'vendor-reset' })).rejects.toMatchObject({ code: 'CARD_CAPABILITY_MISSING' });
    const { pin, puk } = await card.snapshot();
    expect([pin.retriesRemaining, puk.retriesRemaining]).toEqual([3, 3]);
  });

  it.each(['vendor', 'strict'] as const)(
    '[B05] blocks the PIN of a %s card once, the PUK sets a new one',
    async (dialect) => {
      const { piv, run } = await start({
        dialect,
        factory: wellKnownFactory(dialect === 'vendor' ? 'AES192' : '3DES'),
      });
      expect((await run({ kind: 'block-pin' })).apdus).toBeGreaterThan(3);
      expect(await piv.pinStatus()).toMatchObject({ blocked: true });
      // Read, and left alone: no try is spent.
      expect((await run({ kind: 'block-pin' })).apdus).toBe(3);
      await run({ kind: 'reset-pin', puk: 'puk.factory', to: 'pin.operation' });
      expect(await piv.pinStatus()).toMatchObject({ blocked: false, retriesRemaining: 3 });
    },
  );

  it('[B05] blocks a PIN that was verified a moment ago', async () => {
    const { piv, run } = await start();
    await piv.verifyPin(text('123456'));
    await run({ kind: 'block-pin' });
    expect(await piv.pinStatus()).toMatchObject({ blocked: true });
  });

  it.each([
    ['9A', 'ECCP256', 'sha256'],
    ['9C', 'ECCP384', 'sha384'],
    ['9E', 'RSA2048', 'sha256'],
    ['9A', 'ED25519', undefined],
  ] as const)('proves %s with %s by a signature over the nonce', async (keyReference, algorithm, hash) => {
    const { run, authenticate } = await start();
    await authenticate();
    const { publicKeySpkiBase64 } = await run(generate(keyReference, algorithm));
    const nonce = randomBytes(32);
    const proof: CardStep = {
      kind: 'prove-key',
      keyReference,
      algorithm,
      proof: 'sign',
      inputHex: toHex(nonce),
      pin: 'pin.factory',
    };
    for (let i = 0; i < 2; i++) {
      const { outputHex } = await run(proof);
      const key = createPublicKey({ key: Buffer.from(publicKeySpkiBase64!, 'base64'), format: 'der', type: 'spki' });
      expect(verify(hash ?? null, nonce, key, fromHex(outputHex!))).toBe(true);
    }
  });

  it('verifies the PIN once for 9A, before every signature of 9C, never for 9E', async () => {
    const { run, authenticate } = await start();
    await authenticate();
    const counts: number[] = [];
    for (const keyReference of ['9A', '9A', '9C', '9C', '9E'] as const) {
      if (counts.length !== 1 && counts.length !== 3) await run(generate(keyReference, 'ECCP256'));
      const proof = { kind: 'prove-key', keyReference, algorithm: 'ECCP256', proof: 'sign', inputHex: '00' } as const;
      counts.push((await run({ ...proof, pin: 'pin.factory' })).apdus);
    }
    expect(counts).toEqual([2, 1, 2, 2, 1]);
  });

  it('proves 9D by deciphering (RSA) and by agreement (EC)', async () => {
    const { run, authenticate } = await start();
    await authenticate();
    const rsa = await run(generate('9D', 'RSA2048'));
    const block = Buffer.concat([Buffer.of(0), randomBytes(255)]);
    const key = { key: Buffer.from(rsa.publicKeySpkiBase64!, 'base64'), format: 'der', type: 'spki' } as const;
    const input = publicEncrypt({ key: createPublicKey(key), padding: constants.RSA_NO_PADDING }, block);
    const base = { kind: 'prove-key', keyReference: '9D', pin: 'pin.factory' } as const;
    const plain = await run({ ...base, algorithm: 'RSA2048', proof: 'decipher', inputHex: toHex(input) });
    expect(plain.outputHex).toBe(toHex(block));

    const ec = await run(generate('9D', 'ECCP256'));
    const peer = createECDH('prime256v1');
    const point = peer.generateKeys();
    const point9d = Buffer.from(ec.publicKeySpkiBase64!, 'base64').subarray(-65);
    const agreed = await run({ ...base, algorithm: 'ECCP256', proof: 'agree', inputHex: toHex(point) });
    expect(agreed.outputHex).toBe(toHex(peer.computeSecret(point9d)));
  });

  it('attests a generated key, with the attester that the image brought', async () => {
    const { run, authenticate } = await start();
    await authenticate();
    await run(generate('9A', 'ECCP256'));
    await run(generate('9E', 'ECCP256'));
    const first = await run({ kind: 'attest-key', keyReference: '9A' });
    const second = await run({ kind: 'attest-key', keyReference: '9E' });
    expect(first.certificateDerBase64).toMatch(/^MII/);
    expect(second.attesterDerBase64).toBe(first.attesterDerBase64);
    expect([first.apdus, second.apdus]).toEqual([1, 1]);
    expect(first.attesterDerBase64).toBe((await run({ kind: 'read-image' })).image!.attesterDerBase64);
  });

  // No key to attest, a card that does not know the instruction, one that says something else.
  it.each([
    ['no key', undefined, '6A88', 'CARD_ATTESTATION_FAILED'],
    ['6D00', 'refuse=F9:6D00', '6D00', 'CARD_CAPABILITY_MISSING'],
    ['6F00', 'refuse=F9:6F00', '6F00', 'CARD_ATTESTATION_FAILED'],
  ])('an attestation that the card refuses (%s) is an answer, and a failure where it is required', async (...row) => {
    const [, quirk, statusHex, code] = row;
    const { run, authenticate } = await start(quirk === undefined ? {} : { quirks: [quirk] });
    await authenticate();
    if (quirk !== undefined) await run(generate('9A', 'ECCP256'));
    expect(await run({ kind: 'attest-key', keyReference: '9A' })).toMatchObject({ refused: { statusHex } });
    await expect(run({ kind: 'attest-key', keyReference: '9A', required: true })).rejects.toMatchObject({ code });
  });

  it.each([
    ['set-pin', { kind: 'set-pin', from: 'pin.factory' }, 'refuse=24.80:6985:3'],
    ['reset-pin', { kind: 'reset-pin', puk: 'puk.factory' }, 'refuse=2C.80:6A80:3'],
  ] as const)(
    '%s: a new PIN that the card refuses is chosen or drawn again, and a given one is not',
    async (...row) => {
      const [, step, quirk] = row;
      const { run, bag, card } = await start({ quirks: [quirk] });
      bag.hold('pin.holder', text('777194'));
      await expect(run({ ...step, to: 'pin.holder' })).rejects.toMatchObject({ code: 'CARD_PIN_REFUSED' });
      await expect(run({ ...step, to: 'pin.operation' })).rejects.toMatchObject({ code: 'CARD_PIN_REFUSED' });
      await expect(run({ ...step, to: 'pin.factory' })).rejects.toMatchObject({ code: 'CARD_UNEXPECTED_STATUS' });
      await run({ ...step, to: 'pin.operation' });
      expect(await card.hasPin(new TextDecoder().decode(bag.get('pin.operation')))).toBe(true);
    },
  );

  it('a broken link is no answer to an attestation', async () => {
    const { run, authenticate, readers } = await start();
    await authenticate();
    await run(generate('9A', 'ECCP256'));
    await readers.remove('Simulated 0');
    await expect(run({ kind: 'attest-key', keyReference: '9A' })).rejects.toMatchObject({ code: 'CARD_REMOVED' });
  });

  it('a proof that the card refuses is an answer where it may be asked again', async () => {
    const { run, authenticate } = await start({ quirks: ['refuse=87.9A:6A80:2'] });
    await authenticate();
    await run(generate('9A', 'ECCP256'));
    const proof = {
      kind: 'prove-key',
      keyReference: '9A',
      algorithm: 'ECCP256',
      proof: 'sign',
      inputHex: '00'.repeat(32),
      pin: 'pin.factory',
    } as const;
    expect(await run({ ...proof, repeatable: true })).toMatchObject({ refused: { statusHex: '6A80' } });
    expect((await run({ ...proof, repeatable: true })).outputHex).toMatch(/^30/);
  });

  it('a proof that the card refuses stops the batch where nobody asks again', async () => {
    const { run, authenticate } = await start({ quirks: ['refuse=87.9A:6A80:2'] });
    await authenticate();
    await run(generate('9A', 'ECCP256'));
    const proof = { kind: 'prove-key', keyReference: '9A', algorithm: 'ECCP256', proof: 'sign' } as const;
    await expect(run({ ...proof, inputHex: '00'.repeat(32), pin: 'pin.factory' })).rejects.toMatchObject({
      code: 'CARD_PROOF_FAILED',
    });
  });

  it.each([
    ['RSA2048', { modulusLength: 2048 }, 'rsa', 'decipher'],
    ['ECCP256', { namedCurve: 'P-256' }, 'ec', 'agree'],
    ['ECCP384', { namedCurve: 'P-384' }, 'ec', 'agree'],
    ['X25519', {}, 'x25519', 'agree'],
  ] as const)('imports a %s key, proves it, and does not import it twice', async (algorithm, options, type, proof) => {
    const { run, authenticate, bag } = await start();
    await authenticate();
    const pair = generateKeyPairSync(type as 'rsa', options as { modulusLength: number });
    const pkcs8 = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
    bag.loadBatch(
      new Map<SecretName, Uint8Array>([
        ['private-key.archived-1', Uint8Array.from(pkcs8)],
        ['pin.factory', text('123456')],
      ]),
    );
    const step: CardStep = { kind: 'import-key', keyReference: '82', algorithm, key: 'private-key.archived-1' };
    const { publicKeySpkiBase64 } = await run(step);
    const spki = pair.publicKey.export({ format: 'der', type: 'spki' });
    expect(publicKeySpkiBase64).toBe(spki.toString('base64'));
    expect(await run(step)).toEqual({ outcome: 'already', apdus: 0 });
    const size = { RSA2048: 256, ECCP256: 65, ECCP384: 97, X25519: 32 }[algorithm];
    const peer = proof === 'agree' ? spki.subarray(-size) : Buffer.concat([Buffer.of(0), randomBytes(255)]);
    const inputHex = toHex(peer);
    const proved = await run({ kind: 'prove-key', keyReference: '82', algorithm, proof, inputHex, pin: 'pin.factory' });
    expect(proved.outputHex).toMatch(/^[0-9a-f]+$/);
  });

  it('moves and deletes keys, and repeats neither', async () => {
    const { run, authenticate, card } = await start();
    await authenticate();
    await run(generate('9D', 'ECCP256'));
    await run({ kind: 'move-key', from: '9D', to: '82' });
    expect(await run({ kind: 'move-key', from: '9D', to: '82' })).toEqual({ outcome: 'already', apdus: 0 });
    expect(Object.keys((await card.snapshot()).keys)).toContain('82');
    await run({ kind: 'delete-key', keyReference: '82' });
    expect(await run({ kind: 'delete-key', keyReference: '82' })).toEqual({ outcome: 'already', apdus: 0 });
    expect(Object.keys((await card.snapshot()).keys)).not.toContain('82');
  });

  it('writes objects, reads them back, does not write what is there, erases', async () => {
    const { run, authenticate } = await start();
    await authenticate();
    const content = randomBytes(1500);
    const sha256Hex = createHash('sha256').update(content).digest('hex').toUpperCase();
    const put: CardStep = { kind: 'put-data', tagHex: '5FC107', contentBase64: content.toString('base64') };
    expect(await run(put)).toMatchObject({ outcome: 'done', sha256Hex });
    expect(await run(put)).toEqual({ outcome: 'already', apdus: 0 });
    await run({ kind: 'compare-data', tagHex: '5FC107', sha256Hex });
    await expect(run({ kind: 'compare-data', tagHex: '5FC107', sha256Hex: '00' })).rejects.toMatchObject({
      code: 'CARD_VERIFY_FAILED',
      details: { tagHex: '5FC107' },
    });
    await run({ kind: 'erase-data', tagHex: '5FC107' });
    expect(await run({ kind: 'erase-data', tagHex: '5FC107' })).toEqual({ outcome: 'already', apdus: 0 });
    const der = randomBytes(900).toString('base64');
    const certificate: CardStep = { kind: 'put-certificate', keyReference: '9A', certificateDerBase64: der };
    expect(await run(certificate)).toMatchObject({ outcome: 'done' });
    expect(await run(certificate)).toEqual({ outcome: 'already', apdus: 0 });
  });

  it('reads Printed Information back behind the PIN that the session works with', async () => {
    const { run, authenticate } = await start();
    await authenticate();
    await run({ kind: 'set-pin', from: 'pin.factory', to: 'pin.operation' });
    const step: CardStep = { kind: 'put-data', tagHex: '5FC109', contentBase64: randomBytes(60).toString('base64') };
    expect(await run(step)).toMatchObject({ outcome: 'done' });
  });

  it('works on a strict card: chained, no vendor instruction, 6982 where nobody authenticated', async () => {
    const { run, authenticate, image } = await start({ dialect: 'strict', factory: wellKnownFactory('3DES') });
    expect(image.extendedLength).toBe(false);
    const put: CardStep = { kind: 'put-data', tagHex: '5FC102', contentBase64: randomBytes(700).toString('base64') };
    await expect(run(put)).rejects.toMatchObject({ code: 'CARD_SECURITY_STATUS' });
    await authenticate('3DES');
    expect(await run(put)).toMatchObject({ outcome: 'done' });
    expect(await run({ kind: 'attest-key', keyReference: '9A' })).toMatchObject({ refused: { statusHex: '6D00' } });
    await expect(run({ kind: 'move-key', from: '9D', to: '82' })).rejects.toMatchObject({
      code: 'CARD_CAPABILITY_MISSING',
    });
  });

  it('resets a vendor card whatever its PIN and PUK are', async () => {
    const { run, authenticate, card } = await start();
    await authenticate();
    await run({ kind: 'set-pin', from: 'pin.factory', to: 'pin.operation' });
    await run({ kind: 'set-puk', from: 'puk.factory', to: 'puk.pending' });
    await run(generate('9A', 'ECCP256'));
    await run({ kind: 'vendor-reset' });
    expect(await card.hasPin('123456')).toBe(true);
    expect(await card.hasPuk('12345678')).toBe(true);
    const { image } = await run({ kind: 'read-image' });
    expect(image?.keyReferences.every(({ keyPresent }) => keyPresent === false)).toBe(true);
  });

  it('[A12] verifies a PIN once: what was refused costs no second try and is forgotten', async () => {
    const { run, bag, card } = await start();
    const tries = async () => (await card.snapshot()).pin.retriesRemaining;
    const verify = { kind: 'verify-pin', pin: 'pin.holder' } as const;
    for (const typed of ['99998888', '99998888']) {
      bag.hold('pin.holder', text(typed));
      await expect(run(verify)).rejects.toMatchObject({ code: 'CARD_PIN_INCORRECT', details: { retriesRemaining: 2 } });
      expect(bag.has('pin.holder')).toBe(false);
      expect(await tries()).toBe(2);
    }
    bag.hold('pin.holder', text('123456'));
    expect(await run(verify)).toMatchObject({ outcome: 'done' });
    expect(await tries()).toBe(3);
  });

  it('refuses a step that it does not know', () => {
    // As it comes off the wire, from a newer server.
    const step: CardStep = JSON.parse('{"kind":"toString"}');
    expect(() => executorOf(step)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });
});
