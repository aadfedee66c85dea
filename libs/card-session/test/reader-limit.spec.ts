import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { readCardImage } from '../src/piv/card-image.js';
import { PivSession } from '../src/piv/piv-session.js';
import { readerLimit } from '../src/transports/pcsc-reader-limit.js';
import { openPcsc } from '../src/transports/pcsc.transport.js';
import { pcscError, scriptedBinding } from './scripted-binding.js';

const controlCode = (code: number): number => 0x42000000 + code;
const maxInput = 0x0007a007;
const features = controlCode(3400);
/** FEATURE_GET_TLV_PROPERTIES 12 -> control code 42330012. */
const withProperties = '120442330012';
const reader = ({ attribute, feature, properties }: { attribute?: string; feature?: string; properties?: string }) => {
  const give = (hex: string | undefined): Promise<Uint8Array> =>
    hex === undefined ? Promise.reject(pcscError('UnsupportedFeature')) : Promise.resolve(fromHex(hex));
  return {
    attributeGet: (id: number) => give(id === maxInput ? attribute : undefined),
    control: (code: number) => give(code === features ? feature : code === 0x42330012 ? properties : undefined),
  };
};

describe('the longest command that a reader carries', () => {
  it.each([
    ['a reader that says nothing', {}, null],
    ['a driver with the attribute and no value', { attribute: '00000000' }, null],
    ['SCARD_ATTR_MAXINPUT 261', { attribute: '05010000' }, 261],
    ['SCARD_ATTR_MAXINPUT 3062', { attribute: 'F60B0000' }, 3062],
    ['short APDUs only, by the driver’s properties', { feature: withProperties, properties: '0A0400000000' }, 261],
    ['65536 bytes of data', { feature: withProperties, properties: '0A0400000100' }, 65545],
    [
      'other properties before it, other features too',
      { feature: `060442000DB2${withProperties}`, properties: '010208000A0400040000' },
      1033,
    ],
    [
      'both, and the smaller one counts',
      { attribute: '05010000', feature: withProperties, properties: '0A0400000100' },
      261,
    ],
    ['properties without that one', { feature: withProperties, properties: '01020800' }, null],
    ['an answer that is cut short', { feature: '1204', properties: '0A04' }, null],
  ])('%s', async (_what, said, expected) => {
    expect(await readerLimit(reader(said), controlCode)).toBe(expected);
  });

  it('is kept: no extended APDU goes to a reader of 261 bytes', async () => {
    const { binding, plug } = scriptedBinding();
    const scripted = plug('Reader 0');
    const monitor = await openPcsc(() => Promise.resolve(binding));
    const sent: number[] = [];
    const events = monitor.events();
    scripted.insert({
      // T=1, so extended APDUs would be tried.
      atr: fromHex('3B8A80014361726477726967687428'),
      attributes: new Map([[maxInput, fromHex('05010000')]]),
      transmit: (command) => {
        sent.push(command.length);
        if (toHex(command).startsWith('00f8')) return fromHex('000012679000');
        if (toHex(command).startsWith('00fd')) return fromHex('0507029000');
        return fromHex(toHex(command).startsWith('00a4') ? '9000' : '6A88');
      },
    });
    for await (const { kind } of events) if (kind === 'card-inserted') break;
    const transport = await monitor.connectExclusive('Reader 0');
    expect(transport.maxCommandBytes).toBe(261);
    const image = await readCardImage(new PivSession(transport));
    expect([image.identity?.value, image.extendedLength]).toEqual(['4711', false]);
    expect(Math.max(...sent)).toBeLessThanOrEqual(261);
    expect(sent).toContain(11);
    await monitor.close();
  });
});
