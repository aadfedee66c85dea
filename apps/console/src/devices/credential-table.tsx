/** Keys and certificates of a device, one row per key reference. */
import { Table, Tooltip } from '@mantine/core';
import { IconKey, IconRosetteDiscountCheck, IconRosetteDiscountCheckOff } from '@tabler/icons-react';
import { attestationLackWords } from '@cardwright/contracts/card/attestation';
import type { Credential } from '../api/types.js';
import { Empty } from '../ui/states.js';
import { dayOf } from '../ui/time.js';
import tableClasses from '../ui/data-table.module.css';
import { containerText, text } from './devices.text.js';
import { CredentialStateBadge } from './state-badges.js';

export function CredentialTable({ credentials }: { credentials: Credential[] }) {
  if (credentials.length === 0)
    return <Empty icon={<IconKey size={22} aria-hidden />} title={text.noCredentials} hint={text.noCredentialsHint} />;
  const columns = text.credentialColumns;
  return (
    <Table
      className={tableClasses.table}
      aria-label={text.credentials}
      verticalSpacing={7}
      horizontalSpacing="md"
      borderColor="var(--cw-line)"
    >
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{columns.container}</Table.Th>
          <Table.Th scope="col">{columns.state}</Table.Th>
          <Table.Th scope="col">{columns.key}</Table.Th>
          <Table.Th scope="col">{columns.notAfter}</Table.Th>
          <Table.Th scope="col" data-wide>
            {columns.serial}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {credentials.map((credential) => (
          <Table.Tr key={credential.container}>
            <Table.Td>{containerText[credential.container] ?? credential.container}</Table.Td>
            <Table.Td>
              <CredentialStateBadge state={credential.state} />
            </Table.Td>
            <Table.Td>
              <span className="mono">{credential.keyReference}</span> {credential.algorithm}{' '}
              <Attestation {...credential} />
            </Table.Td>
            <Table.Td>{credential.notAfter ? dayOf(credential.notAfter) : '–'}</Table.Td>
            <Table.Td data-wide>
              <span className="mono">{credential.serialNumberHex ?? '–'}</span>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Attestation({ attested, attestation }: Credential) {
  if (!attested && !attestation) return null;
  const lack = attested || !attestation || attestation === 'trusted' ? undefined : attestationLackWords[attestation];
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
