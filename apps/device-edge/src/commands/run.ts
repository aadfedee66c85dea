/** `cardwright-agent run`: the agent itself, until a signal ends it. Runs as any user that may talk to pcscd; never needs root. */
import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { DialectName } from '@cardwright/simulated-card/card/card-state';
import type { FidoPinMode, FidoVersion } from '@cardwright/simulated-card/card/fido-state';
import type { DoctorFinding } from '@cardwright/contracts/workstation/diagnosis';
import { bridgePort } from '@cardwright/contracts/workstation/bridge';
import type { UsbKeys } from '@cardwright/card-session/ctap/hid-device.port';
import type { ReaderMonitor } from '@cardwright/card-session/card-transport.port';
import { makeLog, type Log } from '../log/log.js';
import { LogFile } from '../log/log-file.js';
import { AgentHome } from '../home/agent-home.js';
import { systemPolicies } from '../policies/system-sources.js';
import type { DoctoredReaders } from '../agent/agent-options.js';
import type { OpenSessions } from '../agent/desk-link.js';
import { serviceFolder } from '../desk-link/folder.js';
import { OwnWindow } from '../platform-webauthn/own-window.js';
import { isInWindowsSession } from '../sessions/windows-session.js';
import { untilEnded } from './until-ended.js';
import { untilEnrolled } from './until-enrolled.js';
import { deskFolderOption, homeOption, type DeskFolderOption, type HomeOption } from './home-option.js';

interface RunOptions extends HomeOption, DeskFolderOption {
  simulated?: number | true;
  cards?: number;
  dialect: DialectName;
  serial?: number;
  simulatedState?: string;
  quirk?: string[];
  fido?: FidoPinMode;
  fidoVersion?: FidoVersion;
  touch?: string;
  bridgePort?: number;
}

export function runCommand(): Command {
  return new Command('run')
    .description('serve the readers of this workstation')
    .option('--simulated [readers]', 'software cards in software readers instead of PC/SC', count)
    .option('--cards <n>', 'how many simulated readers have a card in them (all)', count)
    .addOption(
      new Option('--dialect <name>', 'what the simulated cards are').choices(['vendor', 'strict']).default('vendor'),
    )
    .option('--serial <number>', 'serial number of the first simulated card', count)
    .option('--simulated-state <folder>', "where simulated cards keep their state (the agent's folder)")
    .option(
      '--quirk <names...>',
      'ways in which the simulated cards differ from their family (cardwright-simulated-card --help)',
    )
    .addOption(
      new Option(
        '--fido [pin]',
        'the simulated cards have a FIDO application too, whose PIN is its own or the one of PIV',
      )
        .choices(['separate', 'shared'])
        .preset('separate'),
    )
    .addOption(
      new Option('--fido-version <version>', 'of the FIDO applications that the simulated cards get').choices([
        'FIDO_2_1',
        'FIDO_2_1_PRE',
      ]),
    )
    .option(
      '--touch <how>',
      'what is done when a simulated card asks for a touch: given, refused, late, late:N (given)',
    )
    .addOption(
      new Option('--bridge-port [port]', `where the portal finds this agent, on the loopback (${bridgePort})`)
        .env('CARDWRIGHT_AGENT_BRIDGE_PORT')
        .preset(String(bridgePort))
        .argParser(port),
    )
    .addOption(deskFolderOption())
    .addOption(homeOption())
    .action(run);
}

async function run(options: RunOptions): Promise<void> {
  const home = AgentHome.resolve(options.home);
  const log = makeLog(new LogFile(home.logFolder));
  const policies = () => systemPolicies(home.settingsFile);
  // Whoever stops it while it waits ends it at once: nothing is open yet.
  await untilEnrolled(home, options.bridgePort ?? 0, log);
  // Loaded here: the desk part is the same program, and needs none of it; nor does an agent that waits.
  const { Agent } = await import('../agent/agent.js');
  const { readers, readerKind, usbKeys, openDoor } = await openReaders(options, home, log);
  const deskFolder = serviceFolder(options.deskFolder, home.folder);
  const doctor = (running: DoctoredReaders) => runDoctorBeside(home, running);
  const bridge = options.bridgePort === undefined ? {} : { bridgePort: options.bridgePort };
  const usb = usbKeys === undefined ? {} : { usbKeys };
  const sessions = process.platform === 'win32' ? openWindowsSessions(log) : openLogind(log);
  const platform = isInWindowsSession(process.platform, process.env) ? { platform: new OwnWindow() } : {};
  const parts = {
    home,
    readers,
    readerKind,
    ...usb,
    ...platform,
    policies,
    log,
    deskFolder,
    doctor,
    sessions,
    ...bridge,
  };
  const agent = await Agent.create(parts).catch(async (error: unknown) => {
    await readers.close();
    throw error;
  });
  const ended = untilEnded();
  // Only now: the folder is this agent's alone.
  const closeDoor = await openDoor?.().catch((error: Error) =>
    log('warn', 'the simulated cards cannot be pulled from outside', { reason: error.message }),
  );
  const started = agent.start().then(() => process.send?.({ agent: 'ready' }));
  try {
    // A server that is away is waited for; anything else that stops the start ends the agent.
    await Promise.race([ended, started.then(() => ended)]);
  } finally {
    await closeDoor?.();
    await agent.stop();
  }
  // Native reader handles may hold the process for another while; everything of ours is closed.
  process.exit(0);
}

/** Loaded when it is asked for the first time. */
async function runDoctorBeside(home: AgentHome, running: DoctoredReaders): Promise<DoctorFinding[]> {
  const { runDoctor } = await import('../doctor/doctor.js');
  const { pcscOfAgent } = await import('../doctor/reader-checks.js');
  return runDoctor(home, undefined, pcscOfAgent(running));
}

const systemBusSocket = '/run/dbus/system_bus_socket';

/** Loaded only where there is a system bus. */
function openLogind(log: Log): OpenSessions {
  return async (events) => {
    if (process.env['DBUS_SYSTEM_BUS_ADDRESS'] === undefined && !existsSync(systemBusSocket))
      throw new Error('there is no system bus');
    const { connectSystemBus } = await import('../dbus/bus.js');
    const { LogindSessions } = await import('../sessions/logind.js');
    const sessions = new LogindSessions(connectSystemBus, events, log);
    try {
      await sessions.start();
      return sessions;
    } catch (error) {
      sessions.close();
      throw error;
    }
  };
}

function openWindowsSessions(log: Log): OpenSessions {
  return async (events) => {
    const { loadWindowsSystem } = await import('../windows-system/load-windows-system.js');
    const { WindowsSessions } = await import('../sessions/windows-sessions.js');
    return new WindowsSessions(await loadWindowsSystem(), events, log);
  };
}

interface OpenedReaders {
  readers: ReaderMonitor;
  readerKind: 'pcsc' | 'simulated';
  /** Absent: the binding is not there; it was logged. */
  usbKeys?: UsbKeys;
  /** Lets whoever runs the agent pull and insert simulated cards; answers what closes it again. */
  openDoor?: () => Promise<() => Promise<void>>;
}

async function openReaders(options: RunOptions, home: AgentHome, log: Log): Promise<OpenedReaders> {
  if (options.simulated === undefined) {
    const { PcscReaders } = await import('../reader/pcsc-readers.js');
    const readers = await PcscReaders.start();
    await readers.list().then(
      (list) => log('info', 'PC/SC readers', { count: list.length }),
      (error: Error) => log('warn', error.message),
    );
    return { readers, readerKind: 'pcsc', ...(await openUsbKeys(log)) };
  }
  // Loaded only here: a station with real readers need not carry the simulated card's 15 MB.
  const { listenToParent, SimulatedControl } = await import('../reader/simulated-control.js');
  const { listenOnSocket } = await import('../reader/simulated-socket.js');
  const { makeSimulatedReaders } = await import('../reader/simulated-setup.js');
  const { dialect, cards, serial, quirk: quirks } = options;
  const { touchNamed } = await import('@cardwright/simulated-card/fido/authenticator/touch');
  const count = options.simulated === true ? 1 : options.simulated;
  const folder = options.simulatedState ?? home.simulatedFolder;
  const attestationRootFile = process.env['SIMULATED_ATTESTATION_ROOT_FILE'];
  const attestation = attestationRootFile === undefined ? {} : { attestationRootFile };
  const touch = touchNamed(options.touch ?? 'given');
  const version = options.fidoVersion === undefined ? {} : { version: options.fidoVersion };
  const fido = { fido: { add: options.fido !== undefined, pin: options.fido ?? 'separate', ...version, touch } };
  const readers = await makeSimulatedReaders({
    ...attestation,
    readers: count,
    cards: Math.min(cards ?? count, count),
    dialect,
    folder,
    ...(serial !== undefined && { firstSerial: serial }),
    ...(quirks !== undefined && { quirks: quirks.filter((name) => name !== 'none') }),
    ...fido,
  });
  const control = new SimulatedControl(readers, { folder, dialect, ...attestation, ...fido });
  listenToParent(control);
  return { readers, readerKind: 'simulated', openDoor: () => listenOnSocket(home.simulatedSocket, control) };
}

/** Loaded with everything else of an agent that works: an upgrade may take the files away. */
async function openUsbKeys(log: Log): Promise<Pick<OpenedReaders, 'usbKeys'>> {
  const { HidKeys } = await import('@cardwright/card-session/transports/hid-keys');
  const usbKeys = await HidKeys.load();
  if (usbKeys instanceof HidKeys) return { usbKeys };
  log('info', 'FIDO keys at USB are not used: node-hid cannot be loaded', { reason: usbKeys.missing });
  return {};
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('not a number');
  return value;
}

function port(text: string): number {
  const value = count(text);
  if (value > 65_535) throw new InvalidArgumentError('not a port');
  return value;
}
