import { describe, expect, it } from '@jest/globals';
import { fidoImage } from './fido-image.js';

describe('what a key does by a PIN, by the options that it names (CTAP 2.1 section 6.4)', () => {
  it.each<[Record<string, boolean>, { takesPinRules: boolean; makesPasskeysByPin: boolean }]>([
    [
      { clientPin: false, setMinPINLength: true },
      { takesPinRules: true, makesPasskeysByPin: true },
    ],
    [{ clientPin: true }, { takesPinRules: false, makesPasskeysByPin: true }],
    [
      { clientPin: false, setMinPINLength: false },
      { takesPinRules: false, makesPasskeysByPin: true },
    ],
    [{ uv: true }, { takesPinRules: false, makesPasskeysByPin: false }],
    [
      { clientPin: true, uv: true, noMcGaPermissionsWithClientPin: true },
      { takesPinRules: false, makesPasskeysByPin: false },
    ],
  ])('%j', (options, expected) => {
    expect(fidoImage({ versions: ['FIDO_2_1'], aaguid: new Uint8Array(16), options }, null)).toMatchObject(expected);
  });
});
