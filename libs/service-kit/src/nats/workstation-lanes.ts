/**
 * Work that workstations cause, bounded for each of them: how much is under way at once, how much waits, and how much is taken in a
 * second. An agent that sends without end, by malice or by a fault, gets its own share and nobody else's; what is beyond it is not
 * taken. Nothing here knows NATS. One agent's flood must not stop the others.
 */
export interface LaneRules {
  /** Under way at once. */
  atOnce: number;
  /** Waiting behind that. */
  waiting: number;
  /** How many messages are accepted at once after a quiet time, and how fast this allowance recovers. */
  burst: number;
  perSecond: number;
}

interface Lane {
  running: number;
  waiting: Map<string, () => Promise<void>>;
  tokens: number;
  countedAt: number;
}

/** How many lanes are remembered; beyond this, idle ones are forgotten. */
const lanesKept = 10_000;

export class WorkstationLanes {
  private readonly lanes = new Map<string, Lane>();
  private counter = 0;

  /** now: seconds of a clock that never jumps. */
  constructor(private readonly now: () => number = () => performance.now() / 1000) {}

  /**
   * Does the work now or when its turn comes; false if it exceeds the limits. same: takes the place of waiting work with this name, but at the
   * end, for messages of which only the last one counts. The work must not reject.
   */
  take(key: string, rules: LaneRules, work: () => Promise<void>, same?: string): boolean {
    const lane = this.lane(key, rules);
    if (lane.tokens < 1) return false;
    lane.tokens--;
    if (lane.running < rules.atOnce) this.start(lane, rules, work);
    else {
      const name = same ?? `#${this.counter++}`;
      if (!lane.waiting.has(name) && lane.waiting.size >= rules.waiting) return false;
      lane.waiting.delete(name);
      lane.waiting.set(name, work);
    }
    return true;
  }

  private start(lane: Lane, rules: LaneRules, work: () => Promise<void>): void {
    lane.running++;
    void work().finally(() => {
      lane.running--;
      const next = lane.waiting.entries().next();
      if (next.done === true) return;
      lane.waiting.delete(next.value[0]);
      this.start(lane, rules, next.value[1]);
    });
  }

  private lane(key: string, { burst, perSecond }: LaneRules): Lane {
    const now = this.now();
    let lane = this.lanes.get(key);
    if (lane === undefined) {
      if (this.lanes.size >= lanesKept) this.forgetResting();
      lane = { running: 0, waiting: new Map(), tokens: burst, countedAt: now };
      this.lanes.set(key, lane);
    }
    lane.tokens = Math.min(burst, lane.tokens + (now - lane.countedAt) * perSecond);
    lane.countedAt = now;
    return lane;
  }

  private forgetResting(): void {
    for (const [key, lane] of this.lanes) if (lane.running === 0) this.lanes.delete(key);
  }
}
