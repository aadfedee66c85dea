/** What a version of a profile says, in words: the keys that a card gets, and the rules for the card and its PIN. */
import type { CredentialProfileVersion } from '@cardwright/contracts/card/credential-profile';
import { defaultTemporaryCardDays } from '@cardwright/contracts/card/credential-profile';
import type { CredentialProfile } from '../api/types.js';
import { containerText } from '../devices/containers.text.js';
import { actorOf } from '../history/who-text.js';
import { Who } from '../history/who.js';
import { Facts, Id } from '../ui/facts.js';
import { type Column, RowTable } from '../ui/row-table.js';
import { exactTime } from '../ui/time.js';
import { text } from './profiles.text.js';

type Key = CredentialProfile['credentials'][number];

export const ProfileKeys = ({ definition }: { definition: CredentialProfile }) => (
  <RowTable label={text.holds} rows={definition.credentials} columns={columns} rowKey={({ container }) => container} />
);

const columns: Column<Key>[] = [
  { label: text.keyColumns.container, cell: ({ container }) => containerText[container] ?? container },
  {
    label: text.keyColumns.keyReference,
    cell: ({ keyReference }) => <span className="mono">{keyReference}</span>,
    width: '9rem',
  },
  { label: text.keyColumns.algorithm, cell: ({ algorithm }) => algorithm, width: '8rem' },
  { label: text.keyColumns.origin, cell: ({ keyOrigin }) => text.origin[keyOrigin], wideOnly: true },
  {
    label: text.keyColumns.certificateProfile,
    cell: ({ certificateProfile }) => <span className="mono">{certificateProfile}</span>,
    wideOnly: true,
  },
  {
    label: text.keyColumns.validity,
    cell: ({ validityDays }) => (validityDays === undefined ? text.asLongAsTheCard : text.days(validityDays)),
  },
];

export function ProfileRules({ profile }: { profile: CredentialProfileVersion }) {
  const { facts } = text;
  const { definition, name, publishedAt, publishedBy, sha256Hex } = profile;
  const { pin, models = [], keyHistory, managementKeyDays, credentialGroup, requireAttestation, passkey } = definition;
  return (
    <Facts
      facts={[
        [facts.name, <span className="mono">{name}</span>],
        [facts.lifetime, text.days(definition.cardLifetimeDays)],
        [facts.temporary, text.days(definition.temporaryCardDays ?? defaultTemporaryCardDays)],
        [facts.pin, text.pin(pin.minLength, pin.maxLength, pin.alphabet)],
        [facts.initialPin, text.initialPin[definition.initialPin]],
        [facts.selfService, definition.selfService === true ? text.yes : text.no],
        [facts.models, models.length === 0 ? text.anyModel : models.join(', ')],
        credentialGroup !== undefined && [facts.group, credentialGroup],
        managementKeyDays !== undefined && [facts.managementKey, text.days(managementKeyDays)],
        keyHistory !== undefined && [facts.history, text.upTo(keyHistory.count)],
        requireAttestation === true && [facts.attestation, text.yes],
        passkey !== undefined && [facts.passkey, text.passkey(passkey)],
        [facts.published, exactTime(publishedAt)],
        [facts.by, <Who actor={actorOf(publishedBy)} />],
        [facts.sha256, <Id value={sha256Hex} />],
      ]}
    />
  );
}
