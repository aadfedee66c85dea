/** What the page of the first visit puts into the browser, and that the document says the same. */
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { cardSagaTypes, sagaKind } from '@cardwright/contracts/workflow/saga-kinds';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasViews, offerViews, savedViews } from './ui-views.js';

const document = readFileSync(fileURLToPath(new URL('../../../../docs/stuck-sagas.md', import.meta.url)), 'utf8');
const rowsOf = (text: string): string[][] =>
  text.split('\n').flatMap((line) =>
    line.startsWith('| ')
      ? [
          line
            .slice(1, -1)
            .split('|')
            .map((cell) => cell.trim()),
        ]
      : [],
  );
const waiting = `CardwrightStage IN ('passkey', 'pin', 'new-pin', 'card-pin', 'pins') AND ExecutionStatus = 'Running'`;

interface Query {
  id: string;
  name: string;
  query: string;
}
/** The views of a browser after a visit, which had these before. marker: its cookie. */
function visit(marker: string | undefined, queries: readonly object[]): { queries: Query[]; columns: unknown } {
  let sent = '';
  const reply = {
    setCookie: () => reply,
    headers: () => reply,
    send: (text: string) => ((sent = text), reply),
  } as unknown as FastifyReply;
  const cookies = marker === undefined ? {} : { 'cardwright-temporal-views': marker };
  offerViews({ cookies } as unknown as FastifyRequest, reply, true);
  const kept = new Map([
    ['saved-workflow-queries', JSON.stringify({ cardwright: queries, other: [{ name: 'mine' }] })],
  ]);
  let reloaded = 0;
  runInNewContext(/<script>([\s\S]*)<\/script>/.exec(sent)![1]!, {
    localStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    },
    location: { reload: () => reloaded++ },
  });
  expect(reloaded).toBe(1);
  const read = (key: string) => JSON.parse(kept.get(key) ?? '{}') as Record<string, never>;
  expect(read('saved-workflow-queries')['other']).toEqual([{ name: 'mine' }]);
  return {
    queries: read('saved-workflow-queries')['cardwright']!,
    columns: read('namespace-workflow-table-columns')['cardwright'],
  };
}
const names = ({ queries }: { queries: Query[] }): string[] => queries.map(({ name }) => name);
const all = [
  ...[
    'Stuck',
    'Stuck for want of a card',
    'Waiting for a PIN',
    'Cards being written',
    'Revocations under way',
    'Failed',
  ],
];

it('a browser gets all views and columns once', () => {
  const first = visit(undefined, []);
  expect(names(first)).toEqual(all);
  expect(first.queries[2]).toMatchObject({ id: 'cardwright-2', name: 'Waiting for a PIN', query: waiting });
  expect(first.columns).toContainEqual({ label: 'CardwrightStuckReason' });
  expect(hasViews({ cookies: { 'cardwright-temporal-views': '2' } } as unknown as FastifyRequest)).toBe(true);
  expect(hasViews({ cookies: { 'cardwright-temporal-views': '1' } } as unknown as FastifyRequest)).toBe(false);
});

it('one that had views of before gets the new query of what it has as it was given; what is changed or deleted stays so', () => {
  const given = {
    ...{ id: 'cardwright-2', name: 'Waiting for a PIN', type: 'user' },
    query: `CardwrightStage IN ('pin', 'new-pin', 'card-pin') AND ExecutionStatus = 'Running'`,
  };
  const own = { id: 'cardwright-0', name: 'Stuck', query: `CardwrightPerson = 'E1002'`, type: 'user' };
  const again = visit('1', [own, given]);
  expect(again.queries).toEqual([own, { ...given, query: waiting }]);
  expect(again.columns).toBeUndefined();
  const changed = { ...given, query: `CardwrightStage = 'pin'` };
  expect(visit('1', [changed]).queries).toEqual([changed]);
});

it('the document has the same views, and the words of every stage', () => {
  const rows = rowsOf(document).map((row) => row.join(' | '));
  for (const { name, query } of savedViews) expect(rows).toContain(`${name} | \`${query}\``);
  const stages = cardSagaTypes.flatMap((type) =>
    Object.entries(sagaKind(type).stages).map(([stage, { label }]) => `\`${stage}\` | ${label}`),
  );
  const told = rows
    .filter((row) => /^`[a-z-]+` \| [A-Z][^`]*$/.test(row))
    .flatMap((row) => {
      const [stage, words] = row.split(' | ');
      return words!.split('; ').map((each) => `${stage} | ${each}`);
    });
  expect(told.toSorted()).toEqual([...new Set(stages)].toSorted());
});
