import { describe, expect, it } from '@jest/globals';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import { SecretBag } from './secret-bag.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('secret bag', () => {
  it('wipes the secrets of a batch, and all of them at the end', () => {
    const bag = new SecretBag();
    const puk = bytes('24681357');
    const pin = bytes('73920518');
    bag.loadBatch(new Map<SecretName, Uint8Array>([['puk.pending', puk]]));
    bag.hold('pin.operation', pin);
    expect(bag.get('puk.pending')).toBe(puk);
    bag.wipeBatch();
    expect([...puk]).toEqual(new Array(8).fill(0));
    expect(bag.has('puk.pending')).toBe(false);
    expect(bag.get('pin.operation')).toBe(pin);
    bag.wipeAll();
    expect([...pin]).toEqual(new Array(8).fill(0));
  });

  it.each([
    ['pin.holder', 'PIN_KEY_EXPIRED'],
    ['pin.operation', 'EDGE_RESTARTED'],
    ['puk.current', 'VAULT_SECRET_UNKNOWN'],
  ] as const)('a missing %s is %s', (name, code) => {
    expect(() => new SecretBag().get(name)).toThrow(expect.objectContaining({ code }));
  });

  it('prefers what the agent made over what the vault sends, and wipes what it replaces', () => {
    const bag = new SecretBag();
    const first = bytes('11112222');
    bag.hold('pin.operation', first);
    bag.loadBatch(new Map<SecretName, Uint8Array>([['pin.operation', bytes('99998888')]]));
    expect(bag.get('pin.operation')).toBe(first);
    bag.hold('pin.operation', bytes('33334444'));
    expect([...first]).toEqual(new Array(8).fill(0));
    expect(new TextDecoder().decode(bag.get('pin.operation'))).toBe('33334444');
  });
});
