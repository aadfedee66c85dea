/** Processes of this machine by /proc, and the ends of those that are ours. Linux only. */
import { readFile, readdir, readlink } from 'node:fs/promises';
import { sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The pids of all. */
export const allPids = async (): Promise<number[]> =>
  (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number);

/** SIGKILL of a process of ours; resolves when it is gone. */
export async function killPid(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  while (await runs(pid)) await delay(10);
}

/**
 * SIGKILL to everybody else who works in a folder that is ours alone; resolves when nobody does. A browser that a desktop opened there is nobody's
 * child, and goes on writing into its profile while that is removed.
 */
export async function endProcessesIn(folder: string): Promise<void> {
  const others = (await allPids()).filter((pid) => pid !== process.pid);
  const works = await Promise.all(others.map((pid) => worksIn(folder, pid)));
  const found = others.filter((_, index) => works[index]);
  // Some end with their parent, before their turn comes.
  for (const pid of found) await killPid(pid).catch(() => undefined);
  // What one of them started meanwhile.
  if (found.length > 0) await endProcessesIn(folder);
}

/** Its home or an open file is there. Chromium's own children write over their environment, but hold files of the profile. */
async function worksIn(folder: string, pid: number): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  if (environment.split('\0').includes(`HOME=${folder}`)) return true;
  const open = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const files = await Promise.all(open.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  return files.some((file) => file.startsWith(folder + sep));
}

/** A killed child that its parent has not reaped yet counts as gone. */
async function runs(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/^\d+ \(.*\) [ZX]/s.test(stat);
}
