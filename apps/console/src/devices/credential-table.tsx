/** Keys and certificates of a device: what counts, and folded below it what was there before. A certificate leads to its own page. */
import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconKey, IconRosetteDiscountCheck, IconRosetteDiscountCheckOff } from '@tabler/icons-react';
import { attestationSentences } from '@cardwright/contracts/words/attestation.table';
import type { Credential, DeviceDetail } from '../api/types.js';
import { type Column, RowTable } from '../ui/row-table.js';
import { Empty } from '../ui/states.js';
import { dayOf } from '../ui/time.js';
import { currentAndEarlier } from './current-credentials.js';
import classes from './credential-table.module.css';
import { containerText } from './containers.text.js';
import { text } from './devices.text.js';
import { CredentialStateBadge } from './state-badges.js';

export function CredentialTable({ device }: { device: DeviceDetail }) {
  const { current, earlier } = currentAndEarlier(device.state, device.credentials);
  return (
    <>
      {current.length === 0 ? (
        <Empty icon={<IconKey size={22} aria-hidden />} title={text.noCredentials} hint={text.noCredentialsHint} />
      ) : (
        <RowTable label={text.credentials} rows={current} columns={columns} rowKey={keyOf} />
      )}
      {earlier.length > 0 && (
        <details className={classes.earlier}>
          <summary>{text.earlierCredentials(earlier.length)}</summary>
          <RowTable label={text.earlierCredentials(earlier.length)} rows={earlier} columns={columns} rowKey={keyOf} />
        </details>
      )}
    </>
  );
}

/** One that was given up before it had a certificate has no number. */
const keyOf = ({ container, state, serialNumberHex, notAfter }: Credential): string =>
  serialNumberHex ?? `${container} ${state} ${notAfter}`;

const columns: Column<Credential>[] = [
  { label: text.credentialColumns.container, cell: Certificate },
  { label: text.credentialColumns.state, cell: ({ state }) => <CredentialStateBadge state={state} /> },
  {
    label: text.credentialColumns.key,
    cell: (credential) => (
      <>
        <span className="mono">{credential.keyReference}</span> {credential.algorithm} <Attestation {...credential} />
      </>
    ),
  },
  { label: text.credentialColumns.notAfter, cell: ({ notAfter }) => (notAfter ? dayOf(notAfter) : '–') },
  {
    label: text.credentialColumns.serial,
    cell: ({ serialNumberHex }) => <span className="mono">{serialNumberHex ?? '–'}</span>,
    wideOnly: true,
  },
];

function Certificate({ container, serialNumberHex }: Credential) {
  const name = containerText[container] ?? container;
  if (serialNumberHex === null) return name;
  return (
    <Link to="/certificates/$serialNumberHex" params={{ serialNumberHex }}>
      {name}
    </Link>
  );
}

function Attestation({ attested, attestation }: Credential) {
  if (!attested && !attestation) return null;
  const lack =
    attested || !attestation || attestation === 'trusted'
      ? undefined
      : attestationSentences[`attestation.${attestation}`].en;
  const Icon = lack === undefined ? IconRosetteDiscountCheck : IconRosetteDiscountCheckOff;
  return (
    <Tooltip label={lack === undefined ? text.attestedHint : text.notAttestedHint(lack)} withArrow>
      <Icon
        size={16}
        role="img"
        aria-label={lack === undefined ? text.attested : text.notAttested}
        color={lack === undefined ? 'var(--mantine-color-petrol-6)' : 'var(--mantine-color-dimmed)'}
        style={{ verticalAlign: '-0.2em' }}
      />
    </Tooltip>
  );
}
