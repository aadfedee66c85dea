/** Time for what calls Graph; tests have one that stands still. */
export interface GraphClock {
  now(): number;
  wait(ms: number): Promise<void>;
}

export const systemClock: GraphClock = {
  now: () => Date.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
