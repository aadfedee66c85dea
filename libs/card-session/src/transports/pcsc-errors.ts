/**
 * From the binding's PC/SC error codes to the error catalogue, and what to install where PC/SC is missing.
 * Not status words of cards (status-error.ts). Governing document: PC/SC Workgroup Specification 2.01 Part 5 section 3.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { toHex } from '@cardwright/card-protocol/bytes';

/** While connecting, no card is "absent"; later the same codes mean "removed". Codes are the binding's names. */
const codes: Readonly<Record<string, ErrorCode>> = {
  SharingViolation: 'CARD_BUSY',
  CardIsBusy: 'CARD_BUSY',
  NoService: 'EDGE_PCSC_UNAVAILABLE',
  ServiceStopped: 'EDGE_PCSC_UNAVAILABLE',
  ServerTooBusy: 'EDGE_PCSC_UNAVAILABLE',
  UnsupportedCard: 'CARD_UNSUPPORTED',
  ProtoMismatch: 'CARD_UNSUPPORTED',
};

/** Certainly refused before anything went to the card. */
const neverSent = new Set(['CardIsBusy', 'InvalidParameter', 'InvalidHandle', 'InvalidValue']);

export function linkError(
  error: unknown,
  context: { readerName: string; sent: boolean; connecting: boolean },
): CardwrightError {
  // Not instanceof: native errors may come from another realm.
  const name = String((error as { code?: unknown } | undefined)?.code ?? 'unknown');
  const code = codes[name] ?? (context.connecting ? 'CARD_ABSENT' : 'CARD_REMOVED');
  // Once connected, a service that stops is a card that is gone: what was under way is then uncertain.
  const certain = context.connecting || code === 'CARD_BUSY' ? code : 'CARD_REMOVED';
  const sent = context.sent && !neverSent.has(name);
  return new CardwrightError(certain, undefined, { readerName: context.readerName, pcsc: name, sent }, error);
}

const install: Partial<Record<string, { binding: string; service: string }>> = {
  linux: {
    binding:
      'Install pcsc-lite (Debian, Ubuntu: `apt install pcscd libpcsclite1`; Fedora: `dnf install pcsc-lite`) and run `npm install` again.',
    service: 'Install and start pcscd (Debian, Ubuntu: `apt install pcscd && systemctl enable --now pcscd.socket`).',
  },
  darwin: {
    binding: 'PC/SC comes with macOS; run `npm install` again so that pcsc-mini fetches its binding.',
    service: 'Plug in a reader: macOS starts PC/SC with the first one.',
  },
  win32: {
    binding: 'PC/SC comes with Windows; run `npm install` again so that pcsc-mini fetches its binding.',
    service: 'Start the Windows service "Smart Card" (SCardSvr).',
  },
};
const installElsewhere = {
  binding: 'Install a PC/SC library and the npm package pcsc-mini.',
  service: 'Start the PC/SC service.',
};

/** EDGE_PCSC_UNAVAILABLE with details.missing and details.install. */
export function pcscUnavailable(missing: 'binding' | 'service', cause?: unknown): CardwrightError {
  const advice = (install[process.platform] ?? installElsewhere)[missing];
  const what = missing === 'binding' ? 'The PC/SC binding cannot be loaded' : 'The PC/SC service does not answer';
  return new CardwrightError('EDGE_PCSC_UNAVAILABLE', `${what}. ${advice}`, { missing, install: advice }, cause);
}

/**
 * PC/SC does not tell the interface. Readers name their contactless slot (PICC, NFC, CL, contactless); storage cards have the
 * ATR of PC/SC Part 3 section 3.1.3.2.3.1. A card in neither group counts as contact.
 */
export function isContactlessReader(readerName: string, atr: Uint8Array): boolean {
  return /\b(picc|nfc|cl|clrf|contactless)\b/i.test(readerName) || /^3b8f8001804f0ca000000306/.test(toHex(atr));
}
