/**
 * The desk part on Windows: the service's door on one side, `cardwright-agent desk` as a process of a person's session on the other, the window by a webauthn.dll that
 * is compiled for the spec. Wine has one user and one session; that others are refused is shown by desk-link/windows-doorway.spec.ts.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@cardwright/testing/eventually';
import { passkeyFor, PasskeyBench } from '../support/passkey-bench.js';
import { compileWebauthn } from '../support/webauthn/compile.js';
import { onWindows, Wine, type WindowsProcess } from '../support/wine.js';

const serviceProgram = fileURLToPath(new URL('programs/desk-service.mjs', import.meta.url));
const preload = fileURLToPath(new URL('programs/answer-window.mjs', import.meta.url));
const clientDataJsonBase64url = Buffer.from('client data').toString('base64url');
const options = {
  ...{ relyingPartyId: 'example.org', relyingPartyName: 'Example', userIdBase64url: 'YWRh', userName: 'ada' },
  ...{ userDisplayName: 'Ada', clientDataJsonBase64url, excludeBase64url: [], timeoutMs: 200_000 },
};
/** Of everybody in Wine. */
const wineUser = 'S-1-5-21-0-0-0-1000';
const folder = ['--desk-folder', 'C:\\desk'];

let wine: Wine;
let processes: WindowsProcess[] = [];
beforeAll(async () => {
  wine = await Wine.start();
  compileWebauthn(join(wine.systemFolder, 'webauthn.dll'));
}, 300_000);
afterEach(async () => {
  await Promise.all(processes.map((each) => each.kill()));
  processes = [];
});
afterAll(() => wine.stop(), 60_000);

const begun = (process: WindowsProcess): WindowsProcess => {
  processes.push(process);
  return process;
};
function beginService(...how: string[]): WindowsProcess {
  return begun(wine.beginNode(serviceProgram, ['C:\\desk', JSON.stringify(options), ...how]));
}
function beginDesk(answer: object, windowOpen = join(wine.folder, 'open')): WindowsProcess {
  const file = join(wine.folder, 'answer.json');
  writeFileSync(file, JSON.stringify(answer));
  const loaded = `--import file:///Z:${preload}`;
  return begun(
    wine.beginAgent(['desk', ...folder], {
      NODE_OPTIONS: loaded,
      WINDOW_ANSWER: onWindows(file),
      WINDOW_OPEN: onWindows(windowOpen),
    }),
  );
}
/** By a simulated key, as a dialog would answer. */
async function answerOf() {
  const bench = await PasskeyBench.withPin();
  const { credential } = await bench.run(passkeyFor('ada'));
  const { credentialIdBase64url, attestationObjectBase64url } = credential!;
  const hex = (text: string): string => Buffer.from(text, 'base64url').toString('hex');
  return {
    made: { credentialIdBase64url, attestationObjectBase64url, clientDataJsonBase64url },
    answer: { credentialIdHex: hex(credentialIdBase64url), attestationObjectHex: hex(attestationObjectBase64url) },
  };
}

it('opens the window that the service asks for, and its answer comes back', async () => {
  const { made, answer } = await answerOf();
  beginDesk(answer);
  const { stdout } = await beginService().ended;
  expect(JSON.parse(stdout)).toEqual({
    visitor: { role: 'window', userId: wineUser, sessionId: '1', isSessionProven: true },
    own: { userId: wineUser, sessionId: '1' },
    made,
  });
}, 300_000);

it('closes the window when nobody waits for it any more', async () => {
  const { answer } = await answerOf();
  const windowOpen = join(wine.folder, 'open-for-long');
  const service = beginService(onWindows(windowOpen));
  const desk = beginDesk({ ...answer, waits: true }, windowOpen);
  const lines = async (process: WindowsProcess, from: 'stdout' | 'stderr') =>
    (await process[from]())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  await eventually(
    async () => (await lines(service, 'stdout')).map(({ failed }) => failed),
    ['FIDO_USER_CANCELLED'],
    200_000,
  );
  await eventually(
    async () =>
      (await lines(desk, 'stderr'))
        .filter(({ level }) => level === 'warn')
        .map(({ code, status }) => [code, status])
        .slice(-1),
    [['FIDO_USER_CANCELLED', '0x800704C7']],
    60_000,
  );
}, 300_000);

it('is told by the port and the key that the service leaves, and by nothing else', () => {
  const door = JSON.parse(readFileSync(join(wine.folder, 'windows/drive_c/desk/door.json'), 'utf8')) as object;
  expect(Object.keys(door)).toEqual(['port', 'publicKeyBase64']);
});
