/**
 * Secrets of one operation, in memory only: those of the current batch (opened from its sealed bag, wiped after it) and
 * those that the agent makes or holds for the whole operation (`pin.operation`, `pin.holder`, `pin.old`, `pin.fido`). Wiped when it ends.
 * Governing document: design.md 3.
 */
import type { SecretName } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { wipe } from '@cardwright/sealing/text';

export class SecretBag {
  private readonly held = new Map<SecretName, Uint8Array>();
  private batch = new Map<SecretName, Uint8Array>();

  /** Takes the values over (no copy); what an earlier batch left is wiped. */
  loadBatch(secrets: Map<SecretName, Uint8Array>): void {
    this.wipeBatch();
    this.batch = secrets;
  }

  /** Keeps a value for the operation (no copy); the one before is wiped. */
  hold(name: SecretName, value: Uint8Array): void {
    wipe(this.held.get(name));
    this.held.set(name, value);
  }

  /** The secret can no longer be obtained. */
  forget(name: SecretName): void {
    wipe(this.held.get(name));
    this.held.delete(name);
  }

  has(name: SecretName): boolean {
    return this.held.has(name) || this.batch.has(name);
  }

  /**
   * The bag's own bytes: use, do not keep. What the agent made itself is newer than what the vault sends.
   * Throws PIN_KEY_EXPIRED for the holder's PINs (they must be typed again), EDGE_RESTARTED for the operation PIN (settled by
   * the PUK in the next attempt), VAULT_SECRET_UNKNOWN for anything that the batch should have brought.
   */
  get(name: SecretName): Uint8Array {
    const value = this.held.get(name) ?? this.batch.get(name);
    if (value !== undefined) return value;
    if (name === 'pin.holder' || name === 'pin.old' || name === 'pin.fido')
      throw new CardwrightError('PIN_KEY_EXPIRED');
    if (name === 'pin.operation') throw new CardwrightError('EDGE_RESTARTED', undefined, { secret: name });
    throw new CardwrightError('VAULT_SECRET_UNKNOWN', undefined, { secret: name });
  }

  wipeBatch(): void {
    wipe(...this.batch.values());
    this.batch.clear();
  }

  wipeAll(): void {
    this.wipeBatch();
    wipe(...this.held.values());
    this.held.clear();
  }
}
