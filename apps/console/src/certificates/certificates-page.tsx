/** All certificates, searchable, narrowed and sorted; the address says by what. */
import { Group } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconFileCertificate } from '@tabler/icons-react';
import {
  certificatesLatestFirst,
  certificateStandings,
  type CertificateStanding,
} from '@cardwright/contracts/nats/certificate-list';
import { queries, type CertificateFilter } from '../api/queries.js';
import type { ListedCertificate } from '../api/types.js';
import { containerText } from '../devices/containers.text.js';
import { DataTable } from '../ui/data-table.js';
import { ExportLink } from '../ui/export-link.js';
import { ChangedChoice, Choice, ClearFilters, DaysChoice, SortChoice } from '../ui/list-filters.js';
import { daysAgo, listSearch } from '../ui/list-search.js';
import { Page, Panel } from '../ui/page.js';
import { SearchField } from '../ui/search-field.js';
import { Empty } from '../ui/states.js';
import { ViewsMenu } from '../views/views-menu.js';
import { text as ui } from '../ui/ui.text.js';
import { ButtonLink } from '../ui/button-link.js';
import { CertificateBeside } from './certificate-facts.js';
import { certificateColumns } from './certificate-columns.js';
import { type CertificateSearch, certificatesTitle } from './certificate-search.js';
import { listText as text } from './certificates.text.js';
import { statusText } from './status.text.js';

const route = getRouteApi('/certificates');

const statuses = () => certificateStandings.map((value) => ({ value, label: statusText[value] }));
/** SP 800-73-4 part 1, table 4b. */
const slots = () => [
  ...(
    [
      ['9A', 'authentication'],
      ['9C', 'digital-signature'],
      ['9D', 'key-management'],
      ['9E', 'card-authentication'],
    ] as const
  ).map(([value, container]) => ({ value, label: `${value} ${containerText[container]}` })),
  {
    group: text.retired,
    items: Array.from({ length: 0x95 - 0x82 + 1 }, (_, index) => (0x82 + index).toString(16).toUpperCase()).map(
      (value) => ({ value, label: value }),
    ),
  },
];
/** As the start page counts cards. */
const ends = [30, 60, 90];

const filterOf = (search: CertificateSearch): CertificateFilter => ({
  ...(search.q && { query: search.q }),
  ...(search.status && { status: search.status as CertificateStanding }),
  ...(search.slot && { keyReference: search.slot }),
  ...(search.profile && { profileName: search.profile }),
  ...(search.issuer && { issuerId: search.issuer }),
  ...(search.device && { deviceId: search.device }),
  ...(search.person && { personId: search.person }),
  ...(search.expires !== undefined && { expiresWithinDays: search.expires }),
  ...(search.changed !== undefined && { updatedSince: daysAgo(search.changed) }),
  ...(search.sort && { sort: search.sort }),
  ...(search.order && { order: search.order }),
});

const beside = {
  labelOf: ({ serialNumberHex }: ListedCertificate) => serialNumberHex,
  page: ({ serialNumberHex }: ListedCertificate) => (
    <ButtonLink to="/certificates/$serialNumberHex" params={{ serialNumberHex }} variant="default" size="xs">
      {ui.openPage}
    </ButtonLink>
  ),
  details: ({ serialNumberHex }: ListedCertificate) => <CertificateBeside serialNumberHex={serialNumberHex} />,
};

export function CertificatesPage() {
  const search: CertificateSearch = route.useSearch();
  const { sorting, narrowed, choose, type, clear } = listSearch(
    search,
    route.useNavigate(),
    'created',
    certificatesLatestFirst,
  );
  const filter = filterOf(search);
  const certificates = useInfiniteQuery({ ...queries.certificates(filter), placeholderData: keepPreviousData });
  const profiles = useQuery(queries.profiles()).data ?? [];
  return (
    <Page
      title={certificatesTitle}
      lead={text.lead}
      actions={
        <>
          <ViewsMenu list="certificates" />
          <ExportLink list="certificates" filter={filter} />
        </>
      }
    >
      <Group gap="sm">
        <SearchField label={text.search} value={search.q ?? ''} onSearch={(q) => type({ q })} />
        <Choice
          label={text.statusFilter}
          all={text.anyStatus}
          options={statuses()}
          value={search.status}
          onChoose={(status) => choose({ status })}
        />
        <Choice
          label={text.slotFilter}
          all={text.anySlot}
          options={slots()}
          value={search.slot}
          onChoose={(slot) => choose({ slot })}
        />
        <Choice
          label={text.profileFilter}
          all={text.anyProfile}
          options={profiles.map(({ name }) => ({ value: name, label: name }))}
          value={search.profile}
          onChoose={(profile) => choose({ profile })}
        />
        <DaysChoice
          label={text.expiryFilter}
          all={text.anyExpiry}
          days={ends}
          words={text.expiresWithin}
          value={search.expires}
          onChoose={(expires) => choose({ expires })}
        />
        <ChangedChoice value={search.changed} onChoose={(changed) => choose({ changed })} />
        <SortChoice columns={certificateColumns} sorting={sorting} />
        {narrowed && <ClearFilters onClear={clear} />}
      </Group>
      <Panel flush>
        <DataTable
          label={text.list}
          result={certificates}
          columns={certificateColumns}
          rowKey={(certificate) => certificate.credentialId}
          sorting={sorting}
          beside={beside}
          empty={
            <Empty
              icon={<IconFileCertificate size={22} aria-hidden />}
              title={narrowed ? text.noMatch : text.empty}
              hint={narrowed ? text.noMatchHint : text.emptyHint}
            />
          }
        />
      </Panel>
    </Page>
  );
}
