/** Whose console it is: what the gateway says of it before anybody has signed in, and what it refuses to start with. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeStateDir } from '@cardwright/testing/state-dir';
import { ConfigurationError, readEnv } from '@cardwright/service-kit/config/env';
import { brandConfig } from '../../src/config/brand.js';
import { startGatewayFixture, type GatewayFixture } from '../gateway-fixture.js';

const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><script>alert(1)</script></svg>';
let folder: string;
beforeAll(async () => void (folder = (await makeStateDir('brand')).path));
const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe('configured', () => {
  let gateway: GatewayFixture;
  beforeAll(async () => {
    gateway = await startGatewayFixture({
      ...{ BRAND_NAME: 'Stadtwerke "Nord" </script>', BRAND_COLOUR: '#FFDD00' },
      BRAND_LOGO_FILE: file('logo.svg', svg),
    });
  }, 60_000);
  afterAll(() => gateway?.stop(), 30_000);

  it('a script names it, whoever asks', async () => {
    const answer = await gateway.request('/brand.js');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    const said: { cardwrightBrand?: unknown } = {};
    new Function('globalThis', await answer.text())(said);
    expect(said.cardwrightBrand).toEqual({
      name: 'Stadtwerke "Nord" </script>',
      colour: '#ffdd00',
      logo: expect.stringMatching(/^\/brand-logo\?[0-9a-f]{16}$/),
    });
  });

  it('the logo is an image and nothing else: nothing in it runs', async () => {
    const answer = await gateway.request('/brand-logo?1');
    expect(answer.headers.get('content-type')).toBe('image/svg+xml');
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.text()).toBe(svg);
  });
});

describe('settings', () => {
  const config = (env: Record<string, string>) => readEnv(env, brandConfig);
  const problems = (env: Record<string, string>): readonly string[] => {
    try {
      config(env);
      return [];
    } catch (error) {
      return (error as ConfigurationError).problems;
    }
  };

  it('may all be left out', () => expect(config({})).toEqual({ name: null, colour: null, logo: null }));

  it('a PNG is known by what is in it', () => {
    const png = Buffer.from('89504e470d0a1a0a00', 'hex');
    expect(config({ BRAND_LOGO_FILE: file('logo.anything', png) }).logo).toMatchObject({ type: 'image/png' });
  });

  it.each([
    [{ BRAND_NAME: 'n'.repeat(41) }, 'BRAND_NAME must be one line of at most 40 characters'],
    [{ BRAND_NAME: 'two\nlines' }, 'BRAND_NAME must be one line of at most 40 characters'],
    [{ BRAND_COLOUR: 'red' }, 'BRAND_COLOUR must be written as #rrggbb'],
    [{ BRAND_COLOUR: '#fff' }, 'BRAND_COLOUR must be written as #rrggbb'],
    [{ BRAND_LOGO_FILE: '/nowhere/logo.svg' }, 'BRAND_LOGO_FILE cannot be read: /nowhere/logo.svg'],
  ])('%j is refused', (env, problem) => expect(problems(env)).toEqual([problem]));

  it.each([
    ['a page', '<!doctype html><svg></svg>', 'BRAND_LOGO_FILE must be an SVG or a PNG'],
    ['more than 200 kB', `<svg>${' '.repeat(200_000)}</svg>`, 'BRAND_LOGO_FILE is larger than 200 kB'],
  ])('%s is no logo', (_, content, problem) =>
    expect(problems({ BRAND_LOGO_FILE: file('wrong', content) })).toEqual([problem]),
  );
});
