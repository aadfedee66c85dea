/** One's own views of a list, and what is done with them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SavedView, ViewedList } from '@cardwright/contracts/nats/saved-views';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';

export function useViews(list: ViewedList) {
  const queryClient = useQueryClient();
  const onSuccess = () => queryClient.invalidateQueries({ queryKey: queries.views(list).queryKey });
  return {
    views: useQuery(queries.views(list)),
    save: useMutation({
      mutationFn: ({ name, ...body }: SavedView & { formerName?: string }) =>
        unwrap(api.PUT('/api/v1/me/views/{list}/{name}', { params: { path: { list, name } }, body })),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (name: string) =>
        unwrap(api.DELETE('/api/v1/me/views/{list}/{name}', { params: { path: { list, name } } })),
      onSuccess,
    }),
  };
}
