/** The page of a holder whose saga waits for their passkey, with answers that are written here. */
import type { MakesPasskey } from '@cardwright/contracts/workflow/saga-kind';
import type { Person } from './browser.js';
import type { MockedApi } from './mocked-api.js';
import * as made from '../looks/made.js';
import { get, json, run, usual } from '../looks/scene.js';

const waits = { state: 'AWAITING_USER', stage: 'passkey', percent: 15, awaiting: 'pin' };
const waiting = made.row({ stage: 'passkey', percent: 15, state: 'AWAITING_USER', awaiting: 'pin' });
const pages = { ISSUE: 'add', PASSKEY: 'follow' };

interface Waits {
  /** How the passkey is made. */
  asks: MakesPasskey;
  /** Code of the try before. */
  refusedWith: string | null;
  type?: keyof typeof pages;
  /** One PIN for everything. */
  forPasskeysToo?: boolean;
}

export async function openPasskeyStage(
  { person, api }: { person: Person; api: MockedApi },
  { language, title }: { language: string; title: string },
  { asks, refusedWith, type = 'PASSKEY', ...card }: Waits,
): Promise<void> {
  const asked = { ...made.askedFirst, refusedWith };
  const saga = { type, ...waits, actions: ['supply-pin', 'cancel'] };
  api.now({ ...usual, ...run(saga, [waiting]), [get.pinKey]: json(made.pinKey({ asks, asked, ...card })) });
  await person.page.addInitScript(`localStorage.setItem('cardwright-language', '${language}')`);
  await person.goTo(`/mine/${pages[type]}/${made.id.request}`);
  await person.page.getByRole('heading', { level: 2, name: title }).waitFor();
}
