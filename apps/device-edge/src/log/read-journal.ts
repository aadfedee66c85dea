/**
 * The service's log in systemd's journal: its own lines, what Node says when it dies, and what systemd says of it (started, killed, out of
 * memory). Only root and members of `systemd-journal` or `adm` may read it.
 */
import { execFile } from 'node:child_process';
import { pageOf, parseLine, type LogLine, type LogPage, type LogQuestion } from './log-page.js';

const serviceUnit = 'cardwright-agent.service';

/** Answers what `journalctl` with these arguments prints. */
export type RunJournalctl = (args: readonly string[]) => Promise<{ stdout: string; stderr: string }>;

const runJournalctl: RunJournalctl = (args) =>
  new Promise((resolve, reject) => {
    execFile('journalctl', args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      // No entries, and no right to see them, end with 1 in some releases.
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ stdout, stderr });
    });
  });

/** Rejects with the reason where this user may not read it, or there is no journalctl. */
export async function readJournal(
  { since, most }: LogQuestion,
  journalctl: RunJournalctl = runJournalctl,
): Promise<LogPage> {
  // With --since, --lines counts from there on in some releases: then the newest are picked here. One more than asked for says that there are older ones.
  const which = since === undefined ? `--lines=${most + 1}` : `--since=@${Math.floor(since.getTime() / 1000)}`;
  const { stdout, stderr } = await journalctl(['--unit', serviceUnit, '--output=json', '--no-pager', which]);
  const lines = stdout.split('\n').flatMap((row) => (row === '' ? [] : lineOf(row)));
  if (lines.length === 0 && /insufficient permissions|not seeing messages/.test(stderr))
    throw new Error(
      'The agent runs as a service, and its log is in the journal of this computer: run `sudo cardwright-agent logs`, or as a member of the group systemd-journal or adm',
    );
  return pageOf(lines, { most, ...(since !== undefined && { since }) });
}

/** Syslog priorities: 3 and below are errors, 4 is a warning. */
const levelOf = (priority: number): string => (priority <= 3 ? 'error' : priority === 4 ? 'warn' : 'info');

function lineOf(row: string): LogLine[] {
  const entry = JSON.parse(row) as Record<string, unknown>;
  const { MESSAGE: given } = entry;
  // Bytes that are no text come as numbers; what is too long as null.
  const message = Array.isArray(given) ? Buffer.from(given as number[]).toString('utf8') : String(given ?? '');
  const ours = parseLine(message);
  if (ours !== undefined) return [ours];
  const at = new Date(Number(entry['__REALTIME_TIMESTAMP']) / 1000).toISOString();
  return [
    { at, level: levelOf(Number(entry['PRIORITY'] ?? 6)), message, from: String(entry['SYSLOG_IDENTIFIER'] ?? '') },
  ];
}
