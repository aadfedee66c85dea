import { expect, it } from '@jest/globals';
import { agentSays } from './agent-report.js';

const nothing = {
  agentVersion: null,
  system: null,
  autoUpdate: null,
  autoUpdateSource: null,
  policyProblems: null,
  pcsc: 'ok',
  pcscCode: null,
  readers: [],
  readerCount: 0,
  cardCount: 0,
  policies: null,
};

it.each([null, 'x', 7, [], {}, { readers: 'many', policies: [], agentVersion: 'with blanks' }])(
  '%j is a report that says nothing',
  (said) => {
    expect(agentSays(said)).toEqual(nothing);
  },
);

it('cuts texts and lists, and counts what it was told', () => {
  const says = agentSays({
    system: `Line\u0000feed\n${'x'.repeat(500)}`,
    readers: Array.from({ length: 100 }, (_, at) => ({ readerName: 'r'.repeat(999), cardPresent: at % 2 === 0 })),
    policies: {
      settings: Array.from({ length: 100 }, () => ({ name: 'cardAutoUpdate', value: { deep: [] }, source: 'default' })),
      problems: Array.from({ length: 100 }, () => ({ kind: 'strange' })),
    },
  });
  expect(says.system).toMatch(/^Line feed x+$/);
  expect(says.system).toHaveLength(120);
  expect([says.readers.length, says.readers[0]!.readerName.length]).toEqual([16, 120]);
  expect([says.readerCount, says.cardCount]).toEqual([100, 50]);
  expect([says.policies!.settings.length, says.policies!.problems.length, says.policyProblems]).toEqual([24, 24, 100]);
  expect(says.policies!.settings[0]).toEqual({ name: 'cardAutoUpdate', value: null, source: 'default' });
  expect(says.policies!.problems[0]).toEqual({ source: '?', kind: 'unreadable' });
  expect(says.autoUpdate).toBeNull();
});

it('a card that does not answer is in its reader', () => {
  const readers = [{ readerName: 'R', cardPresent: false, unresponsive: true }];
  expect(agentSays({ readers })).toMatchObject({
    readers: [{ readerName: 'R', card: 'unresponsive' }],
    readerCount: 1,
    cardCount: 1,
  });
});
