/** The correlation id of the work at hand, carried along async calls so that every log line of it has it. */
import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<string>();

export const withCorrelation = <Result>(correlationId: string, work: () => Result): Result =>
  storage.run(correlationId, work);
export const currentCorrelationId = (): string | undefined => storage.getStore();
