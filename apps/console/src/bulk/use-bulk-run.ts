/**
 * Does an action to many in small requests, so that it can be seen how far it is. All have one id in the audit trail. A request that fails as a whole ends
 * the run: what was not asked for yet failed for the same reason, and can be tried again.
 */
import { useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { bulkActionKinds, type BulkAction, type BulkRefusal } from '@cardwright/contracts/nats/bulk-actions';
import { api, unwrap } from '../api/client.js';
import { asProblem } from '../api/problem.js';
import type { GivenReason } from '../reasons/use-reason-choice.js';

/** Of one request: an answer comes every few seconds. */
const inOne = { devices: 20, sagas: 5 } as const;

export interface BulkRun {
  bulkId: string;
  state: 'waiting' | 'running' | 'ended';
  total: number;
  done: readonly string[];
  failed: readonly { id: string; error: BulkRefusal }[];
  start: (ids: readonly string[]) => Promise<void>;
}

export function useBulkRun(action: BulkAction, given: Partial<GivenReason> | undefined): BulkRun {
  const queryClient = useQueryClient();
  const bulkId = useRef(crypto.randomUUID());
  const [run, setRun] = useState<Pick<BulkRun, 'state' | 'total' | 'done' | 'failed'>>({
    ...{ state: 'waiting', total: 0 },
    ...{ done: [], failed: [] },
  });
  const start = async (ids: readonly string[]): Promise<void> => {
    const done: string[] = [...run.done];
    const failed: { id: string; error: BulkRefusal }[] = [];
    const show = (state: BulkRun['state']): void =>
      setRun({ state, total: run.done.length + ids.length, done: [...done], failed: [...failed] });
    show('running');
    const size = inOne[bulkActionKinds[action].of];
    for (let from = 0; from < ids.length; from += size) {
      const part = ids.slice(from, from + size);
      try {
        const { rows } = await unwrap(
          api.POST('/api/v1/bulk-actions', {
            params: { header: { 'idempotency-key': crypto.randomUUID() } },
            body: { action, ids: part, bulkId: bulkId.current, ...given },
          }),
        );
        for (const { id, error } of rows) {
          if (error === null) done.push(id);
          else failed.push({ id, error });
        }
      } catch (error) {
        const { code, detail } = asProblem(error).problem;
        failed.push(...ids.slice(from).map((id) => ({ id, error: { code, message: detail } })));
        break;
      }
      show('running');
    }
    show('ended');
    for (const key of ['device', 'devices', 'sagas', 'saga', 'revocations'])
      await queryClient.invalidateQueries({ queryKey: [key] });
  };
  return { bulkId: bulkId.current, ...run, start };
}
