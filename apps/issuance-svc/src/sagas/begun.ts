/** How far a saga that replaces keys has come on the card, by what it wrote down before each batch. Reads only. */
import type { EntityManager } from 'typeorm';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CardSessionState } from '../card-work/card-session-state.js';
import { CardIntentEntity } from '../persistence/card-intent.entity.js';

/** Of the newest attempt that read the card. */
export async function newestSession(manager: EntityManager, requestId: string): Promise<CardSessionState | null> {
  const [newest] = await manager.find(CardIntentEntity, { where: { requestId }, order: { attempt: 'DESC' }, take: 1 });
  return newest?.session ?? null;
}

/** Key references whose old key may be gone by now. */
export async function begunKeyReferences(
  manager: EntityManager,
  requestId: string,
): Promise<readonly KeyReferenceName[]> {
  return (await newestSession(manager, requestId))?.begun ?? [];
}
