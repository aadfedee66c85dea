/**
 * The packages of the agent that this installation gives out (AGENT_PACKAGE_DIR): files as `npm run package:agent` makes them, the newest of each architecture. Looked at
 * when somebody asks, so that a new one needs no restart; each is hashed once.
 */
import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { AgentPackage } from '@cardwright/contracts/workstation/agent-package';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';

/** What Debian allows in a version (deb-version(7)), without an epoch, which is in no file name. */
const fileName = /^cardwright-agent_([0-9][0-9A-Za-z.+~-]*)_(amd64|arm64)\.deb$/;

@Injectable()
export class AgentPackages {
  /** By file, as it was then. */
  private readonly hashes = new Map<string, { seen: string; sha256Hex: Promise<string> }>();

  constructor(@Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig) {}

  /** Empty where there is no folder, or none in it. */
  async list(): Promise<AgentPackage[]> {
    const newest = new Map<string, { file: string; version: string }>();
    for (const file of await this.files()) {
      const [, version = '', architecture = ''] = fileName.exec(file)!;
      const known = newest.get(architecture);
      if (known === undefined || compare(version, known.version) > 0) newest.set(architecture, { file, version });
    }
    return Promise.all(
      [...newest].map(async ([architecture, { file, version }]) => {
        const { bytes, sha256Hex } = await this.described(file);
        const url = `${this.config.publicUrl}/agent-packages/${file}`;
        return { architecture: architecture as AgentPackage['architecture'], version, file, url, bytes, sha256Hex };
      }),
    );
  }

  /** Throws REQUEST_NOT_FOUND for what is not given out. */
  async open(file: string): Promise<{ stream: ReadStream; bytes: number }> {
    if (!(await this.files()).includes(file)) throw new CardwrightError('REQUEST_NOT_FOUND');
    const path = join(this.config.agentPackageDir!, file);
    return { stream: createReadStream(path), bytes: (await stat(path)).size };
  }

  private async files(): Promise<string[]> {
    if (this.config.agentPackageDir === null) return [];
    // A folder that is not there yet is an empty one: nobody gives anything out.
    const all = await readdir(this.config.agentPackageDir).catch(() => []);
    return all.filter((file) => fileName.test(file));
  }

  private async described(file: string): Promise<{ bytes: number; sha256Hex: string }> {
    const path = join(this.config.agentPackageDir!, file);
    const { size, mtimeMs } = await stat(path);
    const seen = `${size} ${mtimeMs}`;
    let known = this.hashes.get(file);
    if (known?.seen !== seen) {
      known = { seen, sha256Hex: sha256Of(path) };
      this.hashes.set(file, known);
    }
    return { bytes: size, sha256Hex: await known.sha256Hex };
  }
}

/** By their numbers: 0.1.0-10 is newer than 0.1.0-9. Packages of releases alone are given out, so that nothing else of deb-version(7) counts. */
const compare = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true });

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
