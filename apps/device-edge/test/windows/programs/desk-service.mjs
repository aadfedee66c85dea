/**
 * In Node for Windows: the service's side of the door for desk parts, in a folder (argv). Asks whoever comes and is in front for a passkey (argv: what for, and
 * a file that is there once nobody waits any more), prints what came of it as JSON, and ends.
 */
import { existsSync } from 'node:fs';
import { DeskAuthenticator } from '../../../dist/agent/desk-authenticator.js';
import { DeskDoor } from '../../../dist/desk-link/desk-door.js';
import { Desks } from '../../../dist/desk-link/desks.js';
import { WindowsSessions } from '../../../dist/sessions/windows-sessions.js';
import { loadWindowsSystem } from '../../../dist/windows-system/load-windows-system.js';

const [folder, options, stopFile] = process.argv.slice(2);
const system = await loadWindowsSystem();
const sessions = new WindowsSessions(system, { changed() {}, arrived() {} }, console.error);
const desks = new Desks(() => sessions, console.error);
const authenticator = new DeskAuthenticator(desks);
const door = new DeskDoor(folder, {
  entered(visitor) {
    desks.entered(visitor);
    void ask(visitor);
  },
  said: (visitor, message) => authenticator.answered(visitor, message.askId, message),
  left: (visitor) => authenticator.left(visitor),
});

async function ask({ role, userId, sessionId, isSessionProven }) {
  const stop = new AbortController();
  const asked = authenticator.makeCredential(JSON.parse(options), stop.signal);
  if (stopFile !== undefined) setInterval(() => existsSync(stopFile) && stop.abort(), 50).unref();
  const outcome = await asked.then(
    (made) => ({ made }),
    ({ code }) => ({ failed: code }),
  );
  console.log(JSON.stringify({ visitor: { role, userId, sessionId, isSessionProven }, own: system.own(), ...outcome }));
  // What was cancelled there is answered too late; it is over there before the door is.
  if (stopFile === undefined) process.exit();
}

await door.open();
// The door alone does not keep a program alive.
setInterval(() => undefined, 1_000);
