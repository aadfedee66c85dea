/** What the verification of all chains says, in words. Pure. */
import type { AuditChain } from '../api/types.js';
import { errorTitle } from '../ui/error-title.js';
import { chainText, problemText, text, whatToDo } from './audit.text.js';

export interface ChainResult {
  schema: string;
  title: string;
  /** unknown: its service could not be asked. */
  state: 'intact' | 'broken' | 'unknown';
  /** Short: of the badge. */
  short: string;
  /** What it means, and what to do. */
  words: string;
  headHashHex: string | null;
}

export function chainResult({ schema, rows, ok, finding, headHashHex, notReached }: AuditChain): ChainResult {
  const of = { schema, title: chainText[schema] ?? schema, headHashHex };
  const { verify } = text;
  if (notReached !== undefined)
    return { ...of, state: 'unknown', short: verify.notReached, words: verify.notReachedText(errorTitle(notReached)) };
  if (ok) return { ...of, state: 'intact', short: verify.ok, words: rows === 0 ? verify.none : verify.intact(rows) };
  return {
    ...of,
    state: 'broken',
    short: finding === null ? verify.someBroken : verify.broken(finding.sequence),
    words: finding === null ? '' : `${problemText[finding.problem]} ${whatToDo[finding.problem]}`,
  };
}

/** Of all chains: what is worst. */
export function verdict(chains: readonly AuditChain[]): { state: ChainResult['state']; words: string } {
  const { verify } = text;
  const states = chains.map((chain) => chainResult(chain).state);
  if (states.includes('broken')) return { state: 'broken', words: verify.someBroken };
  if (states.includes('unknown')) return { state: 'unknown', words: verify.someUnknown };
  return { state: 'intact', words: verify.allIntact(chains.reduce((sum, { rows }) => sum + rows, 0)) };
}
