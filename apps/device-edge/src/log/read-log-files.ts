/** What an agent keeps of its own log (log-file.ts), for `cardwright-agent logs` and for operators who ask over the bus. */
import { readFile, readdir } from 'node:fs/promises';
import { logFilePath } from './log-file.js';
import { pageOf, parseLine, type LogPage, type LogQuestion } from './log-page.js';

/**
 * folder: `AgentHome.logFolder`. 5 MB are read at most. Lines that were cut by a full disk or a power cut are passed over; no folder yet is an
 * empty page. Rejects with the error of the file system where the folder is closed to this user.
 */
export async function readLogFiles(folder: string, question: LogQuestion): Promise<LogPage> {
  const texts: string[] = [];
  for (let number = (await filesIn(folder)) - 1; number >= 0; number--)
    texts.push(await readIfThere(logFilePath(folder, number)));
  const lines = texts.join('').split('\n').map(parseLine);
  return pageOf(
    lines.filter((line) => line !== undefined),
    question,
  );
}

const filesIn = (folder: string): Promise<number> =>
  readdir(folder).then(
    (names) => names.length,
    (error: unknown) => none(error, 0),
  );

/** It may be put aside in this moment. */
const readIfThere = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: unknown) => none(error, ''));

function none<Value>(error: unknown, value: Value): Value {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value;
  throw error;
}
