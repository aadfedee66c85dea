/**
 * What a status word says about the form of a command: whether an APDU of extended length was understood. Governing document:
 * ISO/IEC 7816-4:2020 tables 6 and 7.
 */
import { isStatus, statusWordName, type StatusWordName } from '@cardwright/card-protocol/iso7816/status-word';

/** The card does not know the instruction. */
export const noSuchInstruction = ['instructionNotSupported', 'classNotSupported', 'functionNotSupported'] as const;

/** Status words that say only that the command was not understood. Unknown status words count as such. */
export function isAboutForm(sw: number): boolean {
  const name = statusWordName(sw);
  return name === undefined || aboutForm.has(name);
}

const aboutForm: ReadonlySet<StatusWordName> = new Set<StatusWordName>([
  ...noSuchInstruction,
  'wrongLength',
  'wrongLe',
  'wrongParameters',
  'wrongOffset',
  'logicalChannel',
  'secureMessaging',
  'lastOfChainExpected',
  'chainingNotSupported',
  'noDiagnosis',
]);

/**
 * Whether an extended APDU was understood: the card did what it was asked, or said that what it was asked about is not there or not allowed.
 * Any other word may come from the form of the command alone.
 */
export const isAnswerToExtended = (sw: number): boolean =>
  (['success', 'bytesRemaining', 'notFound', 'referenceNotFound', 'securityStatus'] as const).some((name) =>
    isStatus(sw, name),
  );
