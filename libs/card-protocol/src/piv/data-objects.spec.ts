import { describe, expect, it } from '@jest/globals';
import { readVectors } from '../../test/vectors/read-vectors.js';
import { concat, fromHex, toHex } from '../bytes.js';
import { parseCardImageNumber, parseCplcIdentity } from '../globalplatform/card-data.js';
import { decodeTlvs } from '../tlv/ber-tlv.js';
import { decodeCardIdentifier, encodeCardCapabilityContainer } from './card-capability-container.js';
import { decodeCertificateObject, encodeCertificateObject } from './certificate-object.js';
import { chuidSignedBytes, decodeChuid, encodeChuid, type ChuidFields } from './chuid.js';
import { decodeDiscovery, encodeDiscovery } from './discovery.js';
import { decodeFascN, encodeFascN, type FascN } from './fasc-n.js';
import { decodeKeyHistory, encodeKeyHistory } from './key-history.js';
import { objectDefect } from './object-defect.js';
import { decodePrintedInformation, encodePrintedInformation, toPrintableAscii } from './printed-information.js';
import {
  buildSecurityObject,
  coveredDataObjects,
  decodeSecurityObject,
  encodeSecurityObject,
} from './security-object.js';
import { checkedUuid, uuidBytes, uuidText } from './uuid.js';

const failure = (code: string): unknown => expect.objectContaining({ name: 'CardProtocolError', code });
const names = [
  'agencyCode',
  'systemCode',
  'credentialNumber',
  'credentialSeries',
  'individualCredentialIssue',
  'personIdentifier',
  'organizationalCategory',
  'organizationalIdentifier',
  'associationCategory',
] as const;
const fascNOf = (text: string): FascN =>
  Object.fromEntries(text.split('-').map((value, i) => [names[i], value])) as unknown as FascN;
const fascN = fascNOf('9999-9999-999999-0-1-0000000000-3-0000-1');

describe('FASC-N', () => {
  it.each(readVectors('fasc-n.txt'))('%s, both ways', (_name, hex, text) => {
    expect(toHex(encodeFascN(fascNOf(text!)))).toBe(hex);
    expect(decodeFascN(fromHex(hex!))).toEqual(fascNOf(text!));
  });
  it('refuses / every single flipped bit', () => {
    const good = encodeFascN(fascN);
    for (let bit = 0; bit < 200; bit++) {
      const bad = Uint8Array.from(good);
      bad[bit >> 3]! ^= 0x80 >> (bit & 7);
      expect(() => decodeFascN(bad)).toThrow(failure('FASC_N_INVALID'));
    }
  });
  it.each(['999-9999-999999-0-1-0000000000-3-0000-1', '999a-9999-999999-0-1-0000000000-3-0000-1'])(
    'refuses / %s',
    (text) => expect(() => encodeFascN(fascNOf(text))).toThrow(failure('FASC_N_INVALID')),
  );
  it('refuses / another length', () =>
    expect(() => decodeFascN(new Uint8Array(24))).toThrow(failure('FASC_N_INVALID')));
});

describe('UUID', () => {
  const text = '6ba7b810-9dad-41d1-80b4-00c04fd430c8';
  it('text, bytes, URN', () => {
    expect(uuidText(uuidBytes(text.toUpperCase()))).toBe(text);
    expect(uuidText(uuidBytes(`urn:uuid:${text}`))).toBe(text);
    expect(checkedUuid(uuidBytes(text), [4])).toHaveLength(16);
  });
  it('refuses / other text, length, version, variant', () => {
    expect(() => uuidBytes('6ba7b810')).toThrow(failure('FIELD_VALUE'));
    expect(() => uuidText(new Uint8Array(15))).toThrow(failure('FIELD_LENGTH'));
    expect(() => checkedUuid(uuidBytes(text), [1, 5])).toThrow(failure('FIELD_VALUE'));
    expect(() => checkedUuid(uuidBytes('6ba7b810-9dad-41d1-c0b4-00c04fd430c8'), [4])).toThrow(failure('FIELD_VALUE'));
  });
});

describe('CHUID', () => {
  const fields: ChuidFields = {
    fascN,
    cardUuid: uuidBytes('6ba7b810-9dad-41d1-80b4-00c04fd430c8'),
    expirationDate: '2031-01-31',
    cardholderUuid: uuidBytes('00000000-0000-4000-8000-000000000001'),
  };
  const signature = fromHex('3003020101');
  it('has its TLVs in the order of the standard', () =>
    expect(decodeTlvs(encodeChuid(fields, signature)).map((tlv) => tlv.tag)).toEqual([
      0x30, 0x34, 0x35, 0x36, 0x3e, 0xfe,
    ]));
  it('the signature covers every TLV but 3E, FE included', () => {
    const signed = chuidSignedBytes(fields);
    expect(decodeTlvs(signed).map((tlv) => tlv.tag)).toEqual([0x30, 0x34, 0x35, 0x36, 0xfe]);
    expect(toHex(signed.slice(-2))).toBe('fe00');
    expect(decodeChuid(encodeChuid(fields, signature))).toMatchObject({
      signedBytes: signed,
      signature,
      expirationDate: '2031-01-31',
      guid: fields.cardUuid,
      cardholderUuid: fields.cardholderUuid,
      fascN: encodeFascN(fascN),
    });
  });
  it('reads one without signature and with elements of older editions', () => {
    const guid = '34101122334455667788990011223344556677';
    const content = fromHex(
      `ee020055 3019${'00'.repeat(25)} 3302aabb ${guid.slice(0, 4)}${'11'.repeat(16)} 35083230333130313331 3e00 fe00`,
    );
    expect(decodeChuid(content)).not.toHaveProperty('signature');
    expect(decodeTlvs(decodeChuid(content).signedBytes).map((tlv) => tlv.tag)).toEqual([
      0xee, 0x30, 0x33, 0x34, 0x35, 0xfe,
    ]);
  });
  it('refuses / dates, card UUID of another version, long signature, missing elements', () => {
    for (const expirationDate of ['20310131', '2031-13-01', '2031-00-01', '2031-01-32', '1999-01-01'])
      expect(() => chuidSignedBytes({ ...fields, expirationDate })).toThrow(failure('FIELD_VALUE'));
    expect(() => chuidSignedBytes({ ...fields, cardUuid: uuidBytes('6ba7b810-9dad-71d1-80b4-00c04fd430c8') })).toThrow(
      failure('FIELD_VALUE'),
    );
    expect(() => encodeChuid(fields, new Uint8Array(2817))).toThrow(failure('OBJECT_TOO_LARGE'));
    expect(() => decodeChuid(fromHex('fe00'))).toThrow(failure('TLV_MISSING'));
    expect(() => decodeChuid(fromHex('3000 3400 3504 41424344'))).toThrow(failure('CHUID_INVALID'));
  });
});

describe('certificate object', () => {
  it('is written plain or gzip', () => {
    expect(toHex(encodeCertificateObject({ certificate: fromHex('3000'), gzip: false }))).toBe('70023000710100fe00');
    expect(toHex(encodeCertificateObject({ certificate: fromHex('1f8b'), gzip: true }))).toBe('70021f8b710101fe00');
  });
  it.each([
    ['70023000710100fe00', '3000', 'none'],
    ['70023000710181fe00', '3000', 'none'],
    ['70031f8b08710101fe00', '1f8b08', 'gzip'],
    ['70031f8b08710180fe00', '1f8b08', 'gzip'],
    ['70031f8b08710181fe00', '1f8b08', 'gzip'],
    ['70031f8b08710100fe00', '1f8b08', 'gzip'],
    ['70031f8b08', '1f8b08', 'gzip'],
    ['7002789c710101fe00', '789c', 'zlib'],
    ['70027801710181fe00', '7801', 'zlib'],
  ])('%s: the bytes decide, whatever CertInfo says', (hex, certificate, compression) =>
    expect(decodeCertificateObject(fromHex(hex))).toEqual({ certificate: fromHex(certificate), compression }),
  );
});

describe('forms of data objects in the field', () => {
  it.each(readVectors('data-object-forms.txt'))('%s', (_name, tag, hex, expected) =>
    expect(objectDefect(parseInt(tag!, 16), fromHex(hex!)) ?? 'understood').toBe(expected),
  );
  it('a CHUID is signed over what stands there, older fields included, filling bytes not', () => {
    const { signedBytes } = decodeChuid(
      fromHex(`ee020042 3019${'d4'.repeat(25)} 3410${'11'.repeat(16)} 3508${'3230333130313331'} 3e0130 fe00 0000`),
    );
    expect(toHex(signedBytes)).toBe(
      `ee0200423019${'d4'.repeat(25)}3410${'11'.repeat(16)}3508${'3230333130313331'}fe00`,
    );
  });
});

describe('Card Capability Container', () => {
  it('is the one that clients know', () => {
    const content = encodeCardCapabilityContainer(new Uint8Array(14).fill(0xab));
    expect(toHex(content)).toBe(
      `f015a000000116ff02${'ab'.repeat(14)}f10121f20121f300f40100f50110f600f700fa00fb00fc00fd00fe00`,
    );
    expect(decodeCardIdentifier(content)).toHaveLength(21);
    expect(decodeCardIdentifier(fromHex('f000'))).toBeUndefined();
  });
  it('refuses / another length', () =>
    expect(() => encodeCardCapabilityContainer(new Uint8Array(13))).toThrow(failure('FIELD_LENGTH')));
});

describe('Printed Information', () => {
  const information = {
    name: 'DOE, JANE',
    employeeAffiliation: 'EMPLOYEE',
    expirationDate: '2031-01-31',
    agencyCardSerialNumber: '0001',
    issuerIdentification: 'CARDWRIGHT00001',
    organizationLine1: 'ORG',
    organizationLine2: '',
  };
  it('both ways; empty optional lines are left out', () => {
    const content = encodePrintedInformation(information);
    expect(decodeTlvs(content).map((tlv) => tlv.tag)).toEqual([1, 2, 4, 5, 6, 7, 0xfe]);
    expect(Buffer.from(decodeTlvs(content)[2]!.value).toString()).toBe('2031JAN31');
    expect(decodePrintedInformation(content)).toEqual(information);
  });
  it.each([
    ['Łukasz Weiß-Ørsted', 'Lukasz Weiss-Orsted'],
    ['Zoë Çelik', 'Zoe Celik'],
    ['李雷 A', '?? A'],
    ['ﬁ½', 'fi1?2'],
  ])('%s is printed as %s', (name, printed) => expect(toPrintableAscii(name)).toBe(printed));

  it('a text that is cut ends in no blank', () => {
    expect(toPrintableAscii('Engineering and more', 16)).toBe('Engineering and');
  });
  it('refuses / too long, not ASCII, no date', () => {
    expect(() => encodePrintedInformation({ ...information, name: 'x'.repeat(126) })).toThrow(failure('FIELD_LENGTH'));
    expect(() => encodePrintedInformation({ ...information, name: 'Zoë' })).toThrow(failure('TEXT_INVALID'));
    expect(() => encodePrintedInformation({ ...information, expirationDate: '2031-13-31' })).toThrow(
      failure('FIELD_VALUE'),
    );
    expect(() => decodePrintedInformation(fromHex('fe00'))).toThrow(failure('FIELD_VALUE'));
  });
});

describe('Key History', () => {
  it.each([
    [{ keysWithOnCardCerts: 20, keysWithOffCardCerts: 0 }, 'c10114c20100fe00'],
    [
      { keysWithOnCardCerts: 0, keysWithOffCardCerts: 1, offCardCertUrl: 'http://a/b' },
      'c10100c20101f30a687474703a2f2f612f62fe00',
    ],
    [{ keysWithOnCardCerts: 0, keysWithOffCardCerts: 0 }, 'c10100c20100fe00'],
  ])('%p', (history, hex) => {
    expect(toHex(encodeKeyHistory(history))).toBe(hex);
    expect(decodeKeyHistory(fromHex(hex))).toEqual(history);
  });
  it('refuses / counts and URLs that contradict', () => {
    expect(() =>
      encodeKeyHistory({ keysWithOnCardCerts: 20, keysWithOffCardCerts: 1, offCardCertUrl: 'http://a/b' }),
    ).toThrow(failure('FIELD_VALUE'));
    expect(() => encodeKeyHistory({ keysWithOnCardCerts: -1, keysWithOffCardCerts: 0 })).toThrow(
      failure('FIELD_VALUE'),
    );
    expect(() => encodeKeyHistory({ keysWithOnCardCerts: 0, keysWithOffCardCerts: 1 })).toThrow(failure('FIELD_VALUE'));
    expect(() => encodeKeyHistory({ keysWithOnCardCerts: 0, keysWithOffCardCerts: 0, offCardCertUrl: 'x' })).toThrow(
      failure('FIELD_VALUE'),
    );
    expect(() =>
      encodeKeyHistory({ keysWithOnCardCerts: 1, keysWithOffCardCerts: 0, offCardCertUrl: 'x'.repeat(119) }),
    ).toThrow(failure('FIELD_LENGTH'));
  });
});

describe('Discovery Object', () => {
  it('is the encoding of the standard', () => {
    expect(toHex(encodeDiscovery())).toBe('7e124f0ba0000003080000100001005f2f024000');
    expect(decodeDiscovery(encodeDiscovery())).toMatchObject({ globalPin: false, primary: 'application' });
    const policy = {
      globalPin: true,
      onCardComparison: true,
      virtualContactInterface: true,
      withoutPairingCode: true,
      primary: 'global' as const,
    };
    expect(toHex(encodeDiscovery(policy).slice(-2))).toBe('7c20');
    expect(decodeDiscovery(encodeDiscovery(policy))).toEqual(policy);
  });
  it('refuses / another AID, no application PIN', () => {
    expect(() => decodeDiscovery(fromHex('7e124f0ba0000001510000100001005f2f024000'))).toThrow(failure('FIELD_VALUE'));
    expect(() => decodeDiscovery(fromHex('7e124f0ba0000003080000100001005f2f020000'))).toThrow(failure('FIELD_VALUE'));
  });
});

describe('Security Object', () => {
  const digest = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
  it('covers every object that is there but certificates and itself', () => {
    const tags = [0x7e, 0x5fc102, 0x5fc107, 0x5fc109, 0x5fc105, 0x5fc106, 0x5fc10d];
    expect(coveredDataObjects(tags).map((row) => row.containerId)).toEqual([0xdb00, 0x3000, 0x3001, 0x6050]);
  });
  it('maps data groups to containers, and hashes under the same numbers', () => {
    const { mapping, ldsSecurityObject } = buildSecurityObject([
      { containerId: 0xdb00, digest: digest(1) },
      { containerId: 0x3000, digest: digest(2) },
    ]);
    expect(toHex(mapping)).toBe('01db00023000');
    const group = (number: string, fill: string): string => `302502${'01'}${number}0420${fill.repeat(32)}`;
    const algorithm = '300b0609608648016503040201';
    expect(toHex(ldsSecurityObject)).toBe(`3060020100${algorithm}304e${group('01', '01')}${group('02', '02')}`);
    const content = encodeSecurityObject(mapping, fromHex('3000'));
    expect(decodeTlvs(content).map((tlv) => tlv.tag)).toEqual([0xba, 0xbb, 0xfe]);
    expect(decodeSecurityObject(content)).toEqual({
      containers: new Map([
        [1, 0xdb00],
        [2, 0x3000],
      ]),
      signedData: fromHex('3000'),
    });
  });
  it('refuses / one object, eleven, a digest of another hash, a long signature, a torn mapping', () => {
    const object = { containerId: 0x3000, digest: digest(0) };
    expect(() => buildSecurityObject([object])).toThrow(failure('FIELD_VALUE'));
    expect(() => buildSecurityObject(Array.from({ length: 11 }, () => object))).toThrow(failure('FIELD_VALUE'));
    expect(() => buildSecurityObject([object, object], 'SHA-384')).toThrow(failure('FIELD_LENGTH'));
    expect(() => encodeSecurityObject(fromHex('013000'), new Uint8Array(1299))).toThrow(failure('OBJECT_TOO_LARGE'));
    expect(() => decodeSecurityObject(fromHex('ba020130bb00'))).toThrow(failure('FIELD_LENGTH'));
  });
});

describe('CPLC and card image number', () => {
  const cplc = fromHex(
    `${'4090'}${'7892'}${'8211'}${'1111'}${'0102'}${'2222'}${'0a0b0c0d'}${'3344'}${'00'.repeat(24)}`,
  );
  it('takes the part that later life does not change', () => {
    expect(toHex(parseCplcIdentity(concat(fromHex('9f7f2a'), cplc))!)).toBe('4090789222220a0b0c0d3344');
    expect(parseCardImageNumber(fromHex('45021234'))).toEqual(fromHex('1234'));
  });
  it('blank ones identify nothing', () => {
    expect(parseCplcIdentity(concat(fromHex('9f7f2a'), new Uint8Array(42)))).toBeUndefined();
    expect(parseCardImageNumber(fromHex('4502ffff'))).toBeUndefined();
    expect(parseCardImageNumber(fromHex('4500'))).toBeUndefined();
  });
  it('refuses / a short one', () =>
    expect(() => parseCplcIdentity(fromHex('9f7f0100'))).toThrow(failure('FIELD_LENGTH')));
});
