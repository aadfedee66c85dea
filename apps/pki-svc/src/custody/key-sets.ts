/**
 * Which keys a device's card has: a set per version, its two halves (management key, PUK) each pending, current or retired. A half is
 * pending from before it is sent until the card has shown which one it has; only that, or the stock batch's values, retires it, because a
 * card that was cut may have taken it. So a half stays pending whatever is asked for next, and of management keys there may be one pending
 * for each algorithm. A version number is never used twice for a device.
 * Governed by design.md section 3 (two-phase), faults.md rule 4.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { KeySetInfo, KeySetWish, PukName } from '@cardwright/contracts/nats/pki.api';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { findBy, type FindBy } from '@cardwright/service-kit/database/find-by';
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';
import { actorOf, type CallOrigin } from '../audit/call-origin.js';
import { KeySetEntity } from '../persistence/entities.js';
import { DeviceFence } from './device-fence.js';
import { VaultKeys } from '../keys/vault-keys.js';
import { forgetWrongPuks, noteWrongPuk, wrongPuks } from './wrong-puks.js';

export type Half = 'management-key' | 'puk';
const columnOf = { 'management-key': 'management_key_state', puk: 'puk_state' } as const;
const stateOf = (row: KeySetEntity, half: Half) => (half === 'puk' ? row.pukState : row.managementKeyState);

export interface KeySetView {
  current: KeySetInfo | null;
  pending: KeySetInfo | null;
}

@Injectable()
export class KeySets {
  /** A prepared statement, because it runs several times per card session. */
  private readonly rowsOf: FindBy<KeySetEntity>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly vaultKeys: VaultKeys,
    private readonly fence: DeviceFence,
  ) {
    this.rowsOf = findBy(dataSource, KeySetEntity, ['deviceId'], { descendingBy: ['version'] });
  }

  /**
   * Stores what is wished for as pending before any of its values is sent. A half that is pending already is sent again. Nothing else that
   * is pending is touched: an earlier attempt may have written it to the card.
   */
  async prepare(lease: LeaseToken, wish: KeySetWish, origin: CallOrigin): Promise<void> {
    const { deviceId } = lease;
    await this.fence.behind(lease, origin, async (manager) => {
      const rows = await this.rows(deviceId, manager);
      const sentBefore = pendingPuk(rows);
      // It is about to be sent again: that the card did not have it is true no longer.
      if (sentBefore && wish.changePuk) await forgetWrongPuks(manager, deviceId, sentBefore.version);
      const missing: KeySetWish = {
        ...wish,
        changeManagementKey:
          wish.changeManagementKey &&
          !pendingManagementKeys(rows).some((row) => row.managementKeyAlgorithm === wish.managementKeyAlgorithm),
        changePuk: wish.changePuk && !sentBefore,
      };
      if (!missing.changeManagementKey && !missing.changePuk) return;
      await this.insert(deviceId, Math.max(0, ...rows.map((row) => row.version)) + 1, missing, origin, manager);
    });
  }

  /** algorithm: of 9B, as the card says; where several management keys are pending, the one that the card can have is told. */
  async get(deviceId: string, algorithm?: ManagementKeyAlgorithm): Promise<KeySetView & { wrongPuks: PukName[] }> {
    const rows = await this.rows(deviceId);
    return { ...viewOf(rows, algorithm), wrongPuks: await wrongPuks(this.dataSource.manager, deviceId, rows) };
  }

  /**
   * The set that holds this half. pending: the pending one, or the current one if this half does not change. algorithm: which of several
   * pending management keys; without it the newest. undefined if the card has the stock batch's value.
   */
  async holding(
    deviceId: string,
    half: Half,
    which: 'current' | 'pending',
    algorithm?: ManagementKeyAlgorithm,
  ): Promise<KeySetEntity | undefined> {
    const rows = await this.rows(deviceId);
    const pending = half === 'puk' ? pendingPuk(rows) : ofAlgorithm(pendingManagementKeys(rows), algorithm);
    return (which === 'pending' && pending) || rows.find((row) => stateOf(row, half) === 'current');
  }

  /**
   * The card has shown that it has this half of a pending set, and so none of the others. Confirming what is current already changes nothing.
   * algorithm: of the management key that it has shown. In the caller's transaction, behind the fence.
   */
  async confirm(
    manager: EntityManager,
    deviceId: string,
    half: Half,
    origin: CallOrigin,
    algorithm?: ManagementKeyAlgorithm,
  ): Promise<void> {
    const column = columnOf[half];
    const rows = await this.rows(deviceId, manager);
    const pending = half === 'puk' ? pendingPuk(rows) : ofAlgorithm(pendingManagementKeys(rows), algorithm);
    if (!pending) {
      if (rows.some((row) => stateOf(row, half) === 'current')) return;
      throw new CardwrightError('VAULT_SECRET_UNKNOWN', undefined, { deviceId, half });
    }
    const others = rows.filter((row) => row !== pending);
    if (others.some((row) => ['pending', 'current'].includes(stateOf(row, half))))
      await manager.query(
        `update key_sets set ${column} = 'retired' where device_id = $1 and version <> $2 and ${column} in ('pending', 'current')`,
        [deviceId, pending.version],
      );
    await preparedIn(
      manager,
      `confirm-${half}`,
      `update key_sets set ${column} = 'current' where device_id = $1 and version = $2`,
      [deviceId, pending.version],
    );
    if (half === 'puk') await forgetWrongPuks(manager, deviceId);
    await this.audit(`${half}.confirmed`, deviceId, pending.version, origin, manager);
  }

  /** The card does not take the pending PUK and keeps what it has. In the caller's transaction, behind the fence. */
  async refusePuk(manager: EntityManager, deviceId: string, origin: CallOrigin): Promise<void> {
    const pending = pendingPuk(await this.rows(deviceId, manager));
    if (!pending) return;
    await manager.query(`update key_sets set puk_state = 'retired' where device_id = $1 and version = $2`, [
      deviceId,
      pending.version,
    ]);
    await forgetWrongPuks(manager, deviceId);
    await this.audit('puk.refused', deviceId, pending.version, origin, manager);
  }

  /** The card says that it has another PUK than this one; nothing is retired by it. In the caller's transaction, behind the fence. */
  async noteWrongPuk(
    manager: EntityManager,
    { deviceId }: LeaseToken,
    name: PukName,
    origin: CallOrigin,
  ): Promise<void> {
    const rows = await this.rows(deviceId, manager);
    const noted = await noteWrongPuk(manager, { deviceId, tenantId: origin.tenantId, name, rows });
    if (noted !== undefined) await this.audit('puk.wrong', deviceId, noted, origin, manager);
  }

  /** The card has the stock batch's values again (recycle is done). In the caller's transaction, behind the fence. */
  async forget(manager: EntityManager, deviceId: string, origin: CallOrigin): Promise<void> {
    const [, changed]: [unknown, number] = await manager.query(
      `update key_sets
          set management_key_state = case management_key_state when 'none' then 'none' else 'retired' end,
              puk_state = case puk_state when 'none' then 'none' else 'retired' end
        where device_id = $1
          and (management_key_state in ('pending', 'current') or puk_state in ('pending', 'current'))`,
      [deviceId],
    );
    const [, pins]: [unknown, number] = await manager.query('delete from operation_pins where device_id = $1', [
      deviceId,
    ]);
    await forgetWrongPuks(manager, deviceId);
    if (changed + pins > 0) await this.audit('key-set.forgotten', deviceId, null, origin, manager);
  }

  private async insert(
    deviceId: string,
    version: number,
    wish: KeySetWish,
    origin: CallOrigin,
    manager: EntityManager,
  ): Promise<void> {
    await preparedIn(
      manager,
      'prepare-key-set',
      `insert into key_sets (tenant_id, device_id, version, master_kid, management_key_algorithm, management_key_state, puk_state)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        origin.tenantId,
        deviceId,
        version,
        await this.vaultKeys.currentMasterKid(manager),
        wish.managementKeyAlgorithm,
        wish.changeManagementKey ? 'pending' : 'none',
        wish.changePuk ? 'pending' : 'none',
      ],
    );
    await this.audit('key-set.prepared', deviceId, version, origin, manager);
  }

  /** The rows, newest first. Inside a transaction the fence's lock keeps others from changing them. */
  private rows(deviceId: string, manager?: EntityManager): Promise<KeySetEntity[]> {
    return manager === undefined ? this.rowsOf(deviceId) : this.rowsOf.within(manager, deviceId);
  }

  private async audit(
    action: string,
    deviceId: string,
    version: number | null,
    origin: CallOrigin,
    manager: EntityManager,
  ): Promise<void> {
    const details = version === null ? {} : { keySetVersion: version };
    await appendAudit(manager, { ...origin, actor: actorOf(origin), action, object: `device:${deviceId}`, details });
  }
}

type Rows = readonly KeySetEntity[];
const pendingPuk = (rows: Rows) => rows.find((row) => row.pukState === 'pending');
/** Newest first, as the rows are; each of another algorithm. */
const pendingManagementKeys = (rows: Rows) => rows.filter((row) => row.managementKeyState === 'pending');
const ofAlgorithm = (newestFirst: Rows, algorithm?: ManagementKeyAlgorithm) =>
  algorithm === undefined ? newestFirst[0] : newestFirst.find((row) => row.managementKeyAlgorithm === algorithm);

/** pending shows the card as it will be once everything under way is confirmed. */
function viewOf(rows: Rows, algorithm?: ManagementKeyAlgorithm): KeySetView {
  const managementKey = rows.find((row) => row.managementKeyState === 'current');
  const puk = rows.find((row) => row.pukState === 'current');
  const keysUnderWay = pendingManagementKeys(rows);
  const keyUnderWay = ofAlgorithm(keysUnderWay, algorithm) ?? keysUnderWay[0];
  const pukUnderWay = pendingPuk(rows);
  const underWay = infoOf(keyUnderWay, pukUnderWay);
  return {
    current: infoOf(managementKey, puk),
    pending: underWay && {
      ...infoOf(keyUnderWay ?? managementKey, pukUnderWay ?? puk)!,
      version: underWay.version,
    },
  };
}

function infoOf(managementKey: KeySetEntity | undefined, puk: KeySetEntity | undefined): KeySetInfo | null {
  const newest = [managementKey, puk].filter((row) => row !== undefined).sort((a, b) => b.version - a.version)[0];
  if (newest === undefined) return null;
  return {
    version: newest.version,
    managementKeyAlgorithm: (managementKey ?? newest).managementKeyAlgorithm,
    managementKeyDiversified: managementKey !== undefined,
    pukDiversified: puk !== undefined,
  };
}
