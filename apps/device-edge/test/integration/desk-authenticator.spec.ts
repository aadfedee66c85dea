/** A passkey by the system's WebAuthn API: asked by the machine service over the real socket, made by the desk part, with a fake of the port behind it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { eventually } from '@cardwright/testing/eventually';
import { DeskAuthenticator } from '../../src/agent/desk-authenticator.js';
import { OwnWindow } from '../../src/platform-webauthn/own-window.js';
import { PlatformCredentials } from '../../src/desk/platform-credentials.js';
import { connectToService, type ServiceLink } from '../../src/desk-link/connect.js';
import { DeskDoor, type Visitor } from '../../src/desk-link/desk-door.js';
import type { FromUser } from '../../src/desk-link/protocol.js';
import type {
  PlatformAuthenticator,
  PlatformCredential,
  PlatformOptions,
} from '../../src/platform-webauthn/platform-authenticator.port.js';
import { passkeyFor, PasskeyBench } from '../support/passkey-bench.js';

const clientDataJsonBase64url = Buffer.from('client data').toString('base64url');
const options: PlatformOptions = {
  ...{ relyingPartyId: 'example.org', relyingPartyName: 'Example', userIdBase64url: 'YWRh', userName: 'ada' },
  ...{ userDisplayName: 'Ada', clientDataJsonBase64url, excludeBase64url: [], timeoutMs: 200_000 },
};
const never = new AbortController().signal;

let folder: string;
let door: DeskDoor;
let desk: ServiceLink;
let seated: Visitor | undefined;
let authenticator: DeskAuthenticator;
let credentials: PlatformCredentials;
let asked: PlatformOptions[];
let make: PlatformAuthenticator['makeCredential'];
let open: () => Promise<PlatformAuthenticator>;
let logged: unknown[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cardwright-authenticator-'));
  [seated, asked, logged] = [undefined, [], []];
  authenticator = new DeskAuthenticator({ withWindow: () => Promise.resolve(seated) });
  open = () =>
    Promise.resolve({
      makeCredential: (each, signal) => {
        asked.push(each);
        return make(each, signal);
      },
    });
  credentials = new PlatformCredentials(
    new OwnWindow(() => open()),
    (message) => desk.send(message),
    (_level, _message, facts) => logged.push(facts),
  );
  door = new DeskDoor(folder, {
    entered: (visitor) => (seated = visitor),
    said: (visitor, message: FromUser) =>
      message.ask === 'credential' && authenticator.answered(visitor, message.askId, message),
    left: (visitor) => authenticator.left(visitor),
  });
  await door.open();
  desk = await connectToService(folder, 'desk', {
    message: (message) => credentials.heard(message),
    end: () => credentials.stop(),
  });
  await eventually(() => Promise.resolve(seated !== undefined), true);
});
afterEach(async () => {
  desk.close();
  await door.close();
  await rm(folder, { recursive: true });
});

/** By a simulated key, as a dialog would answer. */
async function made(changes = {}): Promise<PlatformCredential> {
  const bench = await PasskeyBench.withPin();
  const { credential } = await bench.run(passkeyFor('ada', changes));
  const { credentialIdBase64url, attestationObjectBase64url } = credential!;
  return { credentialIdBase64url, attestationObjectBase64url, clientDataJsonBase64url };
}

it('is made in the session of the person at the seat, and no longer than the dialog may be open', async () => {
  const credential = await made();
  make = () => Promise.resolve(credential);
  expect(await authenticator.makeCredential(options, never)).toEqual(credential);
  expect(asked).toEqual([{ ...options, timeoutMs: 120_000 }]);
});

it.each(['FIDO_USER_CANCELLED', 'FIDO_CREDENTIAL_EXCLUDED', 'FIDO_KEY_FULL', 'EDGE_WEBAUTHN_UNAVAILABLE'] as const)(
  'fails as it fails there: %s',
  async (code) => {
    make = () => Promise.reject(new CardwrightError(code, undefined, { status: '0x80090036' }));
    await expect(authenticator.makeCredential(options, never)).rejects.toMatchObject({
      code,
      details: { status: '0x80090036' },
    });
    expect(logged).toMatchObject([{ code, status: '0x80090036' }]);
  },
);

it('is refused by a code of its own where the computer has no such API, and for anything unexpected', async () => {
  open = () => Promise.reject(new CardwrightError('EDGE_WEBAUTHN_UNAVAILABLE'));
  await expect(authenticator.makeCredential(options, never)).rejects.toMatchObject({
    code: 'EDGE_WEBAUTHN_UNAVAILABLE',
  });
  open = () => Promise.reject(new Error('strange'));
  await expect(authenticator.makeCredential(options, never)).rejects.toMatchObject({ code: 'FIDO_REFUSED' });
});

it('is stopped there when nobody waits for it any more', async () => {
  let stopped = 0;
  make = (_options, signal) =>
    new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => {
        stopped += 1;
        reject(new CardwrightError('FIDO_USER_CANCELLED'));
      }),
    );
  const stop = new AbortController();
  const waiting = authenticator.makeCredential(options, stop.signal);
  await eventually(() => Promise.resolve(asked.length), 1);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
  await eventually(() => Promise.resolve(stopped), 1);
  // The next one is not in its way.
  const credential = await made();
  make = () => Promise.resolve(credential);
  expect(await authenticator.makeCredential(options, never)).toEqual(credential);
});

it('is given up when the desk part goes', async () => {
  make = () => new Promise(() => undefined);
  const waiting = authenticator.makeCredential(options, never);
  await eventually(() => Promise.resolve(asked.length), 1);
  desk.close();
  await expect(waiting).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
});

it('is not asked where nobody with a desk part is at the seat', async () => {
  seated = undefined;
  await expect(authenticator.makeCredential(options, never)).rejects.toMatchObject({
    code: 'EDGE_WEBAUTHN_UNAVAILABLE',
  });
});

it.each<[string, () => Promise<unknown>]>([
  ['for another relying party', () => made({ relyingPartyId: 'example.com' })],
  ['of another id', async () => ({ ...(await made()), credentialIdBase64url: 'AAAA' })],
  ['of other client data', async () => ({ ...(await made()), clientDataJsonBase64url: 'AAAA' })],
  ['that is no attestation', async () => ({ ...(await made()), attestationObjectBase64url: 'oA' })],
  ['that is no text', () => Promise.resolve({ credentialIdBase64url: 7 })],
  ['that is nothing', () => Promise.resolve(undefined)],
])('is not believed: an answer %s', async (_name, answer) => {
  const said = await answer();
  make = () => Promise.resolve(said as PlatformCredential);
  await expect(authenticator.makeCredential(options, never)).rejects.toMatchObject({ code: 'FIDO_REFUSED' });
});

it('only who was asked has an answer', async () => {
  make = () => new Promise(() => undefined);
  const stop = new AbortController();
  const waiting = authenticator.makeCredential(options, stop.signal);
  await eventually(() => Promise.resolve(asked.length), 1);
  const other: Visitor = { ...seated!, send: () => undefined };
  authenticator.answered(other, 'guessed', { made: await made() });
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
});
