/** The agent's own folder: enrolment, permissions, credential, journal, another agent in the same home. */
import { mkdir, open, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { jwtTimes, rootsIn } from '../bus/credentials.js';
import type { AgentHome } from '../home/agent-home.js';
import { deploymentCodeFile, readDeploymentCode, type FoundCode } from '../home/deployment-code-file.js';
import { lockHolder } from '../home/agent-lock.js';
import { finding, type Finding } from './finding.js';
import { say } from '@cardwright/contracts/words/say';
import type { Sentence } from '@cardwright/contracts/said';

const day = 24 * 3600 * 1000;
/** Enough for months of journal. If less is free, something else fills the disk. */
const freeBytesMin = 50 * 1024 * 1024;

/** ownPid: of an agent that asks this itself. */
export async function checkEnrolment(home: AgentHome, ownPid?: number): Promise<Finding[]> {
  const check = 'enrolment';
  const config = await home.config();
  if (config === undefined)
    return [
      finding(
        check,
        'fail',
        say('doctor.not-enrolled', { folder: home.folder, code: deploymentWords(await readDeploymentCode()) }),
        say('doctor.enrol'),
      ),
    ];
  const findings: Finding[] = [
    finding(check, 'ok', say('doctor.workstation', { id: config.workstationId, server: config.serverUrl })),
  ];
  const seed = await stat(home.seedFile);
  // Windows has no such bits; its profile folders are private by themselves.
  if (process.platform !== 'win32' && (seed.mode & 0o077) !== 0)
    findings.push(
      finding(
        'key file',
        'fail',
        say('doctor.readable', { file: home.seedFile }),
        say('doctor.chmod', { file: home.seedFile }),
      ),
    );
  const jwt = await home.jwt();
  findings.push(checkCredential(jwt), rootFinding(rootsIn(jwt)));
  const pid = ownPid ?? (await lockHolder(home.lockFile));
  findings.push(finding('agent', 'ok', pid === undefined ? say('doctor.not-running') : say('doctor.running', { pid })));
  return findings;
}

function deploymentWords(code: FoundCode): Sentence {
  const file = deploymentCodeFile();
  switch (code.found) {
    case 'absent':
      return say('doctor.no-code-in', { file });
    case 'unreadable':
      return say('doctor.code-unreadable', { file, reason: code.reason });
    case 'no-code':
      return say('doctor.holds-no-code', { file });
    case 'code':
      return say('doctor.code-in', { file });
  }
}

function checkCredential(jwt: string): Finding {
  const check = 'credential';
  const { expiresAtMs } = jwtTimes(jwt);
  if (expiresAtMs === undefined) return finding(check, 'ok', say('doctor.no-end'));
  const left = expiresAtMs - Date.now();
  const found = say('doctor.until', { at: new Date(expiresAtMs).toISOString() });
  if (left <= 0) return finding(check, 'fail', found, say('doctor.expired'));
  if (left < 10 * day) return finding(check, 'warn', found, say('doctor.no-renewal'));
  return finding(check, 'ok', found);
}

/** rootsSha256Hex: of the roots of the CA that the credential names. */
function rootFinding(rootsSha256Hex: readonly string[]): Finding {
  const check = 'root of the CA';
  if (rootsSha256Hex.length > 0) return finding(check, 'ok', say('doctor.pinned', { hashes: rootsSha256Hex }));
  return finding(check, 'warn', say('doctor.not-pinned'), say('doctor.next-credential'));
}

export async function checkJournal(home: AgentHome): Promise<Finding[]> {
  const check = 'journal';
  const probe = join(home.journalFolder, `doctor-${process.pid}.tmp`);
  try {
    await mkdir(home.journalFolder, { recursive: true, mode: 0o700 });
    const handle = await open(probe, 'wx', 0o600);
    await handle.writeFile('doctor\n');
    await handle.sync();
    await handle.close();
    await rm(probe);
  } catch (error) {
    await rm(probe, { force: true }).catch(() => undefined);
    const { code, message } = error as NodeJS.ErrnoException;
    const fix =
      code === 'ENOSPC' ? say('doctor.free-space') : say('doctor.make-writable', { folder: home.journalFolder });
    return [finding(check, 'fail', say('doctor.unwritable', { reason: code ?? message }), fix)];
  }
  const { bavail, bsize } = await statfs(home.journalFolder);
  const free = bavail * bsize;
  if (free < freeBytesMin)
    return [
      finding(check, 'warn', say('doctor.mb-free', { mb: Math.round(free / 1024 / 1024) }), say('doctor.free-space')),
    ];
  return [finding(check, 'ok', say('doctor.written', { folder: home.journalFolder }))];
}
