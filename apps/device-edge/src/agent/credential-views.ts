/**
 * Asks the desk part of whoever is at the seat what programs of that session see of a card (A17). The desk part runs other people's programs as
 * the person; they use the card for a moment, and give way as soon as a saga wants it.
 */
import { randomUUID } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CredentialsSeen } from '@cardwright/contracts/nats/edge.api';
import type { Visitor } from '../desk-link/desk-door.js';
import type { Desks } from '../desk-link/desks.js';

interface View {
  visitor: Visitor;
  /** null: it gave way, or is gone. */
  answer: (seen: CredentialsSeen | null) => void;
  over: Promise<unknown>;
}

/** A card with 24 certificates and a slow reader. */
const viewMs = 30_000;
/** A program that is stopped is gone by then; who wants the card waits no longer. */
const giveWayMs = 2_000;
const thumbprint = /^[0-9A-F]{64}$/;
const certificatesMax = 64;

export class CredentialViews {
  private readonly views = new Map<string, View>();

  constructor(private readonly desks: Pick<Desks, 'seated'>) {}

  /** Throws CARD_BUSY where the card was needed for something else. */
  async ask(want: 'look' | 'forget', readerName: string, thumbprints: readonly string[]): Promise<CredentialsSeen> {
    const visitor = await this.desks.seated();
    if (visitor === undefined) return { by: 'pcsc', why: 'no-desk' };
    const lookId = randomUUID();
    let answer: View['answer'] = () => undefined;
    const answered = new Promise<CredentialsSeen | null>((resolve) => (answer = resolve));
    const timer = setTimeout(() => answer(null), viewMs).unref();
    this.views.set(lookId, { visitor, answer, over: answered });
    visitor.send({ say: 'look', lookId, readerName, want, thumbprints: [...thumbprints] });
    const seen = await answered;
    clearTimeout(timer);
    this.views.delete(lookId);
    if (seen === null) throw new CardwrightError('CARD_BUSY', undefined, { readerName });
    return seen;
  }

  /** What a desk part says it saw. Only who was asked has an answer. */
  answered(visitor: Visitor, lookId: string, seen: unknown): void {
    const view = this.views.get(lookId);
    if (view?.visitor === visitor) view.answer(seenOf(seen));
  }

  left(visitor: Visitor): void {
    for (const view of this.views.values()) if (view.visitor === visitor) view.answer(null);
  }

  /** A saga wants a card: nothing of ours is in its way. */
  async giveWay(): Promise<void> {
    if (this.views.size === 0) return;
    const views = [...this.views];
    for (const [lookId, { visitor }] of views) visitor.send({ say: 'give-way', lookId });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, giveWayMs)));
    await Promise.race([Promise.all(views.map(([, { over }]) => over)), late]);
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
