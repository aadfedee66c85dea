import { describe, expect, it } from '@jest/globals';
import type { CardImage, DataObjectImage, KeyReferenceImage } from '@cardwright/contracts/card/card-image';
import { strictImage } from '../test/images.js';
import { putBack } from './put-back.js';

const certificate = Buffer.from('certificate of 9A').toString('base64');
const row = (changes: Partial<KeyReferenceImage>): KeyReferenceImage => ({
  ...{ keyReference: '9A', keyPresent: true, algorithm: 'ECCP256', origin: null, pinPolicy: null, touchPolicy: null },
  ...{ publicKeySpkiBase64: 'S0VZ', certificateDerBase64: certificate },
  ...changes,
});
const object = (sha256Hex: string, changes: Partial<DataObjectImage> = {}): DataObjectImage => ({
  ...{ tagHex: '5FC105', sha256Hex, length: 700 },
  ...changes,
});
const card = (keyReferences: KeyReferenceImage[], dataObjects: DataObjectImage[]): CardImage =>
  strictImage({ keyReferences, dataObjects });
const before = card([row({})], [object('AA')]);
const torn = object('BB', { unreadable: true });
/** Without metadata a card shows a key by its certificate alone. */
const unknown = row({ keyPresent: null, algorithm: null, publicKeySpkiBase64: null, certificateDerBase64: null });
const unanswered = { ...card([unknown], []), unanswered: [{ subject: '5FC105', statusHex: '6F00' }] };

describe('what an attempt that was cut while it asked for room left', () => {
  it.each([
    ['shows its keys', row({ certificateDerBase64: null })],
    ['shows them by their certificates', unknown],
  ])('is put back where a certificate is torn, on a card that %s: it is then as it was', (_name, key) => {
    const { steps, image } = putBack(['5FC105'], before, card([key], [torn]));
    expect(steps).toEqual([{ kind: 'put-certificate', keyReference: '9A', certificateDerBase64: certificate }]);
    expect(image.keyReferences).toEqual([row({})]);
    // 70 and its length, 17 bytes of certificate, 71 01 00, FE 00.
    expect(image.dataObjects).toEqual([
      { tagHex: '5FC105', length: 24, sha256Hex: expect.stringMatching(/^[0-9A-F]{64}$/) },
    ]);
  });

  it('is erased where nothing was', () => {
    const empty = card([unknown], []);
    expect(putBack(['5FC105', '5FC102'], empty, card([unknown], [torn, object('CC', { tagHex: '5FC102' })]))).toEqual({
      steps: [
        { kind: 'erase-data', tagHex: '5FC105' },
        { kind: 'erase-data', tagHex: '5FC102' },
      ],
      image: empty,
    });
  });

  it.each([
    ['is as it was', before, card([row({})], [object('AA')])],
    ['is longer and reads as before', before, card([row({})], [object('BB')])],
    ['is of another key now', before, card([row({ publicKeySpkiBase64: 'TkVX', certificateDerBase64: null })], [torn])],
    ['could not be read before', card([unknown], [object('AA', { unreadable: true })]), card([unknown], [torn])],
    ['was not answered for before', unanswered, card([unknown], [torn])],
    ['was not looked at before', card([], []), card([], [torn])],
  ])('is left alone where an object %s', (_name, was, now) => {
    expect(putBack(['5FC105'], was, now)).toEqual({ steps: [], image: now });
  });

  it('says nothing of an object that was not asked', () => {
    const now = card([unknown], [torn]);
    expect(putBack([], before, now)).toEqual({ steps: [], image: now });
  });
});
