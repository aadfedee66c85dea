/**
 * The agent's folder: identity (nkey seed, JWT), what the server sent at enrolment, journal, fencing tokens. Everything is private to
 * the user that runs the agent (folder 0700, files 0600). Holds no PIN, PUK or card key, ever.
 * Governing document: design.md 3 (bootstrap).
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface AgentConfig {
  workstationId: string;
  serverUrl: string;
  natsUrl: string;
  agentNkey: string;
  enrolledAt: string;
  /** The only key that operation PINs are sealed to, until a renewed JWT names another (bus/vault-pin.ts). */
  vaultPublicJwk?: Record<string, unknown>;
}

/** The folder of the agent that a package installs (packaging/cardwright-agent.service). */
export const serviceHome = '/var/lib/cardwright';

export class AgentHome {
  constructor(readonly folder: string) {}

  /** `--home`, else CARDWRIGHT_AGENT_HOME, else a folder of the user. */
  static resolve(option?: string): AgentHome {
    return new AgentHome(option ?? process.env['CARDWRIGHT_AGENT_HOME'] ?? join(homedir(), '.cardwright-agent'));
  }

  get journalFolder(): string {
    return join(this.folder, 'journal');
  }
  /** The agent's own log (log/log-file.ts). */
  get logFolder(): string {
    return join(this.folder, 'log');
  }
  get seedFile(): string {
    return join(this.folder, 'agent.nkey');
  }
  get jwtFile(): string {
    return join(this.folder, 'agent.jwt');
  }
  get caFile(): string {
    return join(this.folder, 'transport-ca.pem');
  }
  get fencingFile(): string {
    return join(this.folder, 'fencing.json');
  }
  get statusFile(): string {
    return join(this.folder, 'status.json');
  }
  get lockFile(): string {
    return join(this.folder, 'agent.pid');
  }
  /** The socket of an agent with simulated readers, while it runs. */
  get simulatedSocket(): string {
    return join(this.folder, 'simulated.sock');
  }
  /** Postponements of card updates that the server has not heard of yet. */
  get postponementsFile(): string {
    return join(this.folder, 'postponements.json');
  }
  get simulatedFolder(): string {
    return join(this.folder, 'simulated-cards');
  }

  /** The weakest source of settings (policies/system-sources.ts). */
  get settingsFile(): string {
    return join(this.folder, 'settings.json');
  }

  /** undefined: not enrolled. NATS_URL wins over what enrolment said: the servers may have moved since. */
  async config(): Promise<AgentConfig | undefined> {
    if (!existsSync(this.jwtFile)) return undefined;
    const config = await readJson<AgentConfig>(join(this.folder, 'config.json'));
    const natsUrl = process.env['NATS_URL'];
    return config === undefined || natsUrl === undefined ? config : { ...config, natsUrl };
  }

  /** The JWT is written last: a cut in the middle leaves a home that is not enrolled, never one that is half enrolled. */
  async saveEnrolment(config: AgentConfig, identity: { seed: Uint8Array; jwt: string; caPem: string }): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await rm(this.jwtFile, { force: true });
    await writePrivate(this.seedFile, identity.seed);
    await writePrivate(this.caFile, identity.caPem);
    await writePrivate(join(this.folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
    await this.saveJwt(identity.jwt);
  }

  /** The key of an enrolment that was begun and not heard the end of. */
  pendingSeed = (): Promise<Buffer | undefined> => readFile(this.pendingSeedFile).catch(() => undefined);
  async savePendingSeed(seed: Uint8Array): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writePrivate(this.pendingSeedFile, seed);
  }
  forgetPendingSeed = (): Promise<void> => rm(this.pendingSeedFile, { force: true });
  private get pendingSeedFile(): string {
    return join(this.folder, 'pending.nkey');
  }

  /** The seed as bytes; the caller wipes them. */
  seed = async (): Promise<Buffer> => readFile(this.seedFile);
  jwt = async (): Promise<string> => (await readFile(this.jwtFile, 'utf8')).trim();
  saveJwt = (jwt: string): Promise<void> => writePrivate(this.jwtFile, `${jwt}\n`);
  caPem = (): Promise<string> => readFile(this.caFile, 'utf8');
}

/**
 * Replaces the whole file (mode 0600), so that it has either the old or the new content. sync is left out for files that may be lost in a
 * power cut.
 */
export async function writePrivate(path: string, content: string | Uint8Array, sync = true): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      if (sync) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** undefined where there is no such file. */
export async function readJson<Value>(path: string): Promise<Value | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Value;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
