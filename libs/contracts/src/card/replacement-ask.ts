import type { ReasonCode } from './reasons.js';

/** What a holder asks for: a new card in the place of one of theirs. An operator decides, by `devices.replace` or by declining it. */
export interface ReplacementAsk {
  /** One that holders may ask for (`holderAsks`). */
  reason: ReasonCode;
  /** The holder's words. */
  reasonText: string | null;
  askedAt: string;
  /** null: nobody has decided yet. withdrawn: the holder took it back. */
  decision: 'accepted' | 'declined' | 'withdrawn' | null;
  decidedAt: string | null;
  /** The words of whoever declined it, which its holder reads. */
  decisionReasonText: string | null;
}
