/**
 * The API as a patient client calls it while parts of the system are killed: an error that says "try again" is retried until the time is
 * over, and every other error is thrown. Specs only; starting an issue twice is safe by its idempotency key alone.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './system.js';

/** A service that is away, a gateway that is away, an issuer's keys that cannot be fetched. */
const passing = new Set([
  'REQUEST_SERVICE_UNAVAILABLE',
  'REQUEST_TIMEOUT',
  'REQUEST_RATE_LIMITED',
  'EDGE_UNREACHABLE',
  'PKI_SIGNER_UNAVAILABLE',
]);

export function patientApi(api: Api, timeoutMs = 90_000): Api {
  return async (method, path, body) => {
    const end = Date.now() + timeoutMs;
    for (;;) {
      try {
        return await api(method, path, body);
      } catch (error) {
        const { code } = error as { code?: string };
        // The class is not checked, because the error comes from another realm than the spec.
        const unreachable = (error as Error).message === 'fetch failed';
        if (!(unreachable || (code !== undefined && passing.has(code))) || Date.now() > end) throw error;
      }
      await delay(250);
    }
  };
}
