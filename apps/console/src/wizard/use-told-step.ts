/**
 * Tells the server which step of a wizard this page shows, for whoever helps the holder: at once when it changes, and again while the page is open.
 * That it cannot be told disturbs nobody: it is told again.
 */
import { useEffect } from 'react';
import { type ToldStep, wizardToldEverySeconds } from '@cardwright/contracts/access/wizard-step';
import { api } from '../api/client.js';

const path = '/api/v1/me/wizard-step';
/** A page that follows at once tells its own step in the place of this one. */
const leftAfterMs = 1_000;
const givenUpAfterMs = 10_000;

/** How many parts of the page have a step now. */
let open = 0;
/** One after the other, so that what was told last is what counts. */
let last: Promise<unknown> = Promise.resolve();
const send = (ask: (signal: AbortSignal) => Promise<unknown>): void => {
  last = last.then(() => ask(AbortSignal.timeout(givenUpAfterMs))).catch(() => undefined);
};

/** null: none, or none of a holder’s. */
export function useToldStep(told: ToldStep | null): void {
  const body = JSON.stringify(told);
  const has = told !== null;
  useEffect(() => {
    if (!has) return;
    const tell = (): void => send((signal) => api.PUT(path, { body: JSON.parse(body) as ToldStep, signal }));
    tell();
    const timer = setInterval(tell, wizardToldEverySeconds * 1_000);
    return () => clearInterval(timer);
  }, [has, body]);
  useEffect(() => {
    if (!has) return;
    open += 1;
    return () => {
      open -= 1;
      setTimeout(() => {
        if (open === 0) send((signal) => api.DELETE(path, { signal }));
      }, leftAfterMs);
    };
  }, [has]);
}
