import { beforeAll, describe, expect, it } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { IssuerKeys } from './issuer-keys.js';

const published: Record<string, { text: object; privateKey: CryptoKey }> = {};
beforeAll(async () => {
  for (const kid of ['old', 'new']) {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    published[kid] = { privateKey, text: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
  }
});

function issuer(...kids: string[]) {
  let now = 0;
  const state = { kids, answers: true, reads: 0, changes: 0 };
  const keys = new IssuerKeys(
    async () => {
      state.reads += 1;
      if (!state.answers) throw new TypeError('away');
      return JSON.stringify({ keys: state.kids.map((kid) => published[kid]!.text) });
    },
    () => (state.changes += 1),
    () => now,
  );
  const verify = async (kid: string): Promise<string> => {
    const token = await new SignJWT({ sub: 'x' })
      .setProtectedHeader({ alg: 'ES256', kid })
      .sign(published[kid === 'made-up' ? 'old' : kid]!.privateKey);
    try {
      await keys.refresh();
      await jwtVerify(token, keys.keyFor);
      return 'good';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  return { state, verify, later: (ms: number) => (now += ms) };
}

describe('issuer keys', () => {
  it('refuses a key that was withdrawn, half a minute later at the latest, and says that the keys changed', async () => {
    const { state, verify, later } = issuer('old', 'new');
    expect(await verify('old')).toBe('good');
    state.kids = ['new'];
    later(30_000);
    expect(await verify('old')).toBe('good');
    later(1);
    expect(await verify('old')).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(await verify('new')).toBe('good');
    expect(state.changes).toBe(2);
  });

  it('takes a key that was published since, and lets unknown ones cause one question in ten seconds', async () => {
    const { state, verify, later } = issuer('old');
    await verify('old');
    state.kids = ['old', 'new'];
    for (let count = 0; count < 50; count++) expect(await verify('made-up')).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(state.reads).toBe(1);
    later(10_001);
    for (let count = 0; count < 50; count++) expect(await verify('made-up')).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(state.reads).toBe(2);
    expect(await verify('new')).toBe('good');
  });

  it('goes on with what it knows while the issuer is away, asks every five seconds, and gives up after ten minutes', async () => {
    const { state, verify, later } = issuer('old');
    await verify('old');
    state.answers = false;
    later(60_000);
    for (let count = 0; count < 20; count++) expect(await verify('old')).toBe('good');
    expect(state.reads).toBe(2);
    for (let count = 0; count < 20; count++) expect(await verify('made-up')).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(state.reads).toBe(2);
    later(10 * 60_000 - 60_000 + 1);
    expect(await verify('old')).toBe('REQUEST_SERVICE_UNAVAILABLE');
    state.answers = true;
    later(5_000);
    expect(await verify('old')).toBe('good');
  });

  it('is unavailable as long as the issuer never answered', async () => {
    const { state, verify, later } = issuer('old');
    state.answers = false;
    for (let count = 0; count < 20; count++) expect(await verify('old')).toBe('REQUEST_SERVICE_UNAVAILABLE');
    expect(state.reads).toBe(1);
    state.answers = true;
    later(5_000);
    expect(await verify('old')).toBe('good');
  });

  it('asks once for many at a time', async () => {
    const { state, verify } = issuer('old');
    expect(await Promise.all(Array.from({ length: 20 }, () => verify('old')))).toEqual(Array(20).fill('good'));
    expect(state.reads).toBe(1);
  });
});
