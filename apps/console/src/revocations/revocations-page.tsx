/** What the CA still owes and what it has done (F08), newest first; narrowed by what the address says. Nothing is to be decided here: the CA is asked again by itself. */
import { Group } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconCertificateOff, IconCircleCheck } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import { DataTable } from '../ui/data-table.js';
import { ExportLink } from '../ui/export-link.js';
import { Choice, ClearFilters } from '../ui/list-filters.js';
import { listSearch } from '../ui/list-search.js';
import { Page, Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { ViewsMenu } from '../views/views-menu.js';
import { OfDevice } from './of-device.js';
import { Parts } from './parts.js';
import { revocationColumns } from './revocation-columns.js';
import type { RevocationSearch } from './revocation-search.js';
import { text } from './revocations.text.js';

const route = getRouteApi('/revocations');

export function RevocationsPage() {
  const search: RevocationSearch = route.useSearch();
  const { open, device } = search;
  const { narrowed, choose, clear } = listSearch(search, route.useNavigate());
  const filter = { ...(open && { open }), ...(device !== undefined && { deviceId: device }) };
  const revocations = useInfiniteQuery({ ...queries.revocations(filter), placeholderData: keepPreviousData });
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <ViewsMenu list="revocations" />
          <ExportLink list="revocations" filter={filter} />
        </>
      }
    >
      <Parts />
      <Group gap="sm">
        <Choice
          label={text.stateFilter}
          all={text.all}
          options={[{ value: 'open', label: text.open }]}
          value={open && 'open'}
          onChoose={(chosen) => choose({ open: chosen === 'open' ? true : undefined })}
        />
        {device !== undefined && <OfDevice deviceId={device} />}
        {narrowed && <ClearFilters onClear={clear} />}
      </Group>
      <Panel flush>
        <DataTable
          label={text.list}
          result={revocations}
          columns={revocationColumns}
          rowKey={({ issuerId, serialNumberHex }) => `${issuerId}/${serialNumberHex}`}
          empty={<None open={open === true} ofDevice={device !== undefined} />}
        />
      </Panel>
    </Page>
  );
}

function None({ open, ofDevice }: { open: boolean; ofDevice: boolean }) {
  if (open)
    return <Empty icon={<IconCircleCheck size={22} aria-hidden />} title={text.noMatch} hint={text.noMatchHint} />;
  return (
    <Empty
      icon={<IconCertificateOff size={22} aria-hidden />}
      title={ofDevice ? text.noneOfDevice : text.empty}
      hint={ofDevice ? undefined : text.emptyHint}
    />
  );
}
