/** What requests of operators have in common. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { pageRows } from '@cardwright/contracts/nats/rpc';
import { isUuid } from '@cardwright/contracts/uuid';

const longestReason = 1_000;

export const invalid = (field: string): CardwrightError => new CardwrightError('REQUEST_INVALID', undefined, { field });

/** Throws REQUEST_INVALID {field}. */
export function requireId(id: unknown, field: string): string {
  if (typeof id !== 'string' || !isUuid(id)) throw invalid(field);
  return id;
}

/** Throws REQUEST_INVALID {field: limit}. */
export function requireLimit(limit: unknown = pageRows.usual): number {
  if (!Number.isInteger(limit) || (limit as number) < 1) throw invalid('limit');
  return Math.min(limit as number, pageRows.most);
}

/** Why it is stopped, in words. Throws REQUEST_INVALID {field: reasonText}, which the API calls it. */
export function requireReason(reason: unknown): string {
  if (typeof reason !== 'string' || reason.trim() === '' || reason.length > longestReason) throw invalid('reasonText');
  return reason;
}
