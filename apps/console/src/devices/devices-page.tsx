/** All devices, searchable and by state. */
import { Group, NativeSelect } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconCreditCard, IconRefreshDot } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { DeviceState } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { DataTable } from '../ui/data-table.js';
import { Page, Panel } from '../ui/page.js';
import { SearchField } from '../ui/search-field.js';
import { Empty } from '../ui/states.js';
import { deviceColumns } from './device-columns.js';
import { deviceStateText, text } from './devices.text.js';

const route = getRouteApi('/devices');
/** Not a state, but what somebody has to decide: in the same list. */
const askedFor = 'asked';
const expiries = [30, 60, 90].map((days) => ({ value: `${days}`, label: text.expiresWithin(days) }));
const states = Object.entries(deviceStateText).map(([value, label]) => ({ value, label }));

export function DevicesPage() {
  const me = useMe();
  const { q = '', state, asked, expires } = route.useSearch();
  const navigate = route.useNavigate();
  const devices = useInfiniteQuery({
    ...queries.devices({
      query: q,
      ...(state && { state }),
      ...(asked && { replacementAsked: true }),
      ...(expires !== undefined && { expiresWithinDays: expires }),
    }),
    placeholderData: keepPreviousData,
  });
  const filter = (change: {
    q?: string;
    state?: DeviceState | undefined;
    asked?: boolean;
    expires?: number | undefined;
  }): void => {
    const next = { q, state, asked, expires, ...change };
    void navigate({
      search: {
        ...(next.q && { q: next.q }),
        ...(next.state && { state: next.state }),
        ...(next.asked && { asked: true }),
        ...(next.expires !== undefined && { expires: next.expires }),
      },
      replace: true,
    });
  };
  const narrowed = q !== '' || state !== undefined || asked === true || expires !== undefined;
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        me.can('card.run') && (
          <ButtonLink to="/reprovision" variant="default" leftSection={<IconRefreshDot size={16} aria-hidden />}>
            {text.reprovision}
          </ButtonLink>
        )
      }
    >
      <Group gap="sm">
        <SearchField label={text.search} value={q} onSearch={(next) => filter({ q: next })} />
        <NativeSelect
          aria-label={text.stateFilter}
          data={[{ value: '', label: text.anyState }, { value: askedFor, label: text.replacementAsked }, ...states]}
          value={asked ? askedFor : (state ?? '')}
          onChange={(event) => {
            const { value } = event.currentTarget;
            const chosen = value === '' || value === askedFor ? undefined : (value as DeviceState);
            filter({ state: chosen, asked: value === askedFor });
          }}
        />
        <NativeSelect
          aria-label={text.expiryFilter}
          data={[{ value: '', label: text.anyExpiry }, ...expiries]}
          value={expires ?? ''}
          onChange={({ currentTarget: { value } }) => filter({ expires: value === '' ? undefined : Number(value) })}
        />
      </Group>
      <Panel flush>
        <DataTable
          label={text.list}
          result={devices}
          columns={deviceColumns}
          rowKey={(device) => device.deviceId}
          empty={
            <Empty
              icon={<IconCreditCard size={22} aria-hidden />}
              title={narrowed ? text.noMatch : text.empty}
              hint={narrowed ? text.noMatchHint : text.emptyHint}
            />
          }
        />
      </Panel>
    </Page>
  );
}
