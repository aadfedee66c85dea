/** What is selected: ids as they were given, each once. */
import { bulkActionKinds, type BulkAction } from '@cardwright/contracts/nats/bulk-actions';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { isUuid } from '@cardwright/contracts/uuid';

/** Throws REQUEST_INVALID {field}. */
export function kindOf(action: BulkAction): (typeof bulkActionKinds)[BulkAction] {
  if (!Object.hasOwn(bulkActionKinds, action))
    throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'action' });
  return bulkActionKinds[action];
}

/** Throws REQUEST_INVALID {field}, BULK_TOO_MANY {most}. */
export function distinctIds(ids: unknown, most: number): string[] {
  if (!Array.isArray(ids) || ids.length === 0 || !ids.every(isUuid))
    throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'ids' });
  const distinct = [...new Set(ids)];
  if (distinct.length > most) throw new CardwrightError('BULK_TOO_MANY', undefined, { most });
  return distinct;
}
