/** The signed-in person's own devices, and the way to add one. */
import { Alert } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconDeviceUsb, IconInfoCircle, IconPlus, IconRefreshDot } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { DataTable } from '../ui/data-table.js';
import { Page, Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { deviceColumns } from './device-columns.js';
import { text } from './devices.text.js';

export function MyDevicesPage() {
  const me = useMe();
  const devices = useInfiniteQuery(queries.devices({ mine: true }));
  const rows = devices.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Page
      title={text.mine.title}
      lead={text.mine.lead}
      actions={
        <>
          {rows.some((device) => device.state === 'ACTIVE') && (
            <ButtonLink
              to="/reprovision"
              search={{ mine: true }}
              variant="default"
              leftSection={<IconRefreshDot size={16} aria-hidden />}
            >
              {text.mine.reprovision}
            </ButtonLink>
          )}
          {me.person && (
            <ButtonLink to="/mine/add" leftSection={<IconPlus size={16} aria-hidden />}>
              {text.mine.add}
            </ButtonLink>
          )}
        </>
      }
    >
      {rows.some((device) => device.state === 'PENDING_ACTIVATION') && (
        <Alert color="yellow" icon={<IconInfoCircle aria-hidden />}>
          {text.mine.pending}
        </Alert>
      )}
      <Panel flush>
        <DataTable
          label={text.mine.title}
          result={devices}
          columns={deviceColumns.filter(({ label }) => label !== text.columns.holder)}
          rowKey={(device) => device.deviceId}
          empty={
            <Empty icon={<IconDeviceUsb size={22} aria-hidden />} title={text.mine.empty} hint={text.mine.addHint} />
          }
        />
      </Panel>
    </Page>
  );
}
