/** Input of /search. */
import { Text, Whole } from './fields.js';

export class GlobalSearchQuery {
  @Text(200, { description: 'At least two characters: a name, a number, an id, or a part of it' })
  query: string;

  @Whole(1, 20, { optional: true, description: 'Of each kind; 5 without it' })
  limit?: number;
}
