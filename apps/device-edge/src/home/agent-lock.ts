/**
 * One running agent per home: two would write one journal and fight for the readers. A pid file, because it must also be
 * readable by `status`; a file left by a killed agent is taken over. Not a security boundary: same user anyway.
 */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Pid of the live process that holds the lock, or undefined. */
export async function lockHolder(file: string): Promise<number | undefined> {
  const [first = '', began = ''] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const pid = Number(first);
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  if (began === '') return (await looksLikeAgent(pid)) ? pid : undefined;
  // Of a process that this one may not ask nothing else is known: it is believed.
  const begins = await startOf(pid);
  return begins === undefined || begins === began ? pid : undefined;
}

/** Answers a function that releases the lock, or the pid of the agent that holds it. */
export async function takeLock(file: string): Promise<{ release: () => Promise<void> } | { heldBy: number }> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const began = await startOf(process.pid);
  for (;;) {
    const heldBy = await lockHolder(file);
    if (heldBy !== undefined) return { heldBy };
    await rm(file, { force: true });
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(`${process.pid}\n${began === undefined ? '' : `${began}\n`}`);
      await handle.close();
      return { release: () => rm(file, { force: true }) };
    } catch (error) {
      // Another agent started at the same moment: look again who it is.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Windows gives the pid of a process that ended to the next one: there it is said when the holder began. undefined: not Windows, or it cannot be asked. */
async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'win32') return undefined;
  const { loadWindowsSystem } = await import('../windows-system/load-windows-system.js');
  return loadWindowsSystem().then(
    (system) => system.startOf(pid),
    () => undefined,
  );
}

/** Pids are reused after a reboot: on Linux the command line is compared; elsewhere a live pid is believed. */
async function looksLikeAgent(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return /node|jest|cardwright/.test(commandLine);
}
