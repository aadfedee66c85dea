/**
 * `cardwright-agent desk`: the desk part, one per person's session; started by the desktop (packaging/). An ordinary user's process without any
 * right to cards: all that it knows comes over the machine service's socket.
 */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { connectToService, type ServiceLink } from '../desk-link/connect.js';
import { userFolder } from '../desk-link/folder.js';
import { AgentHome } from '../home/agent-home.js';
import { takeLock } from '../home/agent-lock.js';
import type { Desk } from '../desk/desk.js';
import { makeLog, type Log } from '../log/log.js';
import { deskFolderOption, homeOption, type DeskFolderOption, type HomeOption } from './home-option.js';

/** The machine service may be started later, or again. */
const retryMs = { first: 500, most: 10_000 };

export function deskCommand(): Command {
  return new Command('desk')
    .description('show card updates in this desktop session')
    .addOption(deskFolderOption())
    .addOption(homeOption())
    .action(desk);
}

async function desk(options: DeskFolderOption & HomeOption): Promise<void> {
  const log = makeLog();
  const state = stateFile();
  const lock = await takeLock(`${state}.pid`);
  if ('heldBy' in lock)
    throw new CardwrightError('REQUEST_CONFLICT', onlyInEnglish(`This session has a desk part (pid ${lock.heldBy})`));
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  try {
    await serve(userFolder(options.deskFolder, AgentHome.resolve(options.home).folder), { state, ended, log });
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
  let link: ServiceLink | undefined;
  let nothingShown = (): void => undefined;
  const part = new Desk({
    connectBus: connectSessionBus,
    openPage: openInBrowser,
    shownFile: new ShownFile(state),
    send: (message) => link?.send(message),
    lost: () => nothingShown(),
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
  const looks = new CredentialLooks(new Opensc(), (message) => link?.send(message), log);
  const credentials = new PlatformCredentials(new OwnWindow(), (message) => link?.send(message), log);
  let over = false;
  void ended.then(() => (over = true));
  let pauseMs = retryMs.first;
  while (!over) {
    const lost = await new Promise<boolean>((resolve) => {
      void ended.then(() => resolve(false));
      // The card service must not count on a desk that cannot show anything.
      nothingShown = () => resolve(true);
      connectToService(folder, 'desk', {
        message: (message) => {
          looks.heard(message);
          credentials.heard(message);
          namesPrograms(message, (answer) => link?.send(answer));
          void part.heard(message).catch(() => undefined);
        },
        end: () => resolve(true),
      }).then(
        (connected) => {
          link = connected;
          pauseMs = retryMs.first;
          log('info', 'connected to the card service', { folder });
        },
        (error: Error) => {
          if (pauseMs === retryMs.first) log('warn', error.message);
          resolve(true);
        },
      );
    });
    link?.close();
    link = undefined;
    looks.stop();
    credentials.stop();
    if (!lost) break;
    await part.linkLost().catch(() => undefined);
    do {
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, pauseMs))]);
      pauseMs = Math.min(pauseMs * 2, retryMs.most);
    } while (!over && !(await canShow(part)));
  }
  await part.stop().catch(() => undefined);
}

const canShow = (part: Desk): Promise<boolean> =>
  part.start().then(
    () => true,
    () => false,
  );

/** One per person and message bus; gone with the session where the system has a folder for that. */
function stateFile(): string {
  const folder = process.env['XDG_RUNTIME_DIR'] ?? process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state');
  const bus = createHash('sha256')
    .update(process.env['DBUS_SESSION_BUS_ADDRESS'] ?? '')
    .digest('hex');
  return join(folder, 'cardwright-agent', `desk-${bus.slice(0, 12)}.json`);
}
