/**
 * One running agent per home: two would write one journal and fight for the readers. A pid file, because it must also be
 * readable by `status`; a file left by a killed agent is taken over. Not a security boundary: same user anyway.
 */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Pid of the live process that holds the lock, or undefined. */
export async function lockHolder(file: string): Promise<number | undefined> {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  return (await looksLikeAgent(pid)) ? pid : undefined;
}

/** Answers a function that releases the lock, or the pid of the agent that holds it. */
export async function takeLock(file: string): Promise<{ release: () => Promise<void> } | { heldBy: number }> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  for (;;) {
    const heldBy = await lockHolder(file);
    if (heldBy !== undefined) return { heldBy };
    await rm(file, { force: true });
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(`${process.pid}\n`);
      await handle.close();
      return { release: () => rm(file, { force: true }) };
    } catch (error) {
      // Another agent started at the same moment: look again who it is.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Pids are reused after a reboot: on Linux the command line is compared; elsewhere a live pid is believed. */
async function looksLikeAgent(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return /node|jest|cardwright/.test(commandLine);
}
