/** What a page asks the API for when something is done in it. */
import type { Person } from './browser.js';

/** What the next question for this list has in it, besides the size of the page. */
export const askedBy = async (person: Person, list: string, act: () => Promise<unknown>) => {
  const question = person.page.waitForRequest((request) => new URL(request.url()).pathname === `/api/v1/${list}`);
  await act();
  const { limit: _limit, ...asked } = Object.fromEntries(new URL((await question).url()).searchParams);
  return asked;
};
