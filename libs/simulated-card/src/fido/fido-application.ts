/**
 * The FIDO application as APDUs reach it: messages, keep-alives and cancel, each message to its file in messages/.
 * Governing document: CTAP 2.1 sections 6, 8 and 11.3.
 */
import { CardProtocolError, type CardProtocolErrorCode } from '@cardwright/card-protocol/card-protocol-error';
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import type { CborMap } from '@cardwright/card-protocol/ctap/cbor/cbor-value';
import { ctapCommand, decodeRequest, encodeReply } from '@cardwright/card-protocol/ctap/messages/command';
import { ctapStatus } from '@cardwright/card-protocol/ctap/status';
import {
  cancelling,
  ctapInstruction,
  ctapKeepAlive,
  keepAlivesKnown,
  keepAliveSw,
} from '@cardwright/card-protocol/ctap/transport/pcsc-framing';
import type { CardContext } from '../card/dialect.js';
import type { WaitingForTouch } from '../card/fido-session.js';
import { refuse, StatusError } from '../status-word/status-error.js';
import { CtapError, refuseCtap } from './authenticator/ctap-error.js';
import type { FidoCard } from './authenticator/fido-card.js';
import { hasFido, isBefore21 } from '../card/fido-state.js';
import { authenticatorConfig } from './messages/authenticator-config.js';
import { clientPin } from './messages/client-pin.js';
import { credentialManagement } from './messages/credential-management.js';
import { getAssertion, getNextAssertion } from './messages/get-assertion.js';
import { getInfo, maxMsgSize } from './messages/get-info.js';
import { makeCredential } from './messages/make-credential.js';
import { reset } from './messages/reset.js';
import type { PowerCycle } from './authenticator/power-cycle.js';
import type { FidoTouch } from './authenticator/touch.js';
import { WaitingCommand } from './authenticator/waiting-command.js';

type Handler = (card: FidoCard, parameters: CborMap) => Promise<CborMap | undefined>;

const since21: readonly number[] = [
  ctapCommand.authenticatorCredentialManagement,
  ctapCommand.authenticatorConfig,
  ctapCommand.authenticatorSelection,
];

const handlers: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  [ctapCommand.authenticatorMakeCredential, makeCredential],
  [ctapCommand.authenticatorGetAssertion, getAssertion],
  [ctapCommand.authenticatorGetNextAssertion, getNextAssertion],
  [ctapCommand.authenticatorGetInfo, getInfo],
  [ctapCommand.authenticatorClientPIN, clientPin],
  [ctapCommand.authenticatorCredentialManagement, credentialManagement],
  [ctapCommand.authenticatorConfig, authenticatorConfig],
  [ctapCommand.authenticatorReset, reset],
  [ctapCommand.authenticatorSelection, (card) => card.userPresence().then(() => undefined)],
]);

/** FIDO_2_1_PRE has credential management by another number, and nothing of what came with it in CTAP 2.1. */
const handlersBefore21: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  ...[...handlers].filter(([command]) => !since21.includes(command)),
  [ctapCommand.prototypeAuthenticatorCredentialManagement, credentialManagement],
]);

/** Which mistake of a request is which status. */
const mistakes: Partial<Record<CardProtocolErrorCode, keyof typeof ctapStatus>> = {
  CTAP_FRAME: 'CTAP1_ERR_INVALID_LENGTH',
  CBOR_INVALID: 'CTAP2_ERR_INVALID_CBOR',
  CBOR_UNEXPECTED_TYPE: 'CTAP2_ERR_CBOR_UNEXPECTED_TYPE',
  CBOR_MISSING: 'CTAP2_ERR_MISSING_PARAMETER',
};

export interface FidoSurroundings {
  readonly power: PowerCycle;
  now(): number;
  touch(): FidoTouch;
}

/** The data of an answer with 9000, the first byte its status. Throws StatusError: 9100 with a byte while a touch is waited for. */
export async function fidoApplication(
  card: CardContext,
  { cla, ins, p1, data }: CommandApdu,
  surroundings: FidoSurroundings,
): Promise<Uint8Array> {
  if ((cla & 0x80) === 0) return refuse('classNotSupported');
  const { fido: session } = card.session;
  if (ins === ctapInstruction.nfcctapGetResponse) {
    const waiting = session.waiting ?? refuse('conditionsOfUse');
    return answered(card, waiting, p1 === cancelling ? waiting.cancel(card) : waiting.poll(card));
  }
  if (ins !== ctapInstruction.nfcctapMsg) return refuse('instructionNotSupported');
  const { touch, now } = surroundings;
  const waiting = new WaitingCommand(card, (p1 & keepAlivesKnown) !== 0, touch, now);
  return answered(
    card,
    waiting,
    waiting.begin(() => reply(fidoCard(card, waiting, surroundings), data)),
  );
}

async function answered(
  { session: { fido } }: CardContext,
  command: WaitingForTouch,
  outcome: Promise<Uint8Array | 'waiting'>,
): Promise<Uint8Array> {
  // Whatever comes in between ends a command that waits.
  fido.waiting = undefined;
  const answer = await outcome;
  if (answer !== 'waiting') return answer;
  fido.waiting = command;
  throw new StatusError(keepAliveSw, Uint8Array.of(ctapKeepAlive.upNeeded));
}

function fidoCard(card: CardContext, waiting: WaitingCommand, { power, now }: FidoSurroundings): FidoCard {
  const { state, session, dialect, keys } = card;
  if (!hasFido(state)) return refuse('notFound');
  return {
    state,
    fido: state.fido,
    session: session.fido,
    power,
    dialect,
    keys,
    now,
    checkpoint: () => waiting.checkpoint(),
    userPresence: () => waiting.userPresence(),
  };
}

async function reply(card: FidoCard, message: Uint8Array): Promise<Uint8Array> {
  try {
    if (message.length > maxMsgSize) refuseCtap('CTAP2_ERR_REQUEST_TOO_LARGE');
    const { command, parameters } = decodeRequest(message);
    const known = isBefore21(card.fido) ? handlersBefore21 : handlers;
    const handler = known.get(command) ?? refuseCtap('CTAP1_ERR_INVALID_COMMAND');
    endLists(card, command);
    return encodeReply(ctapStatus.CTAP2_OK, await handler(card, parameters));
  } catch (error) {
    if (error instanceof CtapError) return encodeReply(error.status);
    if (!(error instanceof CardProtocolError)) throw error;
    return encodeReply(ctapStatus[mistakes[error.code] ?? 'CTAP1_ERR_INVALID_PARAMETER']);
  }
}

/** A list is read without anything in between. */
function endLists({ session }: FidoCard, command: number): void {
  if (command !== ctapCommand.authenticatorGetNextAssertion) session.nextAssertions = [];
  const { authenticatorCredentialManagement, prototypeAuthenticatorCredentialManagement } = ctapCommand;
  if (command === authenticatorCredentialManagement || command === prototypeAuthenticatorCredentialManagement) return;
  session.nextRps = [];
  session.nextCredentials = [];
}
