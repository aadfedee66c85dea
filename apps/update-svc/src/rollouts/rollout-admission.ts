/**
 * A card that was heard of takes its place in the roll-out of the version that its profile has now, and has something due only when its ring is open.
 * The first card of a version that is heard of begins the roll-out. Runs in the transaction that keeps what is known of the card.
 */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ExportedProfileChange } from '@cardwright/contracts/nats/issuance.api';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { Clock } from '../config/clock.js';
import { UPDATE_CONFIG, type UpdateConfig } from '../config/config.js';
import { self } from '../config/self.js';
import { dayMs, iso } from '../kinds/due-kind.js';
import { rolledOut } from '../kinds/profile-change.js';
import type { DueEntry, KnownDevice } from '../persistence/device-state.repository.js';
import { RolloutCardRepository } from '../persistence/rollout-card.repository.js';
import { RolloutRepository, type Rollout } from '../persistence/rollout.repository.js';
import { ringOf, type RingPlace } from './ring.js';
import { RolloutClock } from './rollout-clock.js';
import { isOffering } from './rollout-rules.js';

/** A card whose profile wants something of it that is rolled out. */
interface Candidate {
  known: KnownDevice;
  profileName: string;
  change: ExportedProfileChange;
}

@Injectable()
export class RolloutAdmission {
  constructor(
    private readonly rollouts: RolloutRepository,
    private readonly cards: RolloutCardRepository,
    private readonly clock: RolloutClock,
    private readonly time: Clock,
    @Inject(UPDATE_CONFIG) private readonly config: UpdateConfig,
  ) {}

  /** Cards that wait for their ring are answered as others than they were. The rows of the cards are locked. */
  async admit(manager: EntityManager, tenantId: string, news: readonly KnownDevice[]): Promise<KnownDevice[]> {
    const now = new Date(this.time.now());
    const candidates = news.flatMap(candidateOf);
    const others = news.filter((each) => candidates.every(({ known }) => known !== each)).map(({ device }) => device);
    const left =
      others.length > 0 &&
      (await this.cards.leave(
        manager,
        others.map(({ deviceId, profileName, profileVersion, state }) => ({
          ...{ deviceId, profileName, profileVersion },
          active: state === 'ACTIVE',
        })),
        now,
      ));
    const rollouts = await this.rolloutsOf(manager, tenantId, candidates, now);
    const placed = new Map<KnownDevice, { rollout: Rollout; at: RingPlace }>();
    for (const { known, ...wanted } of candidates) {
      const rollout = rollouts.get(keyOf(wanted.profileName, wanted.change.version))!;
      placed.set(known, { rollout, at: ringOf(known.device.deviceId, rollout.rings) });
    }
    if (placed.size > 0)
      await this.cards.join(
        manager,
        [...placed].map(([{ device }, { rollout, at }]) => ({
          ...{ rolloutId: rollout.rolloutId, deviceId: device.deviceId, generation: rollout.generation },
          ...at,
        })),
      );
    // One that is done may let the next ring open. What this transaction has not committed yet is seen by the round after.
    if (left || placed.size > 0) this.clock.soon();
    return news.map((known) => {
      const place = placed.get(known);
      return place === undefined ? known : { ...known, due: known.due.map((row) => waiting(row, place)) };
    });
  }

  private async rolloutsOf(
    manager: EntityManager,
    tenantId: string,
    candidates: readonly Candidate[],
    now: Date,
  ): Promise<Map<string, Rollout>> {
    if (candidates.length === 0) return new Map();
    // Always in the same order: two transactions that begin the same ones must not wait for each other.
    const wanted = new Map(
      candidates
        .map(({ profileName, change }) => [keyOf(profileName, change.version), { profileName, change }] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    const versions = [...wanted.values()].map(({ profileName, change }) => ({ profileName, version: change.version }));
    const known = await this.byVersion(manager, tenantId, versions);
    const missing = [...wanted].filter(([key]) => !known.has(key));
    if (missing.length === 0) return known;
    for (const [, { profileName, change }] of missing) await this.begin(manager, tenantId, profileName, change, now);
    return this.byVersion(manager, tenantId, versions);
  }

  private async byVersion(
    manager: EntityManager,
    tenantId: string,
    versions: readonly { profileName: string; version: number }[],
  ): Promise<Map<string, Rollout>> {
    const rows = await this.rollouts.ofVersions(manager, tenantId, versions);
    return new Map(rows.map((rollout) => [keyOf(rollout.profileName, rollout.version), rollout]));
  }

  private async begin(
    manager: EntityManager,
    tenantId: string,
    profileName: string,
    { version, publishedAt }: ExportedProfileChange,
    now: Date,
  ): Promise<void> {
    const since = await this.rollouts.ringsSince(manager, tenantId);
    // Published before there were rings: its cards keep what is due for them.
    const before = since !== null && new Date(publishedAt) < since;
    const late = await this.rollouts.hasNewer(manager, tenantId, { profileName, version });
    const rings = before ? [100] : [...this.config.rolloutRings];
    const rolloutId = randomUUID();
    const began = await this.rollouts.begin(manager, {
      ...{ rolloutId, tenantId, profileName, version, rings },
      publishedAt: new Date(publishedAt),
      state: late ? 'superseded' : before ? 'finished' : 'running',
      openedAt: [before ? new Date(publishedAt) : now],
      spreadDays: before ? 0 : this.config.rolloutSpreadDays,
      generation: 1,
      failuresFrom: new Date(0),
      startedAt: now,
      endedAt: late || before ? now : null,
      stop: null,
      history: [{ at: now.toISOString(), what: 'began', by: null, ring: 1 }],
    });
    if (!began) return;
    await appendAudit(manager, {
      ...{ tenantId, actor: self, action: 'rollout.began', object: `rollout:${rolloutId}` },
      correlationId: randomUUID(),
      details: { profileName, version, rings },
    });
  }
}

const keyOf = (profileName: string, version: number): string => JSON.stringify([profileName, version]);

const isRolledOut = ({ kind, cause }: DueEntry): boolean =>
  cause === rolledOut.cause && rolledOut.kinds.some((each) => each === kind);

function candidateOf(known: KnownDevice): Candidate[] {
  const { profileName, profileChange: change } = known.device;
  if (profileName === null || !change || !known.due.some(isRolledOut)) return [];
  return [{ known, profileName, change }];
}

/** The same as the statement that brings cards up to their roll-out (persistence/rollout-card.repository.ts). */
function waiting(row: DueEntry, { rollout, at }: { rollout: Rollout; at: RingPlace }): DueEntry {
  if (!isRolledOut(row)) return row;
  const openedAt = rollout.openedAt[at.ring - 1];
  const open = openedAt !== undefined && isOffering(rollout.state);
  const dueAt = openedAt && iso(openedAt.getTime() + at.place * rollout.spreadDays * dayMs);
  return { ...row, dueAt: dueAt ?? row.dueAt, offered: row.offered && open, waitsForRing: !open };
}
