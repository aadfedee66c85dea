/** Makes a finding from its kind, its subject and its sentence. Severity and command follow from the kind. Pure. */
import { findingKinds, type Finding, type FindingCode, type FindingRemedy } from '@cardwright/contracts/card/findings';
import type { Sentence } from '@cardwright/contracts/said';

/** How the command line names the device: its identity (`ykserial:123`), which a person can read on the card too. */
export function findingOf(code: FindingCode, device: string | null, subject: string, sentence: Sentence): Finding {
  const { severity, remedy } = findingKinds[code];
  return {
    code,
    subject,
    severity,
    sentence: sentence.text,
    said: { sentence: sentence.said },
    remedy,
    command: device === null ? null : commandOf(remedy, code, device),
  };
}

/** The workstation is the reader's to name: only they know where the card is. */
function commandOf(remedy: FindingRemedy, code: FindingCode, device: string): string | null {
  switch (remedy) {
    case 'record':
      return `cardwright devices reconcile ${device} --repair`;
    case 'reprovision':
      return `cardwright devices reprovision ${device} --workstation <id> --reason ${reasonFor(code)}`;
    case 'recycle':
      return `cardwright devices recycle ${device} --workstation <id> --reason-text "Content damaged"`;
    case 'pin-reset':
      return `cardwright devices pin-reset ${device} --workstation <id> --reason FORGOTTEN_PIN`;
    case 'system':
    case 'person':
      return null;
  }
}

function reasonFor(code: FindingCode): string {
  if (code === 'CARD_KEYSET_OTHER') return 'KEYSET_ROTATION';
  return code === 'CERTIFICATE_TO_REPLACE' ? 'EXTERNALLY_REVOKED' : 'CONTENT_DAMAGED';
}
