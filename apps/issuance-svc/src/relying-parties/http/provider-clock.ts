/** Time for what calls providers; tests have one that stands still. */
export interface ProviderClock {
  now(): number;
  wait(ms: number): Promise<void>;
}

export const systemClock: ProviderClock = {
  now: () => Date.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
