/** What is wrong with a credential profile or a card model that somebody writes. */
import type { SaidIn } from '../said.js';

export interface DefinitionProblem extends SaidIn<'message'> {
  /** JSON pointer of the member. */
  path: string;
  message: string;
}
