/** The page of a holder whose saga waits for their passkey, with answers that are written here. */
import type { MakesPasskey } from '@cardwright/contracts/workflow/saga-kind';
import type { Person } from './browser.js';
import type { MockedApi } from './mocked-api.js';
import * as made from '../looks/made.js';
import { get, json, run, usual } from '../looks/scene.js';

const waits = {
  ...{ type: 'PASSKEY', state: 'AWAITING_USER', stage: 'passkey', percent: 15, awaiting: 'pin' },
  actions: ['supply-pin', 'cancel'],
};
const waiting = made.row({ stage: 'passkey', percent: 15, state: 'AWAITING_USER', awaiting: 'pin' });

/** asks: how the passkey is made; refusedWith: the code of the try before. */
export async function openPasskeyStage(
  { person, api }: { person: Person; api: MockedApi },
  { language, title }: { language: string; title: string },
  { asks, refusedWith }: { asks: MakesPasskey; refusedWith: string | null },
): Promise<void> {
  const asked = { ...made.askedFirst, refusedWith };
  api.now({ ...usual, ...run(waits, [waiting]), [get.pinKey]: json(made.pinKey({ asks, asked })) });
  await person.page.addInitScript(`localStorage.setItem('cardwright-language', '${language}')`);
  await person.goTo(`/mine/follow/${made.id.request}`);
  await person.page.getByRole('heading', { level: 2, name: title }).waitFor();
}
