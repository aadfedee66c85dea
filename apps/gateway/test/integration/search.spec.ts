/** What the gateway asks for a search over everything, and what it makes of the answers. */
import { expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { startGatewayOfSpec } from '../gateway-of-spec.js';
import { problem } from '../problem.js';

const { gateway, token } = await startGatewayOfSpec();

const hit = (name: string, exact: boolean) => ({ kind: 'workstation', workstationId: name, name, exact });
const answers = (answer: (kinds: string[]) => object) =>
  gateway.answers.set('issuance search.find', ({ kinds }: { kinds: string[] }) => answer(kinds));
const search = (query = 'desk') => gateway.request(`/api/v1/search?query=${query}`, { token });

it('[D15] the search asks for everything at once, and puts exact hits first', async () => {
  answers((kinds) =>
    kinds.includes('certificate')
      ? { hits: [hit('c', true)], more: ['certificate'] }
      : { hits: [hit('a', true), hit('b', false)], more: [] },
  );
  const response = await search();
  expect([response.status, await response.json()]).toEqual([
    200,
    { hits: [hit('a', true), hit('c', true), hit('b', false)], more: ['certificate'], unanswered: [] },
  ]);
  expect(gateway.seen.map(({ envelope }) => envelope.body)).toEqual([
    { query: 'desk', kinds: ['person', 'card', 'request', 'workstation'] },
    { query: 'desk', kinds: ['certificate'] },
  ]);
});

it('[D15] the search says which part did not answer, and shows the others', async () => {
  answers((kinds) => {
    if (kinds.includes('certificate')) throw new CardwrightError('REQUEST_TIMEOUT');
    return { hits: [hit('a', false)], more: [] };
  });
  expect(await (await search()).json()).toEqual({ hits: [hit('a', false)], more: [], unanswered: ['certificate'] });
});

it.each([
  ['AUTH_FORBIDDEN', 403],
  ['REQUEST_SERVICE_UNAVAILABLE', 503],
] as const)('[D15] the search answers %s when nothing can be shown', async (code, status) => {
  answers(() => {
    throw new CardwrightError(code);
  });
  const response = await search();
  expect([response.status, await problem(response)]).toEqual([status, expect.objectContaining({ code })]);
});

it('[D15] the search refuses nothing to look for, and asks nobody', async () => {
  const response = await search('');
  expect([response.status, await problem(response)]).toEqual([
    400,
    expect.objectContaining({ code: 'REQUEST_INVALID' }),
  ]);
  expect(gateway.seen).toEqual([]);
});
