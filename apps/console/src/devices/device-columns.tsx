/** The columns of every list of devices. */
import { Link } from '@tanstack/react-router';
import type { Device } from '../api/types.js';
import type { Column } from '../ui/data-table.js';
import { Ago, dayOf } from '../ui/time.js';
import { text } from './devices.text.js';
import { ProfileTitle } from '../catalogue/profile-title.js';
import { DeviceStateBadge } from './state-badges.js';

export const deviceColumns: Column<Device>[] = [
  {
    label: text.columns.label,
    sort: 'label',
    cell: (device) => (
      // Or a long serial number is broken after its ellipsis.
      <Link to="/devices/$deviceId" params={{ deviceId: device.deviceId }} style={{ whiteSpace: 'nowrap' }}>
        {device.label}
      </Link>
    ),
  },
  { label: text.columns.state, cell: (device) => <DeviceStateBadge device={device} />, width: '10rem', sort: 'state' },
  { label: text.columns.holder, cell: (device) => device.personName ?? '–', sort: 'holder' },
  {
    label: text.columns.profile,
    cell: ({ profileName }) => (profileName === null ? '–' : <ProfileTitle name={profileName} />),
    wideOnly: true,
    sort: 'profile',
  },
  {
    label: text.columns.expires,
    cell: (device) => (device.expiresOn ? dayOf(device.expiresOn) : '–'),
    wideOnly: true,
    sort: 'card-expiry',
  },
  {
    label: text.columns.certificates,
    cell: ({ certificatesExpireAt: at }) => (at ? dayOf(at) : '–'),
    wideOnly: true,
    sort: 'certificate-expiry',
  },
  { label: text.columns.updated, cell: (device) => <Ago at={device.updatedAt} />, width: '9rem', sort: 'updated' },
];
