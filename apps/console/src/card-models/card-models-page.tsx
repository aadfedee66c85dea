/** The registry of card models: what each kind of card can do, in the order in which a card is matched. */
import { Badge, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconId, IconPlus } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { CardModel } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { Page, Panel } from '../ui/page.js';
import { type Column, RowTable } from '../ui/row-table.js';
import { Empty, Failed, Loading } from '../ui/states.js';
import { abilityText, text } from './card-models.text.js';
import { algorithmsOf, lacking } from './abilities.js';

export function CardModelsPage() {
  const me = useMe();
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        me.can('profile.edit') && (
          <ButtonLink to="/card-models/new" leftSection={<IconPlus size={16} aria-hidden />}>
            {text.edit.add}
          </ButtonLink>
        )
      }
    >
      <Panel flush>
        <Models />
      </Panel>
    </Page>
  );
}

function Models() {
  const me = useMe();
  const { data, error, isPending, refetch } = useQuery(queries.cardModels());
  if (isPending) return <Loading />;
  if (data === undefined) return <Failed error={error} retry={refetch} />;
  if (data.models.length === 0) return <Empty icon={<IconId size={22} aria-hidden />} title={text.empty} />;
  const site = new Set(data.site);
  const { model, from, keys, cannot, cards } = text.columns;
  const columns: Column<CardModel>[] = [
    {
      label: model,
      cell: ({ id, title }) => (
        <>
          <Link to="/card-models/$modelId" params={{ modelId: id }}>
            {title}
          </Link>
          <Text size="sm" c="dimmed" fw={400} className="mono">
            {id}
          </Text>
        </>
      ),
    },
    { label: from, cell: ({ id }) => <Origin site={site.has(id)} />, width: '9rem' },
    { label: keys, cell: (row) => algorithmsOf(row).join(', '), wideOnly: true },
    { label: cannot, cell: (row) => cannotText(row), wideOnly: true },
    ...(me.can('others.view')
      ? [{ label: cards, cell: (row: CardModel) => <CardsOf model={row} />, width: '6rem' }]
      : []),
  ];
  return <RowTable label={text.list} rows={data.models} columns={columns} rowKey={({ id }) => id} />;
}

const cannotText = (model: CardModel): string =>
  lacking(model)
    .map((ability) => abilityText[ability].short)
    .join(', ') || text.lacksNothing;

export const Origin = ({ site }: { site: boolean }) => (
  <Badge color={site ? 'blue' : 'gray'}>{site ? text.site : text.shipped}</Badge>
);

const CardsOf = ({ model: { id, title } }: { model: CardModel }) => (
  <Link to="/devices" search={{ model: id }} aria-label={text.showCardsOf(title)}>
    {text.showCards}
  </Link>
);
