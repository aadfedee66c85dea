/** What is wrong with a definition: the JSON pointer of the member, and words. */
import type { DefinitionProblem } from '@cardwright/contracts/card/definition-problem';
import type { Sentence } from '@cardwright/contracts/said';

export type { DefinitionProblem } from '@cardwright/contracts/card/definition-problem';

export const problemAt = (path: string, { text, said }: Sentence): DefinitionProblem => ({
  path,
  message: text,
  said: { message: said },
});
