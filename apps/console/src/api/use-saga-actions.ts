/** What people decide about a saga. The PIN is not among these: it never enters a cache (pin/). */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from './client.js';

export function useSagaActions(requestId: string, onDone?: () => void) {
  const queryClient = useQueryClient();
  const path = { requestId };
  const onSuccess = async (): Promise<void> => {
    onDone?.();
    await queryClient.invalidateQueries({ queryKey: ['saga', requestId] });
    await queryClient.invalidateQueries({ queryKey: ['sagas'] });
  };
  return {
    retry: useMutation({
      mutationFn: () => unwrap(api.POST('/api/v1/sagas/{requestId}/retry', { params: { path }, body: {} })),
      onSuccess,
    }),
    /** Goes on at another workstation, once its agent sees this very card. */
    move: useMutation({
      mutationFn: (workstationId: string) =>
        unwrap(api.POST('/api/v1/sagas/{requestId}/retry', { params: { path }, body: { workstationId } })),
      onSuccess,
    }),
    cancel: useMutation({
      mutationFn: (reasonText: string) =>
        unwrap(api.POST('/api/v1/sagas/{requestId}/cancel', { params: { path }, body: { reasonText } })),
      onSuccess,
    }),
    skipPin: useMutation({
      mutationFn: () => unwrap(api.POST('/api/v1/sagas/{requestId}/skip-pin', { params: { path } })),
      onSuccess,
    }),
  };
}
