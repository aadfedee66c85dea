import { beforeEach, expect, it, jest } from '@jest/globals';
import { pageLanguage, writePageIn } from '../ui/language.js';
import { setReaderLanguage } from './reader-language.js';

interface Client {
  request: (path: string, init: object) => Promise<unknown>;
}
// By a name that TypeScript does not follow: specs are compiled without the types of a browser.
const client = './client.js';

beforeEach(() => {
  Object.assign(globalThis, { location: { origin: 'https://cardwright.example', pathname: '/mine' } });
  setReaderLanguage(pageLanguage);
});

it('the server is asked for the language of the page that is shown', async () => {
  const asked: (string | null)[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation((request) => {
    asked.push((request as Request).headers.get('accept-language'));
    return Promise.resolve(new Response('{}', { headers: { 'content-type': 'application/json' } }));
  });
  const { request } = (await import(client)) as Client;
  // A holder's page, then one of an operator, which has no other language than English.
  writePageIn('de');
  await request('/api/v1/me', {});
  writePageIn('en');
  await request('/api/v1/me', {});
  expect(asked).toEqual(['de', 'en']);
});

it.each([
  ['en', 'Cardwright cannot be reached', 'Check the network; the page tries again by itself.'],
  ['de', 'Cardwright ist nicht zu erreichen', 'Prüfen Sie das Netz; die Seite versucht es von selbst wieder.'],
] as const)('without a server it says so in the language of the page: %s', async (language, detail, fix) => {
  jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'));
  const { request } = (await import(client)) as Client;
  writePageIn(language);
  await expect(request('/api/v1/me', {})).rejects.toMatchObject({
    problem: { code: 'CONSOLE_OFFLINE', title: detail, detail, fix, status: 0 },
  });
});

it.each([
  ['en', 'The server answered 502 without an explanation', 'Try again in a moment.'],
  ['de', 'Der Server hat mit 502 und ohne Erklärung geantwortet', 'Versuchen Sie es gleich noch einmal.'],
] as const)(
  'an answer of something in between is told in the language of the page: %s',
  async (language, detail, fix) => {
    jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('Bad gateway', { status: 502 }));
    const { request } = (await import(client)) as Client;
    writePageIn(language);
    await expect(request('/api/v1/me', {})).rejects.toMatchObject({ problem: { detail, fix, status: 502 } });
  },
);
