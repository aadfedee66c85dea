/** Requests for another card in the place of one of a person's, as operators have decided: they wait for that card. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { isCardSaga } from '@cardwright/contracts/workflow/saga-kinds';
import { queries } from '../api/queries.js';

/** waiting: undefined as long as it is not known, and without a person. */
export function useWaitingReplacements(personId: string | undefined) {
  const ready = useInfiniteQuery({
    ...queries.sagas({ personId: personId ?? '', state: 'READY' }),
    enabled: personId !== undefined,
  });
  const waiting = ready.data?.pages.flatMap(({ rows }) => rows).filter(({ type }) => !isCardSaga(type));
  return { waiting, error: waiting === undefined ? ready.error : null, retry: ready.refetch };
}
