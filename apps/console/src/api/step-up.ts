/**
 * A call that was answered with AUTH_STEP_UP_REQUIRED: whoever is there signs in again and comes back to this page, where they repeat what
 * they did. Here one dialog is told, wherever the call was made (docs/decisions/0013).
 */
import { here } from './here.js';
import { isProblem } from './problem.js';

type Listener = () => void;
const listeners = new Set<Listener>();

export const stepUpCode = 'AUTH_STEP_UP_REQUIRED';

export function noticeStepUp(error: unknown): void {
  if (isProblem(error, stepUpCode)) for (const listener of listeners) listener();
}

/** Returns what ends it. */
export function onStepUp(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const stepUpAddress = (): string =>
  `/auth/login?${new URLSearchParams({ returnTo: here(), confirm: 'true' }).toString()}`;
