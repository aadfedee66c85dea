/** Answers and problems in the language that Accept-Language asks for [RFC 9110 section 12.5.4]. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { type GatewayFixture, startGatewayFixture } from '../gateway-fixture.js';

let gateway: GatewayFixture;
let token: string;
beforeAll(async () => {
  gateway = await startGatewayFixture();
  token = await gateway.token();
}, 60_000);
afterAll(() => gateway.stop());

describe('the language of whoever reads', () => {
  const moved = say('saga.card-moved', { reader: 'A', expected: 'B' });
  const asked = (language?: string) =>
    gateway.request(`/api/v1/sagas/${randomUUID()}`, {
      token,
      headers: { ...(language && { 'accept-language': language }) },
    });

  it.each([
    [undefined, 'en', 'The card is in "A"; it was expected in "B"'],
    ['fr', 'en', 'The card is in "A"; it was expected in "B"'],
    ['de-AT, en;q=0.5', 'de', 'Die Karte steckt in „A“; erwartet war sie in „B“'],
  ])('%s: a sentence is answered in %s', async (header, language, sentence) => {
    const saga = { sentence: moved.text, said: { sentence: moved.said } };
    gateway.answers.set('issuance sagas.get', () => ({ saga }));
    const response = await asked(header);
    expect([response.headers.get('content-language'), response.headers.get('vary')]).toEqual([
      language,
      'Accept-Language',
    ]);
    expect(await response.json()).toEqual({ saga: { ...saga, sentence } });
  });

  it('a finding is answered in it, and one of before it had another language stays English', async () => {
    const english = 'Key reference 9A has a certificate and no key';
    const said = { sentence: say('finding.key-missing', { key: '9A' }).said };
    gateway.answers.set('issuance findings.list', () => ({
      rows: [{ sentence: english, said }, { sentence: english }],
      nextCursor: null,
    }));
    const response = await gateway.request('/api/v1/findings', { token, headers: { 'accept-language': 'de' } });
    expect(response.headers.get('content-language')).toBe('de');
    expect(await response.json()).toMatchObject({
      rows: [{ sentence: 'Die Schlüsselreferenz 9A hat ein Zertifikat und keinen Schlüssel' }, { sentence: english }],
    });
  });

  it('a problem is said in it, with the same code', async () => {
    gateway.answers.set('issuance sagas.get', () => {
      throw new CardwrightError('LIFECYCLE_TRANSITION', say('request.has-ended'));
    });
    const response = await asked('de');
    expect(response.headers.get('content-language')).toBe('de');
    expect(await response.json()).toMatchObject({
      code: 'LIFECYCLE_TRANSITION',
      title: 'In diesem Zustand nicht möglich',
      detail: 'Die Saga dieser Anfrage ist zu Ende',
      fix: 'Sehen Sie nach, wie es jetzt ist.',
    });
  });
});
