/** What users' processes ask of the machine service, each with who may ask it: answers to prompts, and checks by hand. */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { Visitor, VisitorHandler } from '../desk-link/desk-door.js';
import type { Desks } from '../desk-link/desks.js';
import type { Explanation, FromUser, TellText } from '../desk-link/protocol.js';
import type { Log } from '../log/log.js';
import type { CardUpdates } from '../updates/card-updates.js';
import type { ManualAnswer } from '../updates/ports.js';
import type { CardPrograms } from './card-programs.js';
import type { CredentialViews } from './credential-views.js';
import type { DeskAuthenticator } from './desk-authenticator.js';

type Ask<Name extends FromUser['ask']> = Extract<FromUser, { ask: Name }>;
/** Who is there, and who has asked them something. */
interface DeskParts {
  desks: Desks;
  views: Pick<CredentialViews, 'answered' | 'left'>;
  programs: Pick<CardPrograms, 'answered' | 'left'>;
  authenticator: Pick<DeskAuthenticator, 'answered' | 'left'>;
}

type Updates = Pick<CardUpdates, 'answered' | 'accept' | 'arrived' | 'checkByHand' | 'readerNames' | 'outlook'>;

export class DeskRequests implements VisitorHandler {
  /** Offers that a person found by hand: who may accept them, and in which reader the card is. */
  private readonly byHand = new Map<string, { visitor: Visitor; readerName: string }>();

  constructor(
    private readonly updates: () => Updates,
    private readonly parts: DeskParts,
    private readonly log: Log,
    /** A desk part came or went. */
    private readonly changed: () => void,
    private readonly explain: () => Pick<Explanation, 'report' | 'connected' | 'versions'>,
    /** A new code for the portal. */
    private readonly pairingCode: () => Promise<{ code: string; seconds: number }>,
  ) {}

  entered(visitor: Visitor): void {
    if (visitor.role === 'check') return;
    this.log('info', 'a desk part is there', { userId: visitor.userId });
    this.parts.desks.entered(visitor);
    this.changed();
    if (visitor.role === 'desk') this.background(this.updates().arrived());
  }

  left(visitor: Visitor): void {
    this.parts.desks.left(visitor);
    this.parts.views.left(visitor);
    this.parts.programs.left(visitor);
    this.parts.authenticator.left(visitor);
    this.changed();
    for (const [offerId, each] of this.byHand) if (each.visitor === visitor) this.byHand.delete(offerId);
  }

  said(visitor: Visitor, message: FromUser): void {
    if (message.ask === 'answer') this.background(this.answer(visitor, message));
    else if (message.ask === 'not-shown') this.parts.desks.notShown(visitor, String(message.offerId));
    else if (message.ask === 'seen') this.parts.views.answered(visitor, String(message.lookId), message.seen);
    else if (message.ask === 'programs') this.parts.programs.answered(visitor, message.askId, message.names);
    else if (message.ask === 'credential') this.parts.authenticator.answered(visitor, message.askId, message);
    else if (message.ask === 'check') this.background(this.check(visitor, message));
    else if (message.ask === 'accept') this.background(this.accept(visitor, String(message.offerId)));
    else if (message.ask === 'explain') this.background(this.explained(visitor));
    else if (message.ask === 'pair') this.background(this.pair(visitor));
    else visitor.close();
  }

  /** What was found by hand for this card is shown no longer. */
  cardRemoved(readerName: string): void {
    for (const [offerId, each] of this.byHand)
      if (each.readerName === readerName) {
        this.byHand.delete(offerId);
        each.visitor.send({ say: 'withdraw', offerId });
      }
  }

  /** Settings are no secret; what becomes of a card is its holder's and the administrator's. */
  private async explained(visitor: Visitor): Promise<void> {
    const cards = (await this.parts.desks.mayAsk(visitor)) ? this.updates().outlook() : null;
    visitor.send({ say: 'explained', explanation: { ...this.explain(), running: true, cards } });
  }

  /** Only for whoever is at the computer: a code makes its card readers those of a browser. */
  private async pair(visitor: Visitor): Promise<void> {
    try {
      await this.requireMayAsk(visitor);
      visitor.send({ say: 'pair-code', ...(await this.pairingCode()) });
    } catch (error) {
      visitor.send({ say: 'refused', error: wireError(error) });
    }
  }

  private async requireMayAsk(visitor: Visitor): Promise<void> {
    if (!(await this.parts.desks.mayAsk(visitor)))
      throw new CardwrightError('AUTH_FORBIDDEN', say('desk.somebody-else'));
  }

  private async answer(visitor: Visitor, { offerId, answer, comesBackAt }: Ask<'answer'>): Promise<void> {
    const byHand = this.byHand.get(offerId)?.visitor === visitor;
    if (!byHand && !this.parts.desks.shows(visitor, offerId)) return;
    if (answer === 'accepted') return this.accept(visitor, offerId);
    this.byHand.delete(offerId);
    // Cancel changes nothing (B22).
    if (byHand) return;
    this.parts.desks.withdraw(offerId);
    if (answer === 'dismissed' || answer === 'ignored') {
      await this.updates().answered(offerId, answer, typeof comesBackAt === 'string' ? comesBackAt : undefined);
    }
  }

  private async accept(visitor: Visitor, offerId: string): Promise<void> {
    const found = this.byHand.get(offerId);
    if (found?.visitor !== visitor && !this.parts.desks.shows(visitor, offerId)) return;
    this.byHand.delete(offerId);
    try {
      const url = await this.updates().accept(offerId, found?.readerName);
      visitor.send({ say: 'open', offerId, url });
    } catch (error) {
      visitor.send({ say: 'refused', error: wireError(error), offerId });
    }
  }

  private async check(visitor: Visitor, { readerName, showAt }: Ask<'check'>): Promise<void> {
    try {
      await this.requireMayAsk(visitor);
      const names = this.updates().readerNames();
      if (names.length === 0 && readerName === null) throw new CardwrightError('CARD_ABSENT');
      if (showAt === 'desk')
        return await this.checkForDesk(visitor, readerName === null ? names : [String(readerName)]);
      if (readerName === null && names.length > 1) return visitor.send({ say: 'choose', readerNames: names });
      const answer = await this.updates().checkByHand(readerName === null ? names[0]! : String(readerName));
      if ('nothing' in answer) return visitor.send({ say: 'nothing', why: answer.nothing });
      this.found(visitor, answer);
      visitor.send({ say: 'found', prompt: answer.prompt, readerName: answer.readerName });
    } catch (error) {
      const desk = showAt === 'desk' ? this.parts.desks.deskOf(visitor.userId) : undefined;
      desk?.send({ say: 'tell', text: tellOf(error) });
      visitor.send({ say: 'refused', error: wireError(error) });
    }
  }

  /** Nobody reads a terminal: what is found is shown by the person's desk part, and that nothing is, once. */
  private async checkForDesk(visitor: Visitor, readerNames: readonly string[]): Promise<void> {
    const desk = this.parts.desks.deskOf(visitor.userId);
    if (desk === undefined) throw new CardwrightError('EDGE_UNREACHABLE', say('desk.not-in-session'));
    const answers: ManualAnswer[] = [];
    for (const name of readerNames) answers.push(await this.updates().checkByHand(name));
    const offers = answers.filter((answer) => 'found' in answer);
    for (const offer of offers) {
      if (this.parts.desks.shows(desk, offer.found.offerId)) continue;
      this.found(desk, offer);
      desk.send({ say: 'present', prompt: offer.prompt });
    }
    const [first] = answers;
    const why = first !== undefined && 'nothing' in first ? first.nothing : 'none';
    if (offers.length === 0)
      desk.send({ say: 'tell', text: why === 'not-managed' || why === 'disabled' ? 'none' : why });
    visitor.send({ say: 'nothing', why: offers.length === 0 ? why : 'none' });
  }

  private found(visitor: Visitor, { found, readerName }: Extract<ManualAnswer, { found: object }>): void {
    this.byHand.set(found.offerId, { visitor, readerName });
  }

  private background(work: Promise<unknown>): void {
    work.catch((error: unknown) =>
      this.log('warn', 'a request of a desk part failed', { code: isCardwrightError(error) ? error.code : 'INTERNAL' }),
    );
  }
}

const wireError = (error: unknown) =>
  (isCardwrightError(error) && error.row.exposeMessage ? error : new CardwrightError('INTERNAL')).toJSON();

/** No server answers, or policies forbid to ask it. */
const unreachable: ReadonlySet<string> = new Set([
  'REQUEST_SERVICE_UNAVAILABLE',
  'EDGE_POLICY_INVALID',
  'EDGE_ENROLLED_ELSEWHERE',
  'EDGE_SERVER_MISSING',
]);

function tellOf(error: unknown): TellText {
  if (isCardwrightError(error, 'CARD_ABSENT')) return 'no-card';
  return isCardwrightError(error) && unreachable.has(error.code) ? 'no-server' : 'not-accepted';
}
