import { X509Certificate } from 'node:crypto';
import { inflateSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { decodeTlvs, findValue, unwrapTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { wellKnownFactory } from '../card/factory.js';
import { SimulatedCard, type SimulatedCardOptions } from '../simulated-card.js';
import { PowerLostError } from '../power-cut.js';
import { MemoryStore } from '../state-store.js';
import { quirkCatalogue } from './catalogue.js';
import { LinkFaultError } from './quirk.js';

const select = '00A4040005A000000308';
const chuidShort = '00CB3FFF055C035FC102';
const chuidExtended = '00CB3FFF0000055C035FC1020000';
const pivCertificate = '00CB3FFF055C035FC10500';

const cardWith = async (quirks: readonly string[], options: SimulatedCardOptions = {}) => {
  const card = new SimulatedCard({ ...options, quirks });
  const send = async (hex: string): Promise<string> => toHex(await card.transmit(fromHex(hex))).toUpperCase();
  await send(select);
  return { card, send };
};
/** The content of tag 53 of 5FC105, its pieces joined. */
const certificateObject = async (send: (hex: string) => Promise<string>): Promise<Uint8Array> => {
  let answer = await send(pivCertificate);
  let data = '';
  for (; answer.slice(-4).startsWith('61'); answer = await send('00C0000000')) data += answer.slice(0, -4);
  return unwrapTlv(fromHex(data + answer.slice(0, -4)), 0x53);
};

describe('quirks of a simulated card', () => {
  it('refuses / a name that is not in the catalogue, an argument of another form', () => {
    expect(() => new SimulatedCard({ quirks: ['no-such-quirk'] })).toThrow(/no quirk no-such-quirk; there are /);
    expect(() => new SimulatedCard({ quirks: ['refuse=F9'] })).toThrow(/not INS/);
  });

  it('every row has a sentence and can be made', () => {
    for (const [name, { title, argument }] of Object.entries(quirkCatalogue)) {
      expect(title.length).toBeGreaterThan(10);
      const argumentOf: Record<string, string> = { 'firmware=': '5.4.3', 'slow=': '47:4000' };
      const text = argument === undefined ? name : `${name}${argumentOf[name] ?? 'F9:6D00'}`;
      expect(() => new SimulatedCard({ quirks: [text] })).not.toThrow();
    }
  });

  it('slow: a command that takes its time did nothing when the card is pulled meanwhile', async () => {
    const { card } = await cardWith(['slow=20:50', 'slow=FD:1']);
    const atWork = new Promise<void>((begun) => card.armCut(() => void begun()));
    const wrongPin = card.transmit(fromHex('0020008008393939393939FFFF'));
    await atWork;
    await card.powerOff();
    await expect(wrongPin).rejects.toThrow(PowerLostError);
    expect((await card.snapshot()).pin).toMatchObject({ retriesRemaining: 3 });
    await card.powerOn();
    expect(toHex(await card.transmit(fromHex(select))).slice(-4)).toBe('9000');
    expect(toHex(await card.transmit(fromHex('00FD000000')))).toBe('0507029000');
    expect(toHex(await card.transmit(fromHex('0020008008393939393939FFFF'))).toUpperCase()).toBe('63C2');
  });

  it.each([
    ['5.2.7', '9000', ['6D00', '6D00'], '3DES'],
    ['5.3.0', '9000', ['6D00', '9000'], '3DES'],
    ['5.4.3', '9000', ['6D00', '9000'], '3DES'],
    ['5.7.0', '9000', ['6985', '9000'], 'AES192'],
    ['6.1.0', '9000', ['6985', '9000'], 'AES192'],
  ])('firmware %s: version, what there is of moving keys and metadata, and how 9B is delivered', async (...row) => {
    const [version, status, [move, metadata], algorithm] = row;
    const { card, send } = await cardWith([`firmware=${version}`]);
    expect(await send('00FD000000')).toBe(`0${version.replaceAll('.', '0')}${status}`);
    expect((await send('00F6FF9A')).replace('6982', '6985')).toBe(move);
    expect((await send('00F7009B00')).slice(-4)).toBe(metadata);
    expect((await card.snapshot()).managementKey.algorithm).toBe(algorithm);
  });

  it('refuses / a firmware that no card of the dialect has', () => {
    expect(() => new SimulatedCard({ quirks: ['firmware=4.3.5'] })).toThrow(/not a firmware version/);
    expect(() => new SimulatedCard({ dialect: 'strict', quirks: ['firmware=5.4.3'] })).toThrow(/no firmware version/);
  });

  it('extended APDUs only: 6F00, or a broken link that leaves the card', async () => {
    const { send } = await cardWith(['extended-6f00']);
    expect([await send(chuidExtended), await send(chuidShort)]).toEqual(['6F00', '6A82']);
    const { card, send: over } = await cardWith(['extended-not-transacted']);
    await expect(card.transmit(fromHex(chuidExtended))).rejects.toThrow(LinkFaultError);
    expect([card.hasPower, await over(chuidShort)]).toEqual([true, '6A82']);
  });

  it('a command refused: by instruction, by tag or reference, so many times', async () => {
    const { send } = await cardWith(['refuse=F8:6F00', 'refuse=CB.5FC102:6581', 'refuse=F7.9A:6F00:1']);
    expect(await send('00F8000000')).toBe('6F00');
    expect([await send(chuidShort), await send('00CB3FFF055C035FC107')]).toEqual(['6581', '6A82']);
    expect([await send('00F7009A00'), await send('00F7009A00'), await send('00F7009C00')]).toEqual([
      '6F00',
      '6A88',
      '6A88',
    ]);
  });

  it('metadata of nothing: 9000', async () => {
    const { send } = await cardWith(['metadata-empty']);
    expect([await send('00F7009A00'), await send('00F7008000')]).toEqual(['9000', '0101FF050101060203039000']);
  });

  it('takes no PIN with three equal characters in a row, and counts no try for it', async () => {
    const { card, send } = await cardWith(['pin-rule-6985']);
    const [old, bad, good] = ['313233343536FFFF', '3131313234353637', '3131323334353637'];
    expect(await send(`0024008010${old}${bad}`)).toBe('6985');
    expect((await card.snapshot()).pin.retriesRemaining).toBe(3);
    expect(await send(`0024008010${old}${good}`)).toBe('9000');
    expect(await send(`002C0080103132333435363738${bad}`)).toBe('6985');
  });

  it.each([
    ['certinfo-80-gzip', 0x80, gunzipSync],
    ['certinfo-81-gzip', 0x81, gunzipSync],
    ['certinfo-00-gzip', 0x00, gunzipSync],
    ['certinfo-01-zlib', 0x01, inflateSync],
    ['certinfo-81-plain', 0x81, (body: Uint8Array) => body],
    ['certificate-mscuid-lrc', 0x00, (body: Uint8Array) => body],
    ['certificate-no-fe', 0x00, (body: Uint8Array) => body],
    ['certificate-fe-filled', 0x00, (body: Uint8Array) => body],
  ] as const)('%s: a certificate that is one, CertInfo %i', async (name, certInfo, unpack) => {
    const { send } = await cardWith([name]);
    const fields = decodeTlvs(await certificateObject(send));
    expect(findValue(fields, 0x71)).toEqual(Uint8Array.of(certInfo));
    expect(() => new X509Certificate(unpack(findValue(fields, 0x70)!))).not.toThrow();
  });

  it('objects that cannot grow: 6A84 for one byte more, erased or not', async () => {
    const { send } = await cardWith(['objects-cannot-grow'], { dialect: 'strict', factory: wellKnownFactory('3DES') });
    await authenticate(send);
    const put = (length: number): Promise<string> =>
      send(`00DB3FFF${hex(7 + length)}5C035FC10753${hex(length)}${'AA'.repeat(length)}`);
    expect([await put(20), await put(21), await put(19), await put(0), await put(21), await put(20)]).toEqual([
      '9000',
      '6A84',
      '9000',
      '9000',
      '6A84',
      '9000',
    ]);
  });

  it('stand in the state: kept without being named again, replaced when named', async () => {
    const store = new MemoryStore();
    const first = new SimulatedCard({ store, quirks: ['certinfo-81-gzip', 'refuse=FD:6D00'] });
    const content = (await first.snapshot()).objects['5FC105'];
    const again = new SimulatedCard({ store });
    expect(await again.snapshot()).toMatchObject({
      quirks: ['certinfo-81-gzip', 'refuse=FD:6D00'],
      objects: { '5FC105': content },
    });
    await again.transmit(fromHex(select));
    expect(toHex(await again.transmit(fromHex('00FD000000'))).toUpperCase()).toBe('6D00');
    const none = new SimulatedCard({ store, quirks: [] });
    await none.transmit(fromHex(select));
    expect(toHex(await none.transmit(fromHex('00FD000000')))).toBe('0507029000');
    expect((await new SimulatedCard({ store }).snapshot()).quirks).toEqual([]);
  });
});

const hex = (value: number): string => value.toString(16).padStart(2, '0').toUpperCase();
/** External authentication with 3DES 0102..08 three times. */
async function authenticate(send: (hex: string) => Promise<string>): Promise<void> {
  const { createCipheriv } = await import('node:crypto');
  const challenge = (await send('0087039B047C028100')).slice(8, 24);
  const cipher = createCipheriv('des-ede3-ecb', fromHex('0102030405060708'.repeat(3)), null).setAutoPadding(false);
  const answer = cipher.update(fromHex(challenge)).toString('hex').toUpperCase();
  expect(await send(`0087039B0C7C0A8208${answer}`)).toBe('9000');
}
