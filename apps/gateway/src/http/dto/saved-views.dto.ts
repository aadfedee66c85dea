/** Inputs of /me/views. */
import {
  longestViewName,
  longestViewQuery,
  viewedLists,
  viewNameForm,
  type ViewedList,
} from '@cardwright/contracts/nats/saved-views';
import { OneOf, Text, TextOrNone } from './fields.js';

export class ViewsParam {
  @OneOf(viewedLists)
  list: ViewedList;
}
export class ViewParam extends ViewsParam {
  @Text(longestViewName, { pattern: viewNameForm, description: 'As the person calls it' })
  name: string;
}
export class SaveViewBody {
  @TextOrNone(longestViewQuery, {
    description:
      'The query of the address of the list in the console, without the question mark; none: the list as it comes',
  })
  query?: string | null;

  @Text(longestViewName, {
    optional: true,
    pattern: viewNameForm,
    description: 'What the view was called until now: it is renamed',
  })
  formerName?: string;
}
