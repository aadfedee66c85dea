/**
 * Reconciles devices (F06): gathers what card, record and CA say, keeps what does not agree as findings, and shows it as the device's
 * health. It changes nothing on a card. A device that a saga has in hand is left alone. Rules: libs/card-plan/src/reconcile.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { findingKinds, type Finding } from '@cardwright/contracts/card/findings';
import type { CertificateRow } from '@cardwright/contracts/nats/pki.api';
import type { Page } from '@cardwright/contracts/nats/rpc';
import type { CaFacts, PasskeyFacts } from '@cardwright/card-plan/reconcile/facts';
import { wasAnswered } from '@cardwright/card-plan/reconcile/looked-at';
import { comparedPasskeyCodes, passkeyWasAnswered } from '@cardwright/card-plan/reconcile/passkey-findings';
import { reconcile } from '@cardwright/card-plan/reconcile/reconcile';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DeviceService, type DevicePatch } from '../../records/devices/device.service.js';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import { StockDescriptions } from '../../records/stock/stock-descriptions.js';
import { isDrift } from '../../records/findings/drift.js';
import { FindingRepository } from '../../records/findings/finding.repository.js';
import { PasskeyWitnesses, type CardAtHand } from './passkey-witnesses.js';
import { RecordFactsRepository, type RecordedDevice } from './record-facts.repository.js';

/** An inspection does not wait longer for the vault: without it the card is compared with the record alone. */
const vaultPatienceMs = 3_000;
const devicesAtOnce = 50;

interface Answers {
  image: CardImage | null;
  /** undefined: nobody was asked about them. */
  passkeys: readonly PasskeyFacts[] | undefined;
}

@Injectable()
export class ReconcilerService {
  private readonly logger = new Logger(ReconcilerService.name);

  constructor(
    private readonly database: DataSource,
    private readonly rpc: RpcClient,
    private readonly records: RecordFactsRepository,
    private readonly findings: FindingRepository,
    private readonly devices: DeviceService,
    private readonly stock: StockDescriptions,
    private readonly passkeys: PasskeyWitnesses,
  ) {}

  /**
   * card: as just read, and where; null compares record and CA only. Its passkeys are compared with it. The answer is empty for a device that a saga
   * is working on.
   */
  async device(deviceId: string, card: CardAtHand | null, context: ChangeContext): Promise<Finding[]> {
    const [recorded] = await this.records.of([deviceId]);
    if (recorded === undefined || !recorded.idle) return [];
    const [ca, passkeys] = await Promise.all([
      this.askVault(recorded, context),
      card === null ? undefined : this.passkeys.of(deviceId, card, context),
    ]);
    return this.compare(recorded, { image: card?.image ?? null, passkeys }, ca, context);
  }

  /** Every device that has certificates: what needs no card (nightly). Answers how many it compared. */
  async allRecords(context: ChangeContext, onPage: () => void = () => undefined): Promise<number> {
    let compared = 0;
    for (let after: string | null = null; ;) {
      const page = await this.records.issuedDevices(context.tenantId, after, devicesAtOnce);
      if (page.length === 0) return compared;
      onPage();
      // The CA is asked first. The record is therefore newer, and a change in between is seen the next night.
      const certificates = await this.certificatesOf(page, context);
      for (const recorded of await this.records.of(page)) {
        const own = certificates.filter(({ deviceId }) => deviceId === recorded.deviceId);
        if (!recorded.idle) continue;
        const stockWellKnown = await this.wellKnownOf(recorded, context);
        await this.compare(
          recorded,
          { image: null, passkeys: undefined },
          { certificates: own, keySet: null, pendingKeySet: null, stockWellKnown },
          context,
        );
        compared++;
      }
      after = page.at(-1)!;
    }
  }

  private async compare(
    recorded: RecordedDevice,
    { image, passkeys }: Answers,
    ca: CaFacts | null,
    context: ChangeContext,
  ): Promise<Finding[]> {
    const { deviceId, record, health } = recorded;
    const found = reconcile({ card: image, record, ca, ...(passkeys && { passkeys }), now: new Date() });
    const asItWas = found.length === 0 && !recorded.hasFindings && health !== 'drift';
    if (!asItWas) await this.keep(recorded, found, { image, passkeys, ca: ca !== null }, context);
    if (image?.pin.blocked === true && recorded.pin !== 'blocked' && recorded.pin !== null)
      await this.change(deviceId, { pin: 'blocked' }, context);
    return found;
  }

  /** Opens new findings and clears those that were checked and are gone. A finding that could not be checked stays open. */
  private async keep(
    { deviceId, health }: RecordedDevice,
    found: readonly Finding[],
    asked: Answers & { ca: boolean },
    context: ChangeContext,
  ): Promise<void> {
    const stillThere = new Set(found.map(({ code, subject }) => `${code} ${subject}`));
    const lookedAt = (finding: Finding): boolean => {
      if (comparedPasskeyCodes.includes(finding.code))
        return asked.passkeys !== undefined && passkeyWasAnswered(finding, asked.passkeys);
      const { source } = findingKinds[finding.code];
      if (source === 'ca') return asked.ca;
      // Many findings about a card need the vault's knowledge of it.
      return source === 'card' && asked.ca && asked.image !== null && wasAnswered(finding, asked.image);
    };
    const drifts = await inTransaction(this.database, async (manager) => {
      // Behind the lock of the device, as every saga ends.
      await this.devices.lock(manager, deviceId);
      const opened: Finding[] = [];
      for (const finding of found)
        if (await this.findings.open(manager, deviceId, finding, context)) opened.push(finding);
      const gone = (finding: Finding): boolean =>
        lookedAt(finding) && !stillThere.has(`${finding.code} ${finding.subject}`);
      const cleared = await this.findings.clear(manager, deviceId, gone, context);
      // What is due for the card follows from it.
      if ([...opened, ...cleared].some(({ code }) => code === 'CERTIFICATE_REVOKED_AT_CA'))
        await this.devices.republish(manager, deviceId, context);
      return (await this.findings.openOf(manager, context.tenantId, deviceId)).some(isDrift);
    });
    if (drifts && health === 'ok') await this.change(deviceId, { health: 'drift' }, context);
    if (!drifts && health === 'drift') await this.change(deviceId, { health: 'ok' }, context);
  }

  private change(deviceId: string, patch: DevicePatch, context: ChangeContext): Promise<unknown> {
    return inTransaction(this.database, (manager) => this.devices.change(manager, deviceId, patch, context));
  }

  private async askVault(recorded: RecordedDevice, context: ChangeContext): Promise<CaFacts | null> {
    const { deviceId } = recorded;
    const call = callContextOf(context);
    try {
      const [certificates, { current, pending }, stockWellKnown] = await Promise.all([
        this.certificatesOf([deviceId], context),
        this.rpc.pki('vault.key-set.get', { deviceId }, call, { timeoutMs: vaultPatienceMs }),
        this.wellKnownOf(recorded, context),
      ]);
      return { certificates, keySet: current, pendingKeySet: pending, stockWellKnown };
    } catch (error) {
      this.logger.warn({ err: error, deviceId }, 'compared without the CA');
      return null;
    }
  }

  /** The vault is asked only where the card keeps a value of its batch. */
  private async wellKnownOf(
    { stockBatchId, record }: RecordedDevice,
    context: ChangeContext,
  ): Promise<CaFacts['stockWellKnown']> {
    if (record.keptSecrets.length === 0) return [];
    return (await this.stock.of(stockBatchId, callContextOf(context))).wellKnown;
  }

  private async certificatesOf(deviceIds: string[], context: ChangeContext): Promise<CertificateRow[]> {
    const rows: CertificateRow[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<CertificateRow> = await this.rpc.pki(
        'certificates.list',
        { deviceIds, limit: 200, ...(cursor === null ? {} : { cursor }) },
        callContextOf(context),
        { timeoutMs: vaultPatienceMs },
      );
      rows.push(...page.rows);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return rows;
  }
}
