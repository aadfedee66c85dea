/**
 * One card of a running system, seen as the person who holds it and the operator beside them see it: starts flows, gives a PIN whenever
 * one is asked for, waits for the end, and then checks card, database and CA. Nothing is retried for the system: a saga that does not
 * go on by itself is a finding, and only then is it helped, so that the run can go on. Fault harness only; governing document: faults.md.
 */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { isFinalState } from '@cardwright/contracts/workflow/final-states';
import { setTimeout as delay } from 'node:timers/promises';
import { fidoError } from '@cardwright/card-session/ctap/fido-error';
import type { OtherProgram } from '@cardwright/device-edge/reader/simulated-readers';
import { PowerLostError } from '@cardwright/simulated-card/power-cut';
import type {
  PlatformCredential,
  PlatformOptions,
} from '@cardwright/device-edge/platform-webauthn/platform-authenticator.port';
import { brokenInvariants } from '../invariants.js';
import { randomPin, supplyPin, supplyPinChange } from '../issue.js';
import type { Records } from '../records.js';
import type { Api } from '../system.js';
import type { CardCondition, Flow, FlowTarget } from './flows.js';
import { laneOf } from './lane.js';
import type { PasskeyPlace } from './passkey-place.js';
import { rawCard } from './watched-card.js';
import { credentialInWindow } from './window-desk.js';

export interface DriverParts {
  api: Api;
  records: Records;
}

/** What is reported of a request while it is followed. */
export interface FollowedRun {
  /** The system cannot progress now, because the card is out of the reader or a process is down. */
  away: () => boolean;
  /** When it last came back, milliseconds. */
  backAt: () => number;
  findings: string[];
  /** Somebody takes the card out and puts it in again, as they are asked to; absent: nobody does. */
  reinsert?: () => Promise<void>;
}

export interface Followed {
  completed: boolean;
  attempts: number;
  pinsAsked: number;
}

interface RequestState {
  state: string;
  attempt: number;
  stuck_reason: string | null;
  stage: string;
}

/** The vault signs for so many of a card in an hour without a lease, and a few more. */
export const deletionsAtMost = 8;
const pollMs = 20;
/**
 * What follows the end of a request (lease, revocations, the workflow's own end) is done by then. A card that was re-encoded often has thirty
 * certificates to revoke, each by a workflow of its own: on a machine that does other work too this takes up to half a minute.
 */
const settleMs = 60_000;
/** The PIN came too late for its card session; the saga asks again. */
const outOfDate: ReadonlySet<string | undefined> = new Set(['PIN_KEY_EXPIRED', 'LIFECYCLE_LEASE_LOST']);

/**
 * The errors for a PIN that is sent again because the first answer was lost: the agent already has it, or the saga has used it, and maybe asks for the
 * PIN of the other application by now.
 */
const maybeTaken: ReadonlySet<string> = new Set(['PIN_REPLAYED', 'LIFECYCLE_TRANSITION', 'PIN_SEALED_INVALID']);

/** What the browser was to make is not waited for now, or was to be made for other options. */
const notAskedNow: ReadonlySet<string> = new Set(['LIFECYCLE_TRANSITION', 'RELYING_PARTY_CHALLENGE_EXPIRED']);
/** Whoever sits there looks before clicking once more. */
const browserAgainMs = 200;

type InBrowser = NonNullable<PasskeyPlace['inBrowser']>;
type InWindow = NonNullable<PasskeyPlace['inWindow']>;

export class SagaDriver {
  condition: CardCondition = 'blank';
  /** Keys that were moved into the history since the card was blank. */
  keysMoved = 0;
  /** How often a passkey of it was deleted: in a recycle, or for a new one. */
  deletions = 0;
  /** Something was found about its last flow: another card is taken. */
  isBroken = false;
  /** The PIN that was chosen last. */
  pin: string | null = null;
  /** Taken by the agent, but the answer was lost: the saga may have heard of it or not. */
  private uncertainPins: string[] = [];
  /** What is typed in a change of the known PIN: the same at each question, because after a fault nobody knows which of them the card has. */
  private change: { old: string; pin: string } | undefined;
  /** The holder types the same whenever it is asked for, until the card is blank again. */
  private fidoPin = randomPin();
  /** That the system has opened for this holder. */
  private windows = 0;

  constructor(
    private readonly parts: DriverParts,
    readonly target: FlowTarget,
    /** The card's file, because an object in a reader may not show what was stored. */
    private readonly file: string,
    /** stuckMs: a saga that is stuck so long with its card in the reader does not go on by itself. */
    private readonly patience: { stuckMs: number; giveUpMs: number },
  ) {
    const inWindow = target.passkeys?.inWindow;
    inWindow?.desk.seat(inWindow.userName, (options) => this.takeInWindow(options));
  }

  /** The request that was started; undefined: refused, and nothing had begun. mayRefuse: whether a fault happened meanwhile. */
  async begin(flow: Flow, mayRefuse: () => boolean): Promise<string | undefined> {
    const before = await this.lastRequest();
    this.change = flow.byHolder && { old: await this.requirePin(), pin: randomPin() };
    try {
      return (await flow.start(this.parts.api, this.target)).saga.requestId;
    } catch (error) {
      const last = await this.lastRequest();
      if (!mayRefuse() || (error as { code?: string }).code === 'INTERNAL')
        throw new Error(`${flow.name} cannot begin: ${refusalOf(error)} ${JSON.stringify([last, before])}`, {
          cause: error,
        });
      // The answer was lost, not the request.
      return last?.request_id === before?.request_id ? undefined : last?.request_id;
    }
  }

  /** Until the request is closed, or nothing more is expected of it. */
  async follow(requestId: string, run: FollowedRun): Promise<Followed> {
    const answered = new Set<string>();
    const reinserted = new Set<number>();
    let stuckSince = 0;
    for (;;) {
      const [request] = await this.parts.records.query<RequestState>(
        'SELECT state, attempt, stage, stuck_reason FROM issuance.request WHERE request_id = $1',
        [requestId],
      );
      const { state, attempt, stage, stuck_reason: stuck } = request!;
      const { inBrowser, inWindow } = (stage === 'passkey' ? this.target.passkeys : undefined) ?? {};
      // A browser is asked once more where what it has made was not taken, and a window opened once more where it came to nothing.
      const again = inWindow === undefined ? stuck : this.windows;
      const question = `${attempt} ${stage} ${(inBrowser ?? inWindow) === undefined ? '' : again}`;
      const followed = { attempts: attempt, pinsAsked: answered.size };
      if (isFinalState(state)) {
        if (state !== 'COMPLETED') run.findings.push(`the request ended as ${state}`);
        return { completed: state === 'COMPLETED', ...followed };
      }
      if (state === 'AWAITING_USER' && !answered.has(question)) {
        let isAnswered: boolean;
        if (inBrowser !== undefined) isAnswered = !run.away() && (await this.answerInBrowser(requestId, inBrowser));
        else if (inWindow !== undefined) isAnswered = !run.away() && (await this.openWindow(requestId, inWindow));
        else isAnswered = await this.answerPin(requestId);
        if (isAnswered) answered.add(question);
      }
      if (state === 'FAILED' && stuck === 'FIDO_RESET_NEEDS_REINSERT' && !run.away() && !reinserted.has(attempt)) {
        reinserted.add(attempt);
        await run.reinsert?.();
      }
      if (state !== 'FAILED' || run.away()) stuckSince = 0;
      else if (stuckSince === 0) stuckSince = Date.now();
      else if (Date.now() - stuckSince > this.patience.stuckMs) {
        run.findings.push(`does not go on by itself: ${stuck} in attempt ${attempt}`);
        stuckSince = 0;
        await this.parts.api('POST', `/sagas/${requestId}/retry`, {}).catch(() => undefined);
      }
      if (!run.away() && Date.now() - run.backAt() > this.patience.giveUpMs) {
        const seconds = this.patience.giveUpMs / 1000;
        run.findings.push(`not recovered after ${seconds} s: ${state} ${stuck ?? ''} in attempt ${attempt}`);
        return { completed: false, ...followed };
      }
      await delay(pollMs);
    }
  }

  /** Its request is completed. */
  became(flow: Flow): void {
    this.condition = flow.leaves;
    if (flow.leaves === 'blank') this.keysMoved = 0;
    if (flow.passkey && flow.needs === 'active') this.deletions += 1;
    if (flow.movesKey) this.keysMoved += 1;
  }

  /** What is broken, once whatever follows the end of a request had its time. */
  async broken(): Promise<string[]> {
    const { deviceId, passkeys } = this.target;
    for (const until = Date.now() + settleMs; ;) {
      const { snapshot, hasFidoPin } = await rawCard(this.file);
      const broken = await brokenInvariants(this.parts, deviceId, snapshot, { audit: 'device' });
      if (this.condition !== 'blank' && !(await this.hasChosenPin()))
        broken.push('I2 the PIN on the card is not the one that was chosen last');
      if (passkeys !== undefined) broken.push(...(await passkeys.broken(deviceId, snapshot)));
      if (passkeys !== undefined && this.condition !== 'blank' && !hasFidoPin(this.fidoPin))
        broken.push('I2 the FIDO PIN on the card is not the one that was typed');
      if (broken.length === 0 || Date.now() > until) {
        if (this.condition === 'blank') this.fidoPin = randomPin();
        return broken;
      }
      await delay(100);
    }
  }

  /** A new PIN each time one is asked for, or the one that the card has. False: the question was out of date. */
  private async answerPin(requestId: string): Promise<boolean> {
    const { change } = this;
    const onCard = await this.pinOnCard();
    let pin = change?.pin ?? randomPin();
    let ofDevice = true;
    try {
      if (change !== undefined) await supplyPinChange(laneOf(this.target).holder, requestId, change);
      else
        await supplyPin(this.parts.api, requestId, (asks) => {
          ofDevice = asks !== 'fido-pin' && asks !== 'new-fido-pin';
          if (!ofDevice) return this.fidoPin;
          return asks === 'card-pin' ? (pin = onCard ?? pin) : pin;
        });
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== undefined && maybeTaken.has(code)) {
        if (ofDevice) this.uncertainPins.push(pin);
      } else if (!outOfDate.has(code)) throw error;
      return false;
    }
    if (!ofDevice) return true;
    this.pin = pin;
    this.uncertainPins = [];
    return true;
  }

  /** False: the dialog came to nothing, or the question was out of date. */
  private async answerInBrowser(requestId: string, inBrowser: InBrowser): Promise<boolean> {
    let browser: OtherProgram | undefined;
    try {
      browser = this.target.openBrowser!();
      await inBrowser(requestId, { transmit: browser.transmit, pin: this.fidoPin });
      return true;
    } catch (error) {
      if (isNoAnswer(error)) await delay(browserAgainMs);
      else throw error;
      return false;
    } finally {
      browser?.leave();
    }
  }

  /** False: nobody would open it now, or the question was out of date. */
  private async openWindow(requestId: string, { ready, desk }: InWindow): Promise<boolean> {
    if (!desk.isThere) return false;
    try {
      await ready(requestId);
      return true;
    } catch (error) {
      if (!isNoAnswer(error)) throw error;
      await delay(browserAgainMs);
      return false;
    }
  }

  /** Whoever pulls the card there has closed the window. */
  private async takeInWindow(options: PlatformOptions): Promise<PlatformCredential> {
    this.windows += 1;
    let key: OtherProgram | undefined;
    try {
      key = this.target.openBrowser!();
      return await credentialInWindow({ transmit: key.transmit, pin: this.fidoPin }, options);
    } catch (error) {
      const refused = fidoError(error);
      if (isCardwrightError(refused, 'FIDO_CREDENTIAL_EXCLUDED')) throw refused;
      if (isNoAnswer(error)) throw new CardwrightError('FIDO_USER_CANCELLED', undefined, {}, error);
      throw error;
    } finally {
      key?.leave();
    }
  }

  private async hasChosenPin(): Promise<boolean> {
    return (await this.pinOnCard()) !== undefined || (this.pin === null && this.uncertainPins.length === 0);
  }

  private async requirePin(): Promise<string> {
    const pin = await this.pinOnCard();
    if (pin === undefined) throw new Error('nobody knows the PIN of the card');
    return pin;
  }

  private async pinOnCard(): Promise<string | undefined> {
    const { hasPin } = await rawCard(this.file);
    return [...this.uncertainPins, ...(this.pin === null ? [] : [this.pin])].find(hasPin);
  }

  private async lastRequest() {
    const [last] = await this.parts.records.query<{ request_id: string; type: string; state: string }>(
      `SELECT request_id, type, state FROM issuance.request WHERE device_id = $1 ORDER BY created_at DESC LIMIT 1`,
      [this.target.deviceId],
    );
    return last;
  }
}

/** The agent has the card, the card is out, or the saga asks for nothing of the kind any more. */
function isNoAnswer(error: unknown): boolean {
  const { code } = error as { code?: string };
  if (error instanceof TypeError || error instanceof PowerLostError || error instanceof CardwrightError) return true;
  return code !== undefined && notAskedNow.has(code);
}

export const said = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** The whole answer, because a reader of the harness's output sees nothing else. */
function refusalOf(error: unknown): string {
  const { code, answer, message } = error as { code?: string; answer?: unknown; message: string };
  return `${code ?? ''} ${message} ${JSON.stringify(answer ?? {})}`;
}
