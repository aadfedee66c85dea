import { describe, expect, it } from '@jest/globals';
import { asymmetricAlgorithm, asymmetricAlgorithms, symmetricAlgorithm, symmetricAlgorithms } from './algorithm.js';
import { dataObjects } from './data-object.js';
import { isCredentialKeyReference, keyReferenceRow, keyReferences, parseKeyReference } from './key-reference.js';

const failure = (code: string): unknown => expect.objectContaining({ name: 'CardProtocolError', code });
const unique = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

describe('tables', () => {
  it('26 key references, 24 of them with a credential', () => {
    expect(keyReferences).toHaveLength(26);
    expect(keyReferences.filter(isCredentialKeyReference)).toHaveLength(24);
    expect(unique(keyReferences.map((row) => row.reference))).toBe(true);
  });
  it('every certificate tag is a data object with the same container name', () => {
    for (const row of keyReferences) {
      if (row.certificateTag === undefined) continue;
      expect(dataObjects.find(({ tag }) => tag === row.certificateTag)?.name).toBe(row.containerName);
    }
  });
  it.each([
    [0x9a, 0x5fc105, 0x0101, 'once'],
    [0x9c, 0x5fc10a, 0x0100, 'always'],
    [0x9d, 0x5fc10b, 0x0102, 'once'],
    [0x9e, 0x5fc101, 0x0500, 'never'],
    [0x82, 0x5fc10d, 0x1001, 'once'],
    [0x95, 0x5fc120, 0x1014, 'once'],
  ])('%i has its certificate in %i', (reference, tag, container, pinRule) => {
    expect(keyReferenceRow(reference)).toMatchObject({ certificateTag: tag, pinRule });
    expect(dataObjects.find(({ containerId }) => containerId === container)?.tag).toBe(tag);
  });
  it('36 data objects of the standard and one of the vendor, 7 mandatory', () => {
    expect(dataObjects.filter((row) => row.presence !== 'vendor')).toHaveLength(36);
    expect(dataObjects.filter((row) => row.presence === 'mandatory')).toHaveLength(7);
    expect(unique(dataObjects.map((row) => row.tag)) && unique(dataObjects.map((row) => row.containerId))).toBe(true);
  });
  it('no two algorithms share an identifier', () => {
    expect(unique([...symmetricAlgorithms, ...asymmetricAlgorithms].map((row) => row.id))).toBe(true);
    expect(asymmetricAlgorithm(0x14)).toBe(asymmetricAlgorithm('ECCP384'));
    expect(symmetricAlgorithm(0x00).name).toBe('3DES');
  });
  it('refuses / what is not in them', () => {
    for (const text of ['9B1', '', '5', 'ZZ', '80'])
      expect(() => parseKeyReference(text)).toThrow(failure('KEY_REFERENCE_UNKNOWN'));
    expect(parseKeyReference('9a')).toBe(0x9a);
    expect(() => asymmetricAlgorithm(0x99)).toThrow(failure('ALGORITHM_UNKNOWN'));
    expect(() => symmetricAlgorithm('DES')).toThrow(failure('ALGORITHM_UNKNOWN'));
  });
});
