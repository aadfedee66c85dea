/**
 * The roots of the CA that this workstation's credential names, and when another credential is asked for: where what came along is signed under a root
 * that it does not name. Governing document: docs/decisions/0008.
 */

export interface TrustedRoots {
  /** SHA-256 of each root, hex: what the credential of this moment names. */
  sha256Hex: () => string[];
  /** Asks for a credential of now. true: there is one. */
  renew: () => Promise<boolean>;
}

/** A root changes once in years: whoever sends others gets no credential with each of them. */
const renewAtMostEveryMs = 30 * 60_000;

export class RootsInUse {
  private renewedAtMs = -Infinity;

  constructor(
    private readonly roots: TrustedRoots,
    private readonly runningMs: () => number,
  ) {}

  /** Judges, and once more where only the root was missing (`no-root`, `root`) and a credential of now may be asked for. */
  async judge<Outcome>(judge: (rootsSha256Hex: readonly string[]) => Promise<Outcome>): Promise<Outcome> {
    const outcome = await judge(this.roots.sha256Hex());
    if ((outcome !== 'no-root' && outcome !== 'root') || !this.mayRenew()) return outcome;
    if (!(await this.roots.renew())) this.renewedAtMs = -Infinity;
    return judge(this.roots.sha256Hex());
  }

  private mayRenew(): boolean {
    const nowMs = this.runningMs();
    if (nowMs - this.renewedAtMs < renewAtMostEveryMs) return false;
    this.renewedAtMs = nowMs;
    return true;
  }
}
