/** What relying parties still have to delete and have deleted, newest first; narrowed by what the address says. Nothing is to be decided here: they are asked again by themselves. */
import { Group } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconCircleCheck, IconKeyOff } from '@tabler/icons-react';
import { type PasskeyDeletionState, passkeyDeletionStates } from '@cardwright/contracts/nats/list-filters';
import { queries } from '../api/queries.js';
import { DataTable } from '../ui/data-table.js';
import { Choice, ClearFilters } from '../ui/list-filters.js';
import { listSearch } from '../ui/list-search.js';
import { Page, Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { OfDevice } from './of-device.js';
import { Parts } from './parts.js';
import { passkeyDeletionColumns } from './passkey-deletion-columns.js';
import { text } from './passkey-deletions.text.js';
import type { PasskeyDeletionSearch } from './revocation-search.js';
import { text as common } from './revocations.text.js';

const route = getRouteApi('/revocations/passkeys');

export function PasskeyDeletionsPage() {
  const search: PasskeyDeletionSearch = route.useSearch();
  const { state, device } = search;
  const { narrowed, choose, clear } = listSearch(search, route.useNavigate());
  const filter = { ...(state && { state }), ...(device !== undefined && { deviceId: device }) };
  const deletions = useInfiniteQuery({ ...queries.passkeyDeletions(filter), placeholderData: keepPreviousData });
  return (
    <Page title={text.title} lead={text.lead}>
      <Parts />
      <Group gap="sm">
        <Choice
          label={common.stateFilter}
          all={common.all}
          options={passkeyDeletionStates.map((value) => ({ value, label: text.filter[value] }))}
          value={state}
          onChoose={(chosen) => choose({ state: chosen as PasskeyDeletionState | undefined })}
        />
        {device !== undefined && <OfDevice deviceId={device} />}
        {narrowed && <ClearFilters onClear={clear} />}
      </Group>
      <Panel flush>
        <DataTable
          label={text.list}
          result={deletions}
          columns={passkeyDeletionColumns}
          rowKey={({ passkeyId }) => passkeyId}
          empty={<None narrowed={state !== undefined} ofDevice={device !== undefined} />}
        />
      </Panel>
    </Page>
  );
}

function None({ narrowed, ofDevice }: { narrowed: boolean; ofDevice: boolean }) {
  if (narrowed) return <Empty icon={<IconCircleCheck size={22} aria-hidden />} title={text.noMatch} />;
  return (
    <Empty
      icon={<IconKeyOff size={22} aria-hidden />}
      title={ofDevice ? text.noneOfDevice : text.empty}
      hint={ofDevice ? undefined : text.emptyHint}
    />
  );
}
