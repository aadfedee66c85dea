/** What each finding means for whoever uses the card, and what to do about it. What exactly was found, the finding says itself. */
import type { FindingCode, FindingRemedy } from '@cardwright/contracts/card/findings';

const noLongerWorks = 'What this certificate is for does not work with the card any more.';
const twoTrust = 'Record and card disagree about which key is trusted.';
const everybodyKnows = 'Whoever has the card in the hand can take it over.';

export const meanings: Record<FindingCode, string> = {
  CARD_CERTIFICATE_MISSING: noLongerWorks,
  CARD_CERTIFICATE_OTHER: `${twoTrust} Another program may have written the card.`,
  CARD_CERTIFICATE_UNKNOWN: 'Something wrote to the card that is not Cardwright.',
  CARD_CERTIFICATE_DAMAGED: noLongerWorks,
  CARD_KEY_MISSING: noLongerWorks,
  CARD_KEY_OTHER: `${noLongerWorks} ${twoTrust}`,
  CARD_KEY_WITHOUT_CERTIFICATE: 'The key is of no use as it is.',
  CARD_NOT_BLANK: 'Nobody should get this card before it is empty.',
  CARD_OBJECT_MISSING: 'Programs and doors that read this part of the card may refuse it.',
  CARD_OBJECT_DAMAGED: 'Programs and doors that read this part of the card may refuse it.',
  CARD_CONTENT_UNREADABLE: 'What it is cannot be said, so that Cardwright does not erase it.',
  CARD_NOT_ANSWERED: 'This part of the card is not compared until it answers.',
  CARD_CHUID_OTHER: 'Doors and programs may take the card for another one.',
  CARD_PIN_BLOCKED: 'Nobody can use the card until its holder has a new PIN. Its certificates stay valid.',
  CARD_PIN_TRIES_LOW: 'One more wrong PIN, and the card is blocked.',
  CARD_PUK_BLOCKED: 'A PIN that is blocked cannot be reset on this card any more.',
  CARD_PUK_TRIES_LOW: 'A few more wrong PUKs, and no PIN can be reset on this card any more.',
  CARD_FACTORY_PIN: everybodyKnows,
  CARD_FACTORY_PUK: everybodyKnows,
  CARD_FACTORY_MANAGEMENT_KEY: everybodyKnows,
  CARD_KEYSET_OTHER: 'Cardwright cannot write this card. Another program may have changed its management key.',
  CARD_WELL_KNOWN_SECRET: everybodyKnows,
  CARD_WELL_KNOWN_SECRET_ACCEPTED: `${everybodyKnows} Somebody accepted that in words.`,
  CARD_EXPIRED: 'The card is past its last day. Readers that look at that day refuse it.',
  CERTIFICATE_REVOKED_AT_CA: 'Nobody trusts this certificate, although the record says that it is in use.',
  CERTIFICATE_HELD_AT_CA: 'For the moment nobody trusts this certificate, although the record says that it is in use.',
  CERTIFICATE_NOT_HELD_AT_CA: 'The certificate is trusted, although its card is suspended.',
  CERTIFICATE_STILL_VALID: 'The certificate is trusted, although somebody decided that it must not be.',
  CERTIFICATE_TO_REPLACE: 'The card is in use without a certificate that its profile asks for.',
  CERTIFICATE_UNKNOWN_TO_CA: 'The CA cannot say whether this certificate is good, and cannot revoke it.',
  CERTIFICATE_EXPIRED: noLongerWorks,
  ORPHAN_NOT_ON_RECORD: 'A certificate was valid that nobody looks after.',
  ORPHAN_NOT_DELIVERED: 'A certificate was valid whose card never got it.',
  ORPHAN_NOT_REVOKED: 'A certificate was valid that should have been revoked.',
  ORPHAN_WITHOUT_REQUEST:
    'Either somebody had the CA sign it past Cardwright, or the record is older than the CA: after a backup was restored, good cards look like this.',
  PASSKEY_NOT_DELETED: 'Whoever has the key and its PIN can still sign in with it there.',
  PASSKEY_MISSING: 'Its holder cannot sign in with it where the passkey was registered.',
  PASSKEY_NOT_ON_KEY: 'Its holder cannot sign in with it, although the relying party may still list the passkey.',
  PASSKEY_NOT_AT_PROVIDER: 'Its holder cannot sign in with it where the passkey was registered.',
  PERSON_ACCOUNT_SHARED: 'Neither of the two gets a certificate: it would be good for the account of the other.',
  PERSON_FIELD_INVALID: 'This person gets no certificate until it is mended.',
};

const byRemedy: Record<FindingRemedy, string> = {
  record: 'It needs no card: set the record right. Record and CA then say the same.',
  reprovision: 'Reprovision the card at a workstation: what it should hold is written anew.',
  recycle: 'Recycle the card at a workstation: its certificates are revoked, and it is wiped.',
  'pin-reset': 'Reset the PIN at a workstation, with the holder there to choose the new one.',
  system: 'Nothing: Cardwright revokes it by itself, and the finding goes when that is done.',
  person: 'Somebody has to decide.',
};

const byCode: Partial<Record<FindingCode, string>> = {
  CARD_CONTENT_UNREADABLE: 'Find out which program wrote it. If nobody needs it, recycle the card.',
  CARD_NOT_ANSWERED: 'Put the card in again and compare once more. If it stays so, replace the card.',
  CARD_PUK_TRIES_LOW: 'Find out who tried. When the card is recycled, it gets a PUK with all its tries.',
  CARD_WELL_KNOWN_SECRET:
    'Replace the card by one that its maker personalised with values of its own, and recycle this one.',
  CARD_WELL_KNOWN_SECRET_ACCEPTED: 'Nothing at once. Replace the card when there is another reason to.',
  CARD_EXPIRED: 'Replace the card, or terminate it where its holder needs none any more.',
  CERTIFICATE_EXPIRED: 'Set the record right, and reprovision the card if it is still needed.',
  ORPHAN_WITHOUT_REQUEST:
    'Look at the certificate. After a restored backup, leave it; else revoke it at the CA and find out who asked for it.',
  PASSKEY_NOT_DELETED:
    'It is asked for again by itself. When this lasts, look at the relying party, or delete the passkey there by hand: the finding goes when it is gone.',
  PASSKEY_MISSING: 'Replace the card, or recycle it and issue it again: a passkey is made while a card is issued.',
  PASSKEY_NOT_ON_KEY:
    'Ask the holder what happened to the key. A new passkey takes the place of this one; it is made at a workstation, with the holder there.',
  PASSKEY_NOT_AT_PROVIDER:
    'Find out who deleted it there. If the holder still needs one, make a new passkey at a workstation, with the holder there.',
  PERSON_ACCOUNT_SHARED: 'Change the account or the mailbox of the one who has it wrongly.',
  PERSON_FIELD_INVALID: 'Change the field on the page of the person, or import the person again.',
};

export const remedyText = (code: FindingCode, remedy: FindingRemedy): string => byCode[code] ?? byRemedy[remedy];
