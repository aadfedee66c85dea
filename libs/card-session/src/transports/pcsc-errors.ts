/**
 * Failures of the PC/SC binding as errors of the catalogue, and what to install where PC/SC is missing. What each code means is
 * pcsc-codes.ts's table.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { toHex } from '@cardwright/card-protocol/bytes';
import { pcscCode } from './pcsc-codes.js';
import { pcscdRefusal } from './pcscd-socket.js';

/** The binding's own refusal of a second call on one handle: nothing of PC/SC's. */
const bindingBusy = 'CardIsBusy';
/** Certainly refused before anything went to the card. */
const neverSent = new Set([bindingBusy, 'InvalidParameter', 'InvalidHandle', 'InvalidValue', 'SharingViolation']);

/** Not instanceof: native errors may come from another realm. */
const pcscName = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code ?? 'unknown');

/** details: pcsc (the binding's name), sent (false: nothing went to the card), gone (true: card or reader are certainly not there). */
export function linkError(
  error: unknown,
  context: { readerName: string; sent: boolean; connecting: boolean },
): CardwrightError {
  const name = pcscName(error);
  const { readerName, connecting } = context;
  const sent = context.sent && !neverSent.has(name);
  if (name === bindingBusy) return new CardwrightError('CARD_BUSY', undefined, { readerName, pcsc: name, sent }, error);
  const { code, sentence, gone = false } = pcscCode(name);
  const details = { readerName, pcsc: name, sent, gone };
  if (code === 'CARD_ABSENT' && !connecting) return new CardwrightError('CARD_REMOVED', undefined, details, error);
  return new CardwrightError(code, sentence, details, error);
}

/** Why there is no PC/SC service to talk to any more. details.pcsc: the binding's name. */
export function serviceError(error: unknown): CardwrightError {
  const name = pcscName(error);
  if (name === 'NoService') return pcscUnavailable('service', error);
  // What libpcsclite says when pcscd ends under it.
  if (name === 'CommError') return new CardwrightError('EDGE_PCSC_STOPPED', undefined, { pcsc: name }, error);
  const { code, sentence } = pcscCode(name);
  return new CardwrightError(code, sentence, { pcsc: name }, error);
}

/**
 * The same for a service that could not be reached in the first place. pcscd takes a connection before it asks polkit, and ends it when polkit
 * says no: depending on who is quicker libpcsclite calls that a security violation, a broken link, or no service at all.
 */
export async function openingError(error: unknown, refusalOfSocket = pcscdRefusal): Promise<CardwrightError> {
  const name = pcscName(error);
  const endedByService = name === 'CommError' || (name === 'NoService' && (await refusalOfSocket()) === undefined);
  if (!endedByService) return serviceError(error);
  const sentence = say('pcsc.ended-at-once');
  return new CardwrightError('EDGE_PCSC_FORBIDDEN', sentence, { pcsc: name }, error);
}

const install: Partial<Record<string, { binding: Sentence; service: Sentence }>> = {
  linux: {
    binding: say('pcsc.linux-binding'),
    service: say('pcsc.linux-service'),
  },
  darwin: {
    binding: say('pcsc.macos-binding'),
    service: say('pcsc.macos-service'),
  },
  win32: {
    binding: say('pcsc.windows-binding'),
    service: say('pcsc.windows-service'),
  },
};
const installElsewhere = {
  binding: say('pcsc.other-binding'),
  service: say('pcsc.other-service'),
};

/** EDGE_PCSC_UNAVAILABLE with details.missing and details.install. */
export function pcscUnavailable(missing: 'binding' | 'service', cause?: unknown): CardwrightError {
  const advice = (install[process.platform] ?? installElsewhere)[missing];
  const what = missing === 'binding' ? say('pcsc.no-binding') : say('pcsc.no-service');
  return new CardwrightError(
    'EDGE_PCSC_UNAVAILABLE',
    say('pcsc.missing', { what, advice }),
    { missing, install: advice.text },
    cause,
  );
}

/**
 * PC/SC does not report the interface. Readers name their contactless slot (PICC, NFC, CL, contactless); storage cards have the
 * ATR of PC/SC Part 3 section 3.1.3.2.3.1. A card in neither group counts as contact.
 */
export function isContactlessReader(readerName: string, atr: Uint8Array): boolean {
  return /\b(picc|nfc|cl|clrf|contactless)\b/i.test(readerName) || /^3b8f8001804f0ca000000306/.test(toHex(atr));
}
