/**
 * `cardwright-agent desk`: the desk part, one per person's session; started by the desktop (packaging/). An ordinary user's process without any
 * right to cards: all that it knows comes over the machine service's socket. On Windows it opens the window for passkeys and shows no offers.
 */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { userFolder } from '../desk-link/folder.js';
import { LastingLink } from '../desk-link/lasting-link.js';
import type { FromService, FromUser } from '../desk-link/protocol.js';
import { AgentHome } from '../home/agent-home.js';
import { takeLock } from '../home/agent-lock.js';
import type { Desk } from '../desk/desk.js';
import { makeLog, type Log } from '../log/log.js';
import { untilEnded } from './until-ended.js';
import { deskFolderOption, homeOption, type DeskFolderOption, type HomeOption } from './home-option.js';

export function deskCommand(): Command {
  return new Command('desk')
    .description('show card updates in this desktop session; on Windows open its window for passkeys')
    .addOption(deskFolderOption())
    .addOption(homeOption())
    .action(desk);
}

async function desk(options: DeskFolderOption & HomeOption): Promise<void> {
  const log = makeLog();
  const state = await stateFile();
  const lock = await takeLock(`${state}.pid`);
  if ('heldBy' in lock)
    throw new CardwrightError('REQUEST_CONFLICT', onlyInEnglish(`This session has a desk part (pid ${lock.heldBy})`));
  const ended = untilEnded();
  const folder = userFolder(options.deskFolder, AgentHome.resolve(options.home).folder);
  try {
    if (process.platform === 'win32') await serveWindow(folder, ended, log);
    else await serve(folder, { state, ended, log });
  } finally {
    await lock.release();
  }
  process.exit();
}

async function serve(
  folder: string,
  { state, ended, log }: { state: string; ended: Promise<void>; log: Log },
): Promise<void> {
  // Loaded here: no other command needs a message bus.
  const { connectSessionBus } = await import('../dbus/bus.js');
  const { Desk } = await import('../desk/desk.js');
  const { openInBrowser } = await import('../desk/browser.js');
  const { ShownFile } = await import('../desk/shown-file.js');
  const { CredentialLooks } = await import('../desk/credential-looks.js');
  const { Opensc } = await import('../desk/opensc.js');
  const { namesPrograms } = await import('../desk/own-programs.js');
  const { PlatformCredentials } = await import('../desk/platform-credentials.js');
  const { OwnWindow } = await import('../platform-webauthn/own-window.js');
  const link = new LastingLink(folder, 'desk', log);
  const send = (message: FromUser): void => link.send(message);
  const part = new Desk({
    connectBus: connectSessionBus,
    openPage: openInBrowser,
    shownFile: new ShownFile(state),
    send,
    // The card service must not count on a desk that cannot show anything.
    lost: () => link.leave(),
    log,
  });
  try {
    await part.start();
  } catch (error) {
    throw new Error(
      `This session cannot show notifications (${(error as Error).message}). \`cardwright-agent check\` asks for updates in a terminal.`,
      { cause: error },
    );
  }
  const looks = new CredentialLooks(new Opensc(), send, log);
  const credentials = new PlatformCredentials(new OwnWindow(), send, log);
  const listener = {
    message: (message: FromService): void => {
      looks.heard(message);
      credentials.heard(message);
      namesPrograms(message, send);
      void part.heard(message).catch(() => undefined);
    },
    unlinked: async (isOver: boolean): Promise<void> => {
      looks.stop();
      credentials.stop();
      if (!isOver) await part.linkLost().catch(() => undefined);
    },
    isReady: () => canShow(part),
  };
  await link.stay(listener, ended);
  await part.stop().catch(() => undefined);
}

/** There is nothing to show an offer with on Windows: `check` asks in a terminal, and the portal says it. */
async function serveWindow(folder: string, ended: Promise<void>, log: Log): Promise<void> {
  const { PlatformCredentials } = await import('../desk/platform-credentials.js');
  const { OwnWindow } = await import('../platform-webauthn/own-window.js');
  log('info', 'opens the window for passkeys; card updates are not shown on this system');
  const link = new LastingLink(folder, 'window', log);
  const credentials = new PlatformCredentials(new OwnWindow(), (message) => link.send(message), log);
  const listener = {
    message: (message: FromService): void => credentials.heard(message),
    unlinked: (): Promise<void> => Promise.resolve(credentials.stop()),
    isReady: (): Promise<boolean> => Promise.resolve(true),
  };
  await link.stay(listener, ended);
}

const canShow = (part: Desk): Promise<boolean> =>
  part.start().then(
    () => true,
    () => false,
  );

/** One per person and message bus, or session of Windows; gone with the session where the system has a folder for that. */
async function stateFile(): Promise<string> {
  const folder = process.env['XDG_RUNTIME_DIR'] ?? process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state');
  const session = process.platform === 'win32' ? await windowsSession() : process.env['DBUS_SESSION_BUS_ADDRESS'];
  const hash = createHash('sha256')
    .update(session ?? '')
    .digest('hex');
  return join(folder, 'cardwright-agent', `desk-${hash.slice(0, 12)}.json`);
}

/** Not SESSIONNAME, which another session gets while the first is only disconnected. */
async function windowsSession(): Promise<string | undefined> {
  const { loadWindowsSystem } = await import('../windows-system/load-windows-system.js');
  return loadWindowsSystem().then(
    (system) => system.own().sessionId,
    // Without koffi it cannot open a window either, and says so when it is asked.
    () => undefined,
  );
}
