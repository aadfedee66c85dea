/** A sentence of a test, which no other language has. */
import type { Sentence } from '@cardwright/contracts/said';

export const words = (text: string): Sentence => ({ text, said: { code: 'test' } });
