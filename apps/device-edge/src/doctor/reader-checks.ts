/** PC/SC: binding, service, whether this user may use it, readers, and whether a card can be reached. */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { errorFixOf, errorWords, say } from '@cardwright/contracts/words/say';
import type { Sentence } from '@cardwright/contracts/said';
import { openPcsc } from '@cardwright/card-session/transports/pcsc.transport';
import { PivSession } from '@cardwright/card-session/piv/piv-session';
import type { ReaderMonitor, ReaderState } from '@cardwright/card-session/card-transport.port';
import { finding, type Finding } from './finding.js';
import { checkPcscd, polkitFix } from './pcscd-checks.js';

export interface PcscParts {
  open: () => Promise<Pick<ReaderMonitor, 'list' | 'connectExclusive' | 'close'> & { limit?: number }>;
  /** pcscd as the operating system shows it; none where another service does its work (Windows, macOS). */
  checkService: () => Promise<Finding[]>;
  /** How a card is looked at, where that is not by a connection of the doctor's own. */
  look?: (readerName: string) => Promise<Sentence>;
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
      return (await identify(readerName)) === null ? say('doctor.no-piv') : pivFound;
    } catch (error) {
      // Begun in this moment.
      if (heldBy(readerName) !== undefined) return atWork;
      throw error;
    }
  },
});
const pivFound = say('doctor.piv');
const atWork = say('doctor.at-work');

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
      finding('PC/SC service', 'ok', say('doctor.pcsc-answers')),
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

/** Throws what opening PC/SC throws. */
export async function readerNames({ open }: Pick<PcscParts, 'open'> = partsOfThisMachine): Promise<string[]> {
  const monitor = await open();
  try {
    return (await monitor.list()).map(({ readerName }) => readerName);
  } finally {
    await monitor.close();
  }
}

/** The finding for each reason for which PC/SC cannot be used. */
function unavailable(error: CardwrightError, service: readonly Finding[]): Finding[] {
  const { code, details } = error;
  const check = details['missing'] === 'binding' ? 'PC/SC binding' : 'PC/SC service';
  if (code === 'EDGE_PCSC_FORBIDDEN') return [finding(check, 'fail', errorWords(error), polkitFix())];
  // The state of the service in the operating system explains more than the missing answer.
  if (details['missing'] === 'service' && service.some(({ state }) => state === 'fail')) return [];
  // The message of a missing part says what to install.
  const { install } = details;
  const advice = error.said?.values?.['advice'];
  const said = typeof advice === 'object' && 'code' in advice ? advice : errorFixOf(code).said;
  return [
    finding(check, 'fail', errorWords(error), typeof install === 'string' ? { text: install, said } : errorFixOf(code)),
  ];
}

function checkReaders(readers: readonly ReaderState[], limit: number | undefined): Finding[] {
  const check = 'readers';
  if (readers.length === 0) {
    return [finding(check, 'fail', say('doctor.no-reader'), errorFixOf('EDGE_NO_READER'))];
  }
  const content = ({ cardPresent, unresponsive }: ReaderState): Sentence =>
    say(unresponsive === true ? 'doctor.mute-card' : cardPresent ? 'doctor.card' : 'doctor.empty');
  const findings: Finding[] = [
    finding(
      check,
      'ok',
      say('doctor.readers', {
        readers: readers.map((each) => say('doctor.reader', { reader: each.readerName, content: content(each) })),
      }),
    ),
  ];
  if (limit !== undefined && readers.length >= limit)
    findings.push(finding(check, 'warn', say('doctor.most-readers', { limit }), say('doctor.unplug')));
  return findings;
}

async function checkCard(readerName: string, look: (readerName: string) => Promise<Sentence>): Promise<Finding> {
  try {
    return finding(say('check.card-in', { reader: readerName }), 'ok', await look(readerName));
  } catch (error) {
    if (!isCardwrightError(error)) throw error;
    return problem(readerName, error);
  }
}

async function lookAlone(monitor: Pick<ReaderMonitor, 'connectExclusive'>, readerName: string): Promise<Sentence> {
  const piv = new PivSession(await monitor.connectExclusive(readerName));
  try {
    await piv.select();
    return pivFound;
  } finally {
    await piv.close('reset');
  }
}

/** Access to cards has a polkit action of its own. */
const problem = (readerName: string, error: CardwrightError): Finding =>
  finding(
    say('check.card-in', { reader: readerName }),
    'warn',
    errorWords(error),
    error.code === 'EDGE_PCSC_FORBIDDEN' ? polkitFix() : errorFixOf(error.code),
  );
