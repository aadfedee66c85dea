/** A new campaign: which cards, how many that are and which of them cannot take part, and only then its name, reason and pace. */
import { useState } from 'react';
import { Alert } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconAlertTriangle } from '@tabler/icons-react';
import { api, unwrap } from '../api/client.js';
import type { CampaignCount, CampaignFilter } from '../api/types.js';
import { Page, Panel } from '../ui/page.js';
import { Empty, Failed } from '../ui/states.js';
import type { CampaignSearch } from './campaign-search.js';
import { CampaignForm } from './campaign-form.js';
import { text } from './campaigns.text.js';
import { CountedCards } from './counted-cards.js';
import { FilterForm } from './filter-form.js';

/** before: of the same filter, where it was counted already and the number is another one now. */
interface Counted {
  filter: CampaignFilter;
  count: CampaignCount;
  before: number | null;
}

const route = getRouteApi('/campaigns/new');
const filterOf = ({ profile, model, before }: CampaignSearch): CampaignFilter => ({
  ...(profile && { profileName: profile }),
  ...(model && { modelId: model }),
  ...(before && { expiresBefore: before }),
});

export function NewCampaignPage() {
  const search: CampaignSearch = route.useSearch();
  const [filter, setFilter] = useState<CampaignFilter>(() => filterOf(search));
  const [counted, setCounted] = useState<Counted | null>(null);
  /** Of the last count without a CA: those that one may choose from. */
  const [issuers, setIssuers] = useState<string[]>([]);
  const counting = useMutation({
    mutationFn: (asked: CampaignFilter) =>
      unwrap(api.POST('/api/v1/campaigns/count', { body: { filter: asked } })).then((it) => it.count),
    onSuccess: (count, asked) => {
      const before = counted?.filter === asked && counted.count.cards !== count.cards ? counted.count.cards : null;
      setCounted({ filter: asked, count, before });
      if (asked.issuerId === undefined) setIssuers(count.issuers.map(({ issuerId }) => issuerId));
    },
  });
  const current = counted?.filter === filter ? counted : null;
  return (
    <Page title={text.create} parent={{ to: '/campaigns', label: text.title }}>
      <Panel title={text.filter.title}>
        <FilterForm
          filter={filter}
          issuers={issuers}
          onChange={setFilter}
          again={current !== null}
          busy={counting.isPending}
          onCount={() => counting.mutate(filter)}
        />
      </Panel>
      {counting.error && <Failed error={counting.error} retry={() => counting.mutate(filter)} />}
      {counted !== null && current === null && (
        <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} role="status">
          {text.filter.stale}
        </Alert>
      )}
      {current !== null && (
        <Panel title={text.count.title}>
          {current.before !== null && (
            <Alert
              color="yellow"
              mb="md"
              icon={<IconAlertTriangle aria-hidden />}
              title={text.count.changed}
              role="status"
            >
              {text.count.changedFrom(current.before, current.count.cards)}
            </Alert>
          )}
          {current.count.cards === 0 ? (
            <Empty title={text.count.none} hint={text.count.noneHint} />
          ) : (
            <CountedCards count={current.count} />
          )}
        </Panel>
      )}
      {/* Kept while another filter is counted: what was typed stays. */}
      <Panel title={text.form.title}>
        <CampaignForm filter={filter} count={current?.count ?? null} />
      </Panel>
    </Page>
  );
}
