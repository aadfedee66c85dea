/**
 * Which programs may hold a card: PC/SC names nobody, but on Linux every program that talks to pcscd has libpcsclite in its memory, and
 * a user may look at the programs of the same user. Empty where nothing can be seen: never proof that nobody is there.
 */
import { readdir, readFile } from 'node:fs/promises';
import { busyPrograms, busyProgramsMax as namesMax } from '@cardwright/contracts/errors/busy-programs';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Sentence } from '@cardwright/contracts/said';
import { errorWords, say } from '@cardwright/contracts/words/say';

export interface PcscProgram {
  name: string;
  /** Where it is known: a desk part says the name alone. */
  pid?: number;
}

/** This process not among them; of several processes of one program the first. except: the process of the agent, for which this process asks. */
export async function pcscPrograms(except?: number): Promise<PcscProgram[]> {
  const found = new Map<string, PcscProgram>();
  const entries = process.platform === 'linux' ? await readdir('/proc').catch(() => []) : [];
  const pids = entries.filter((name) => /^\d+$/.test(name)).map(Number);
  for (const pid of pids.filter((each) => each !== process.pid && each !== except)) {
    if (found.size >= namesMax) break;
    // Programs of others cannot be read, and some end meanwhile.
    const maps = await readFile(`/proc/${pid}/maps`, 'utf8').catch(() => '');
    if (!maps.includes('/libpcsclite')) continue;
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'unknown')).trim();
    if (name !== 'pcscd' && !found.has(name)) found.set(name, { name, pid });
  }
  return [...found.values()];
}

/**
 * The same failure with these programs, behind those that it names already; five in all, each name once. details.programs has the names alone;
 * the message says for people which process that is.
 */
export function namingPrograms(busy: CardwrightError, programs: readonly PcscProgram[]): CardwrightError {
  const said = busyPrograms(busy);
  const added = new Map(programs.filter(({ name }) => !said.includes(name)).map((program) => [program.name, program]));
  const named = [...added.values()].slice(0, Math.max(0, namesMax - said.length));
  if (named.length === 0) return busy;
  const words = named.map(({ name, pid }) => (pid === undefined ? name : `${name} (pid ${pid})`));
  const them = words.slice(1).reduce<string | Sentence>((first, then) => say('card.or', { first, then }), words[0]!);
  const message = say(said.length > 0 ? 'card.busy-or' : 'card.busy-maybe', { busy: errorWords(busy), programs: them });
  const names = [...said, ...named.map(({ name }) => name)];
  return new CardwrightError(busy.code, message, { ...busy.details, programs: names }, busy.cause);
}
