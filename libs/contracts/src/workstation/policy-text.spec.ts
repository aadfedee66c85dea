import { expect, it } from '@jest/globals';
import { autoUpdateText, problemText } from './policy-text.js';
import type { WorkstationReport } from './workstation.js';

const report: WorkstationReport = {
  reportedAt: 't',
  system: null,
  autoUpdate: true,
  autoUpdateSource: 'machine-policy',
  policyProblems: 0,
  pcsc: 'ok',
  pcscCode: null,
  readers: [],
  readerCount: 0,
  cardCount: 0,
};

it.each<[Partial<WorkstationReport>, string]>([
  [{}, 'On, by the machine policy'],
  [{ autoUpdate: false, autoUpdateSource: 'server' }, 'Off, at the server'],
  [{ autoUpdate: false, autoUpdateSource: 'default', policyProblems: 1 }, 'Off, by default; 1 mistake in its policies'],
  [{ policyProblems: 2 }, 'On, by the machine policy; 2 mistakes in its policies'],
  [{ autoUpdate: null, autoUpdateSource: null, policyProblems: null }, 'Not known'],
])('%j: %s', (of, text) => {
  expect(autoUpdateText({ ...report, ...of })).toBe(text);
});

it('a mistake is named by its setting and its source', () => {
  expect(problemText({ source: 'edge.json', kind: 'value', setting: 'repromptMinutes' })).toBe(
    'repromptMinutes in edge.json has a value that cannot be',
  );
  expect(problemText({ source: 'machine-policy', kind: 'unreadable' })).toBe(
    'Something in the machine policy cannot be read',
  );
});
