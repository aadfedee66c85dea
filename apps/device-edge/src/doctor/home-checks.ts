/** The agent's own folder: enrolment, permissions, credential, journal, another agent in the same home. */
import { mkdir, open, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { jwtTimes, rootsIn } from '../bus/credentials.js';
import type { AgentHome } from '../home/agent-home.js';
import { deploymentCodeFile, readDeploymentCode, type FoundCode } from '../home/deployment-code-file.js';
import { lockHolder } from '../home/agent-lock.js';
import type { Finding } from './finding.js';

const day = 24 * 3600 * 1000;
/** Enough for months of journal. If less is free, something else fills the disk. */
const freeBytesMin = 50 * 1024 * 1024;

/** ownPid: of an agent that asks this itself. */
export async function checkEnrolment(home: AgentHome, ownPid?: number): Promise<Finding[]> {
  const check = 'enrolment';
  const config = await home.config();
  if (config === undefined)
    return [
      {
        check,
        state: 'fail',
        found: `nothing in ${home.folder}; ${deploymentText(await readDeploymentCode())}`,
        fix: 'Ask an administrator for a code (`cardwright workstations enrol`), then `cardwright-agent enrol --server URL --code CODE`; an agent that runs already takes it up by itself.',
      },
    ];
  const findings: Finding[] = [
    { check, state: 'ok', found: `workstation ${config.workstationId} at ${config.serverUrl}` },
  ];
  const seed = await stat(home.seedFile);
  // Windows has no such bits; its profile folders are private by themselves.
  if (process.platform !== 'win32' && (seed.mode & 0o077) !== 0)
    findings.push({
      check: 'key file',
      state: 'fail',
      found: `${home.seedFile} can be read by others`,
      fix: `chmod 600 ${home.seedFile}, and enrol again if somebody else may have read it.`,
    });
  const jwt = await home.jwt();
  findings.push(checkCredential(jwt), rootFinding(rootsIn(jwt)));
  const pid = ownPid ?? (await lockHolder(home.lockFile));
  findings.push({ check: 'agent', state: 'ok', found: pid === undefined ? 'not running' : `running, pid ${pid}` });
  return findings;
}

function deploymentText(code: FoundCode): string {
  const file = deploymentCodeFile();
  switch (code.found) {
    case 'absent':
      return `no deployment code in ${file}`;
    case 'unreadable':
      return `${file} cannot be read by this user (${code.reason})`;
    case 'no-code':
      return `${file} holds no deployment code`;
    case 'code':
      return `a deployment code is in ${file}: a running agent enrols by it, with the server that the policy names`;
  }
}

function checkCredential(jwt: string): Finding {
  const check = 'credential';
  const { expiresAtMs } = jwtTimes(jwt);
  if (expiresAtMs === undefined) return { check, state: 'ok', found: 'no end' };
  const left = expiresAtMs - Date.now();
  const found = `until ${new Date(expiresAtMs).toISOString()}`;
  if (left <= 0) return { check, state: 'fail', found, fix: 'It has expired: enrol this workstation again.' };
  if (left < 10 * day)
    return {
      check,
      state: 'warn',
      found,
      fix: 'Renewal has not worked for days: keep the agent running and connected.',
    };
  return { check, state: 'ok', found };
}

/** rootsSha256Hex: of the roots of the CA that the credential names. */
export function rootFinding(rootsSha256Hex: readonly string[]): Finding {
  const check = 'root of the CA';
  if (rootsSha256Hex.length > 0) return { check, state: 'ok', found: `pinned, SHA-256 ${rootsSha256Hex.join(', ')}` };
  return {
    check,
    state: 'warn',
    found: 'not pinned: offers of card updates are shown, and none can be accepted here',
    fix: 'It comes with the next credential, which the agent asks for when an update is offered: keep it running and connected, and update pki-svc if it is older than the agent.',
  };
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
      code === 'ENOSPC'
        ? 'Free space on this disk.'
        : `Make ${home.journalFolder} writable for the user that runs the agent.`;
    return [{ check, state: 'fail', found: `cannot be written (${code ?? message})`, fix }];
  }
  const { bavail, bsize } = await statfs(home.journalFolder);
  const free = bavail * bsize;
  if (free < freeBytesMin)
    return [
      { check, state: 'warn', found: `${Math.round(free / 1024 / 1024)} MB free`, fix: 'Free space on this disk.' },
    ];
  return [{ check, state: 'ok', found: `${home.journalFolder} is written and synced` }];
}
