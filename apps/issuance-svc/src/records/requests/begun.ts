/** Reads how far a saga that replaces keys has come on the card, from what it saved before each batch. */
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';
import { LessThan, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { keyReferenceOfTag } from '@cardwright/card-plan/key-reference-tags';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CardSessionState } from '../../persistence/card-session-state.js';
import { CardIntentEntity } from '../../persistence/card-intent.entity.js';

/** The session of the newest attempt that read the card; null when none did. */
export async function newestSession(manager: EntityManager, requestId: string): Promise<CardSessionState | null> {
  return (await newestIntent(manager, { requestId }))?.session ?? null;
}

/** From the newest earlier attempt that read the card: the state in which it found the card, and what it was doing. */
export const attemptBefore = (
  manager: EntityManager,
  requestId: string,
  attempt: number,
): Promise<Pick<CardIntentEntity, 'beforeImage' | 'session'> | null> =>
  newestIntent(manager, { requestId, attempt: LessThan(attempt) });

const newestIntent = (
  manager: EntityManager,
  where: FindOptionsWhere<CardIntentEntity>,
): Promise<CardIntentEntity | null> => manager.findOne(CardIntentEntity, { where, order: { attempt: 'DESC' } });

/** The state of each credential of a device after one of its sagas is stopped. */
export interface StoppedCredentials<Row> {
  /** In use from now on. */
  active: Row[];
  /** Credentials that leave use: they were replaced, or this request made them and no card has them. */
  replaced: Row[];
}

/**
 * Credentials that are on the card stay in use. Those that were replaced, or whose key is gone, do not. rows: the credentials in use. Pure.
 */
export function stoppedCredentials<Row extends { requestId: string; state: string; keyReference: string }>(
  rows: readonly Row[],
  requestId: string,
  begun: readonly KeyReferenceName[],
): StoppedCredentials<Row> {
  const ours = rows.filter((row) => row.requestId === requestId);
  const active = ours.filter((row) => row.state === 'VERIFIED');
  const touched = rows.filter(
    (row) => row.requestId !== requestId && begun.includes(row.keyReference as KeyReferenceName),
  );
  return { active, replaced: [...ours.filter((row) => row.state !== 'VERIFIED'), ...touched] };
}

/** Key references whose old key may be gone by now. */
export async function begunKeyReferences(
  manager: EntityManager,
  requestId: string,
): Promise<readonly KeyReferenceName[]> {
  return (await doubtsAbout(manager, requestId)).begun;
}

/** The parts of the card that a saga may have left unfinished. */
export interface CardDoubts {
  /** Key references whose old key may be gone. */
  begun: readonly KeyReferenceName[];
  /** Key references whose certificate the card may not show as a whole; their keys are as they were. */
  torn: readonly KeyReferenceName[];
  /** new: the card said that it has it, or proved it. unknown: the old or the new one; the vault knows both. */
  managementKey: 'as-before' | 'unknown' | 'new';
}

export async function doubtsAbout(manager: EntityManager, requestId: string): Promise<CardDoubts> {
  const { begun = [], filling = [], newManagementKey = false } = (await newestSession(manager, requestId)) ?? {};
  const torn = filling.flatMap((tagHex) => keyReferenceOfTag(tagHex) ?? []);
  const managementKey = (await hasNewManagementKey(manager, requestId))
    ? 'new'
    : newManagementKey
      ? 'unknown'
      : 'as-before';
  return { begun, torn: torn.filter((name) => !begun.includes(name)), managementKey };
}

/** Whether the card said during this request that it has the management key that was under way to it, from this request or one before. */
export async function hasNewManagementKey(manager: EntityManager, requestId: string): Promise<boolean> {
  const rows = await preparedIn(
    manager,
    'request-new-management-key',
    `SELECT FROM card_intent WHERE request_id = $1 AND session->>'keySet' = 'pending' LIMIT 1`,
    [requestId],
  );
  return rows.length > 0;
}
