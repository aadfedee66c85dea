/**
 * Background work of the vault in one copy: CRLs soon after a change, revoked agents pushed until NATS holds them, issuers rolled over in
 * time. One leader and one database connection for all of it; a task that fails does not stop the others.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LeaderWork } from '@cardwright/service-kit/leader-work';
import { AgentIdentities } from './agents/agent-identities.js';
import { CrlPublisher } from './ca/crl-publisher.js';
import { IssuingCa } from './ca/issuing-ca.js';
import { ClientKeys } from './relying-parties/client-keys.js';
import { BatchSignerCertificate, OfferSignerCertificate } from './agent-signer/signer-certificate.js';

interface Task {
  name: string;
  intervalMs: number;
  run: () => Promise<void>;
  nextAt: number;
}

/** A change shows on the CRL within this time and one signature. */
const intervalMs = 500;

@Injectable()
export class Housekeeping extends LeaderWork {
  private readonly tasks: Task[];

  constructor(
    dataSource: DataSource,
    crls: CrlPublisher,
    agents: AgentIdentities,
    ca: IssuingCa,
    offerSigner: OfferSignerCertificate,
    batchSigner: BatchSignerCertificate,
    clientKeys: ClientKeys,
  ) {
    super({ dataSource, lock: 'cardwright-pki-housekeeping', intervalMs });
    const task = (name: string, every: number, run: () => Promise<void>): Task => ({
      name,
      intervalMs: every,
      run,
      nextAt: 0,
    });
    this.tasks = [
      task('CRLs', 0, () => crls.publishDue()),
      task('revoked agents', 30_000, () => agents.pushRevocations()),
      task('issuers', 6 * 3_600_000, () => ca.ensure()),
      task('offer signer', 6 * 3_600_000, () => offerSigner.ensure()),
      task('batch signer', 6 * 3_600_000, () => batchSigner.ensure()),
      task('client keys', 6 * 3_600_000, () => clientKeys.ensure()),
    ];
  }

  /** Throws the first failure after every task had its turn: the loop logs it once per outage. */
  async round(): Promise<boolean> {
    let failure: unknown;
    for (const task of this.tasks) {
      if (performance.now() < task.nextAt) continue;
      task.nextAt = performance.now() + task.intervalMs;
      try {
        await task.run();
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
    return false;
  }
}
