/**
 * Asks the desk part of whoever is at the seat what programs of that session see of a card (A17). The desk part runs other people's programs as
 * the person; they use the card for a moment, and give way as soon as a saga wants it.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CredentialsSeen } from '@cardwright/contracts/nats/edge.api';
import type { Visitor } from '../desk-link/desk-door.js';
import type { Desks } from '../desk-link/desks.js';
import { DeskQuestions } from './desk-questions.js';

/** A card with 24 certificates and a slow reader. */
const viewMs = 30_000;
/** A program that is stopped is gone by then; who wants the card waits no longer. */
const giveWayMs = 2_000;
const thumbprint = /^[0-9A-F]{64}$/;
const certificatesMax = 64;

export class CredentialViews {
  /** null: it gave way, or nobody has looked. */
  private readonly looks = new DeskQuestions<CredentialsSeen | null>(viewMs, null);

  constructor(private readonly desks: Pick<Desks, 'seated'>) {}

  /** Throws CARD_IN_WORK where the card was needed for something else. */
  async ask(want: 'look' | 'forget', readerName: string, thumbprints: readonly string[]): Promise<CredentialsSeen> {
    const visitor = await this.desks.seated();
    if (visitor === undefined) return { by: 'pcsc', why: 'no-desk' };
    const seen = await this.looks.ask(visitor, (lookId) => ({
      ...{ say: 'look', lookId, readerName, want },
      thumbprints: [...thumbprints],
    }));
    if (seen === null) throw new CardwrightError('CARD_IN_WORK', undefined, { readerName });
    return seen;
  }

  /** What a desk part says it saw. Only who was asked has an answer. */
  answered(visitor: Visitor, lookId: string, seen: unknown): void {
    this.looks.answered(visitor, lookId, seenOf(seen));
  }

  left(visitor: Visitor): void {
    this.looks.left(visitor);
  }

  /** A saga wants a card: nothing of ours is in its way. */
  async giveWay(): Promise<void> {
    const looks = [...this.looks.open];
    if (looks.length === 0) return;
    for (const [lookId, { visitor }] of looks) visitor.send({ say: 'give-way', lookId });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, giveWayMs)));
    await Promise.race([Promise.all(looks.map(([, { over }]) => over)), late]);
    clearTimeout(timer);
  }
}

/** A user's process may say anything. */
function seenOf(seen: unknown): CredentialsSeen | null {
  if (typeof seen !== 'object' || seen === null) return null;
  const { by, thumbprints, why } = seen as { by?: unknown; thumbprints?: unknown; why?: unknown };
  if (by === 'pkcs11' && Array.isArray(thumbprints))
    return {
      by,
      thumbprints: thumbprints
        .slice(0, certificatesMax)
        .filter((each): each is string => typeof each === 'string' && thumbprint.test(each)),
    };
  return by === 'pcsc' && (why === 'no-pkcs11' || why === 'no-token') ? { by, why } : null;
}
