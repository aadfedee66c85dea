/** PC/SC: binding, service, permission of its socket, readers, and whether a card can be reached. */
import { access, constants, stat } from 'node:fs/promises';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { openPcsc } from '@cardwright/card-session/transports/pcsc.transport';
import { PivSession } from '@cardwright/card-session/piv-session';
import type { ReaderMonitor, ReaderState } from '@cardwright/card-session/card-transport.port';
import type { Finding } from './finding.js';

/** Where pcsc-lite listens; PCSCLITE_CSOCK_NAME moves it. */
const socketPath = (): string => process.env['PCSCLITE_CSOCK_NAME'] ?? '/run/pcscd/pcscd.comm';

export async function checkPcsc(): Promise<Finding[]> {
  const socket = process.platform === 'linux' ? await checkSocket() : [];
  let monitor: ReaderMonitor & { limit?: number };
  try {
    monitor = await openPcsc();
  } catch (error) {
    if (!isCardwrightError(error, 'EDGE_PCSC_UNAVAILABLE')) throw error;
    const { install, missing } = error.details;
    return [
      ...socket,
      { check: `PC/SC ${String(missing)}`, state: 'fail', found: 'not available', fix: String(install) },
    ];
  }
  try {
    const readers = await monitor.list();
    const findings: Finding[] = [
      ...socket,
      { check: 'PC/SC service', state: 'ok', found: 'answers' },
      ...checkReaders(readers, monitor.limit),
    ];
    for (const { readerName, cardPresent } of readers)
      if (cardPresent) findings.push(await checkCard(monitor, readerName));
    return findings;
  } finally {
    await monitor.close();
  }
}

async function checkSocket(): Promise<Finding[]> {
  const path = socketPath();
  const check = 'pcscd socket';
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  if (!there)
    return [
      {
        check,
        state: 'fail',
        found: `${path} is not there`,
        fix: 'Install and start pcscd: `apt install pcscd && systemctl enable --now pcscd.socket` (Debian, Ubuntu).',
      },
    ];
  try {
    await access(path, constants.W_OK);
    return [{ check, state: 'ok', found: path }];
  } catch {
    return [
      {
        check,
        state: 'fail',
        found: `this user may not write to ${path}`,
        fix: 'Allow the user in polkit (org.debian.pcsc-lite.access_pcsc and access_card), or add it to the group that owns the socket.',
      },
    ];
  }
}

function checkReaders(readers: readonly ReaderState[], limit: number | undefined): Finding[] {
  const check = 'readers';
  if (readers.length === 0)
    return [
      {
        check,
        state: 'fail',
        found: 'none',
        fix: 'Plug in a reader; on Linux its driver is libccid for most readers.',
      },
    ];
  const findings: Finding[] = [
    {
      check,
      state: 'ok',
      found: readers
        .map(({ readerName, cardPresent }) => `${readerName} (${cardPresent ? 'card' : 'empty'})`)
        .join(', '),
    },
  ];
  if (limit !== undefined && readers.length >= limit)
    findings.push({
      check,
      state: 'warn',
      found: `${limit} readers are the most that the binding sees`,
      fix: 'Unplug readers that are not used for cards.',
    });
  return findings;
}

async function checkCard(monitor: ReaderMonitor, readerName: string): Promise<Finding> {
  const check = `card in ${readerName}`;
  try {
    const piv = new PivSession(await monitor.connectExclusive(readerName));
    try {
      await piv.select();
      return { check, state: 'ok', found: 'has a PIV application' };
    } finally {
      await piv.close('reset');
    }
  } catch (error) {
    if (!isCardwrightError(error)) throw error;
    return { check, state: 'warn', found: error.message, fix: error.row.fix };
  }
}
