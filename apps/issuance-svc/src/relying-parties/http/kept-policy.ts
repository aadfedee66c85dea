/** The policy of a provider as it was read a moment ago, for whoever asks while no card is held: many dry runs then ask the provider once. */
const keptForMs = 300_000;

export class KeptPolicy<Policy> {
  private known: { policy: Promise<Policy>; until: number } | undefined;

  constructor(private readonly clock: { now(): number }) {}

  /**
   * What it has against somebody, by `judge`. A policy that was kept and has something against them is read once more: it may have been changed for
   * them. A failed reading is not kept.
   */
  async judged<Obstacle>(read: () => Promise<Policy>, judge: (policy: Policy) => Obstacle[]): Promise<Obstacle[]> {
    const { policy, isKept } = this.get(read);
    const obstacles = judge(await policy);
    if (obstacles.length === 0 || !isKept) return obstacles;
    if (this.known?.policy === policy) this.known = undefined;
    return judge(await this.get(read).policy);
  }

  private get(read: () => Promise<Policy>): { policy: Promise<Policy>; isKept: boolean } {
    const now = this.clock.now();
    if (this.known !== undefined && now < this.known.until) return { policy: this.known.policy, isKept: true };
    const known = { policy: read(), until: now + keptForMs };
    this.known = known;
    known.policy.catch(() => {
      if (this.known === known) this.known = undefined;
    });
    return { policy: known.policy, isKept: false };
  }
}
