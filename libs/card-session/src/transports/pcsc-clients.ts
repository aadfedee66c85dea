/**
 * Which programs may hold a card: PC/SC names nobody, but on Linux every program that talks to pcscd has libpcsclite in its memory, and
 * a user may look at the programs of the same user. Empty where nothing can be seen: never proof that nobody is there.
 */
import { readdir, readFile } from 'node:fs/promises';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';

/** More names help nobody. */
const namesMax = 5;

/** `scdaemon (pid 4711)`, this process not among them; of several processes of one program the first. */
export const pcscClients = async (): Promise<string[]> =>
  (await pcscPrograms()).map(({ name, pid }) => `${name} (pid ${pid})`);

/** except: the process of the agent, for which this process asks. */
export async function pcscPrograms(except?: number): Promise<{ name: string; pid: number }[]> {
  const found = new Map<string, { name: string; pid: number }>();
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

/** The same failure with these programs, behind those that it names already; five in all, each name once. In details.programs too. */
export function namingPrograms(busy: CardwrightError, names: readonly string[]): CardwrightError {
  const { programs } = busy.details;
  const said = Array.isArray(programs) ? programs.map(String) : [];
  const known = new Set(said.map((each) => each.replace(/ \(pid \d+\)$/, '')));
  const added = [...new Set(names)].filter((name) => !known.has(name)).slice(0, Math.max(0, namesMax - said.length));
  if (added.length === 0) return busy;
  const message = `${busy.message}${said.length > 0 ? ' or ' : '; it may be '}${added.join(' or ')}`;
  return new CardwrightError(busy.code, message, { ...busy.details, programs: [...said, ...added] }, busy.cause);
}
