import { describe, expect, it } from '@jest/globals';
import { createUser, fromPublic } from '@nats-io/nkeys';
import { signWithNkey } from './nkey-signature.js';

describe('signatures of the agent', () => {
  it('are what the nkeys package makes and accepts', () => {
    for (let count = 0; count < 8; count++) {
      const user = createUser();
      const message = Buffer.from(`message ${count}`);
      const signature = signWithNkey(user.getSeed(), message);
      expect(Buffer.from(signature)).toEqual(Buffer.from(user.sign(message)));
      expect(fromPublic(user.getPublicKey()).verify(message, signature)).toBe(true);
    }
  });

  it('need a whole seed', () => {
    expect(() => signWithNkey(Buffer.from('SUAB'), Buffer.alloc(1))).toThrow(TypeError);
    expect(() => signWithNkey(new Uint8Array(58), Buffer.alloc(1))).toThrow(TypeError);
  });
});
