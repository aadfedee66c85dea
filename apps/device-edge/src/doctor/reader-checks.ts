/** PC/SC: binding, service, whether this user may use it, readers, and whether a card can be reached. */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { openPcsc } from '@cardwright/card-session/transports/pcsc.transport';
import { PivSession } from '@cardwright/card-session/piv/piv-session';
import type { ReaderMonitor, ReaderState } from '@cardwright/card-session/card-transport.port';
import type { Finding } from './finding.js';
import { checkPcscd, polkitFix } from './pcscd-checks.js';

export interface PcscParts {
  open: () => Promise<Pick<ReaderMonitor, 'list' | 'connectExclusive' | 'close'> & { limit?: number }>;
  /** pcscd as the operating system shows it; none where another service does its work (Windows, macOS). */
  checkService: () => Promise<Finding[]>;
  /** How a card is looked at, where that is not by a connection of the doctor's own. */
  look?: (readerName: string) => Promise<string>;
}

/** The readers of an agent that runs, and what is at work in them. */
export interface RunningReaders {
  kind: 'pcsc' | 'simulated';
  list: ReaderMonitor['list'];
  /** The request that has the card. */
  heldBy: (readerName: string) => string | undefined;
  /** In turn with everything else that the agent does with the reader. null: there is no PIV application, or no identity in it. */
  identify: (readerName: string) => Promise<string | null>;
}

/** For the doctor inside of an agent: beside its work, and never in the way of it. */
export const pcscOfAgent = ({ kind, list, heldBy, identify }: RunningReaders): PcscParts => ({
  open: () =>
    Promise.resolve({
      list,
      connectExclusive: () => Promise.reject(new Error('The agent itself has the readers')),
      close: () => Promise.resolve(),
    }),
  checkService: kind === 'simulated' ? () => Promise.resolve([]) : partsOfThisMachine.checkService,
  look: async (readerName) => {
    if (heldBy(readerName) !== undefined) return atWork;
    try {
      return (await identify(readerName)) === null ? 'no PIV application was found on it' : pivFound;
    } catch (error) {
      // Begun in this moment.
      if (heldBy(readerName) !== undefined) return atWork;
      throw error;
    }
  },
});
const pivFound = 'has a PIV application';
const atWork = 'Cardwright is at work on it: it was not looked at';

const partsOfThisMachine: PcscParts = {
  open: openPcsc,
  checkService: async () => (process.platform === 'linux' ? [await checkPcscd()] : []),
};

export async function checkPcsc({ open, checkService, look }: PcscParts = partsOfThisMachine): Promise<Finding[]> {
  const service = await checkService();
  let monitor: Awaited<ReturnType<PcscParts['open']>>;
  try {
    monitor = await open();
  } catch (error) {
    if (!isCardwrightError(error)) throw error;
    return [...service, ...unavailable(error, service)];
  }
  try {
    const readers = await monitor.list();
    const findings: Finding[] = [
      ...service,
      { check: 'PC/SC service', state: 'ok', found: 'answers' },
      ...checkReaders(readers, monitor.limit),
    ];
    for (const reader of readers) {
      const { readerName, cardPresent, unresponsive } = reader;
      if (cardPresent) findings.push(await checkCard(readerName, look ?? ((name) => lookAlone(monitor, name))));
      else if (unresponsive === true) findings.push(problem(readerName, new CardwrightError('CARD_UNRESPONSIVE')));
    }
    return findings;
  } finally {
    await monitor.close();
  }
}

/** The finding for each reason for which PC/SC cannot be used. */
function unavailable(error: CardwrightError, service: readonly Finding[]): Finding[] {
  const { code, message, row, details } = error;
  const check = details['missing'] === 'binding' ? 'PC/SC binding' : 'PC/SC service';
  if (code === 'EDGE_PCSC_FORBIDDEN') return [{ check, state: 'fail', found: message, fix: polkitFix() }];
  // The state of the service in the operating system explains more than the missing answer.
  if (details['missing'] === 'service' && service.some(({ state }) => state === 'fail')) return [];
  const { install } = details;
  return [{ check, state: 'fail', found: message, fix: typeof install === 'string' ? install : row.fix }];
}

function checkReaders(readers: readonly ReaderState[], limit: number | undefined): Finding[] {
  const check = 'readers';
  if (readers.length === 0) {
    const { row } = new CardwrightError('EDGE_NO_READER');
    return [{ check, state: 'fail', found: 'none', fix: row.fix }];
  }
  const content = ({ cardPresent, unresponsive }: ReaderState): string =>
    unresponsive === true ? 'a card that does not answer' : cardPresent ? 'card' : 'empty';
  const findings: Finding[] = [
    {
      check,
      state: 'ok',
      found: readers.map((reader) => `${reader.readerName} (${content(reader)})`).join(', '),
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

async function checkCard(readerName: string, look: (readerName: string) => Promise<string>): Promise<Finding> {
  try {
    return { check: `card in ${readerName}`, state: 'ok', found: await look(readerName) };
  } catch (error) {
    if (!isCardwrightError(error)) throw error;
    return problem(readerName, error);
  }
}

async function lookAlone(monitor: Pick<ReaderMonitor, 'connectExclusive'>, readerName: string): Promise<string> {
  const piv = new PivSession(await monitor.connectExclusive(readerName));
  try {
    await piv.select();
    return pivFound;
  } finally {
    await piv.close('reset');
  }
}

/** Access to cards has a polkit action of its own. */
const problem = (readerName: string, { code, message, row }: CardwrightError): Finding => ({
  check: `card in ${readerName}`,
  state: 'warn',
  found: message,
  fix: code === 'EDGE_PCSC_FORBIDDEN' ? polkitFix() : row.fix,
});
