/** The columns of the list of certificates. */
import { Link } from '@tanstack/react-router';
import type { ListedCertificate } from '../api/types.js';
import { containerText } from '../devices/containers.text.js';
import { ProfileTitle } from '../catalogue/profile-title.js';
import type { Column } from '../ui/data-table.js';
import { Ago, dayOf } from '../ui/time.js';
import { CertificateStatusBadge } from './certificate-status.js';
import { listText } from './certificates.text.js';

const { columns } = listText;

export const certificateColumns: Column<ListedCertificate>[] = [
  {
    label: columns.serial,
    cell: ({ serialNumberHex }) => (
      <Link
        to="/certificates/$serialNumberHex"
        params={{ serialNumberHex }}
        className="mono"
        title={serialNumberHex}
        aria-label={serialNumberHex}
      >
        {serialNumberHex.length > 16 ? `${serialNumberHex.slice(0, 12)}…` : serialNumberHex}
      </Link>
    ),
    width: '10rem',
  },
  { label: columns.status, cell: ({ status }) => <CertificateStatusBadge status={status} />, width: '7rem' },
  { label: columns.holder, cell: ({ personName }) => personName ?? '–' },
  {
    label: columns.card,
    cell: ({ deviceId, deviceLabel }) => (
      <Link to="/devices/$deviceId" params={{ deviceId }}>
        {deviceLabel}
      </Link>
    ),
  },
  {
    label: columns.slot,
    cell: ({ keyReference, container }) => (
      <>
        <span className="mono">{keyReference}</span> {containerText[container] ?? container}
      </>
    ),
  },
  {
    label: columns.profile,
    cell: ({ profileName }) => (profileName === null ? '–' : <ProfileTitle name={profileName} />),
    wideOnly: true,
  },
  { label: columns.issuer, cell: ({ issuerId }) => issuerId ?? '–', wideOnly: true },
  { label: columns.until, cell: ({ notAfter }) => (notAfter ? dayOf(notAfter) : '–'), sort: 'expiry' },
  { label: columns.made, cell: ({ createdAt }) => dayOf(createdAt), wideOnly: true, sort: 'created' },
  { label: columns.updated, cell: ({ updatedAt }) => <Ago at={updatedAt} />, wideOnly: true, sort: 'updated' },
];
