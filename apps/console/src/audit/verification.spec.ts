import { describe, expect, it } from '@jest/globals';
import type { AuditChain } from '../api/types.js';
import { problemText, whatToDo } from './audit.text.js';
import { chainResult, verdict } from './verification.js';

const intact = { schema: 'issuance', rows: 1204, ok: true, finding: null, headHashHex: 'AB' };
const broken = { ...intact, ok: false, finding: { sequence: 17, problem: 'changed' as const } };
const away: AuditChain = {
  ...{ schema: 'pki', rows: 0, ok: false, finding: null, headHashHex: null, notReached: 'REQUEST_SERVICE_UNAVAILABLE' },
};

describe('[F11] what a verification says', () => {
  it('of a chain that is intact', () => {
    expect(chainResult(intact)).toEqual({
      ...{ schema: 'issuance', title: 'Records: cards, people, sagas, sign-ins', state: 'intact', short: 'Intact' },
      ...{ words: '1,204 rows, and each follows from the one before it.', headHashHex: 'AB' },
    });
    expect(chainResult({ ...intact, rows: 0 }).words).toBe('It has no row yet.');
    expect(chainResult({ ...intact, rows: 1 }).words).toBe('1 row, and each follows from the one before it.');
  });

  it.each(Object.keys(problemText) as (keyof typeof problemText)[])(
    'where it breaks, and what to do: %s',
    (problem) => {
      const said = chainResult({ ...broken, finding: { sequence: 17, problem } });
      expect(said).toMatchObject({ state: 'broken', short: 'Broken at row 17' });
      expect(said.words).toBe(`${problemText[problem]} ${whatToDo[problem]}`);
    },
  );

  it('that nothing is known where a service was not there', () => {
    const said = chainResult(away);
    expect(said.state).toBe('unknown');
    expect(said.words).toContain('Nothing is known about this chain');
  });

  it.each([
    ['intact', 'The audit trail is intact: 2,408 rows in all chains.', [intact, { ...intact, schema: 'update' }]],
    ['unknown', 'Not all of the audit trail could be verified', [intact, away]],
    ['broken', 'The audit trail is not intact', [broken, away]],
  ])('of all together, what is worst: %s', (state, words, chains) => {
    expect(verdict(chains)).toEqual({ state, words });
  });
});
