/** The audit trail for whoever reads it: narrowed by what the address says, newest first; and the verification of its chains. */
import { Group } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconListSearch } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import { DataTable } from '../ui/data-table.js';
import { ExportLink } from '../ui/export-link.js';
import { Choice, ClearFilters } from '../ui/list-filters.js';
import { listSearch } from '../ui/list-search.js';
import { MomentField } from '../ui/moment-field.js';
import { Page, Panel } from '../ui/page.js';
import { SearchField } from '../ui/search-field.js';
import { Empty } from '../ui/states.js';
import { ViewsMenu } from '../views/views-menu.js';
import { actionOptions } from './actions.js';
import { auditColumns, auditKey } from './audit-columns.js';
import type { AuditSearch } from './audit-search.js';
import { text } from './audit.text.js';
import { objectHint, objectOf } from './objects.js';
import { useVerification, VerifyButton, VerifyPanel } from './verify-panel.js';

const route = getRouteApi('/audit');

export function AuditPage() {
  const search: AuditSearch = route.useSearch();
  const { narrowed, choose, type, clear } = listSearch(search, route.useNavigate());
  const verification = useVerification();
  const rows = useInfiniteQuery({ ...queries.audit(search), placeholderData: keepPreviousData });
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <ViewsMenu list="audit" />
          <ExportLink list="audit" filter={search} />
          <VerifyButton run={verification} />
        </>
      }
    >
      <VerifyPanel run={verification} />
      <Group gap="sm" align="end">
        <SearchField
          label={text.objectFilter}
          value={search.object ?? ''}
          onSearch={(typed) => type({ object: objectOf(typed) })}
        />
        <Choice
          label={text.actionFilter}
          all={text.anyAction}
          options={actionOptions(search.action)}
          value={search.action}
          onChoose={(action) => choose({ action })}
        />
        <SearchField
          label={text.actorFilter}
          value={search.actor ?? ''}
          onSearch={(typed) => type({ actor: objectOf(typed) })}
        />
        <SearchField
          label={text.correlationFilter}
          value={search.correlationId ?? ''}
          onSearch={(correlationId) => type({ correlationId })}
        />
        <MomentField label={text.from} value={search.from} onChoose={(from) => choose({ from })} />
        <MomentField label={text.to} value={search.to} onChoose={(to) => choose({ to })} />
        {narrowed && <ClearFilters onClear={clear} />}
      </Group>
      <Panel flush>
        <DataTable
          label={text.list}
          result={rows}
          columns={auditColumns}
          rowKey={auditKey}
          empty={
            <Empty
              icon={<IconListSearch size={22} aria-hidden />}
              title={narrowed ? text.noMatch : text.empty}
              hint={narrowed ? objectHint(search.object) : undefined}
            />
          }
        />
      </Panel>
    </Page>
  );
}
