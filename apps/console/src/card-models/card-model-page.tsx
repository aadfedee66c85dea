/** One card model: how its cards are recognised, what they can do, and its definition as JSON. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { IconCreditCard, IconPencil, IconPlus } from '@tabler/icons-react';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { CardModel } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { DefinitionPanel } from '../ui/definition-form.js';
import { Facts } from '../ui/facts.js';
import { Page, Panel } from '../ui/page.js';
import { RowTable } from '../ui/row-table.js';
import { Empty, Failed, Loading } from '../ui/states.js';
import { WithdrawDialog } from '../ui/withdraw-dialog.js';
import { abilities, keysOf } from './abilities.js';
import { Origin } from './card-models-page.js';
import { abilityText, text } from './card-models.text.js';

const route = getRouteApi('/card-models/$modelId');
const parent = { to: '/card-models', label: text.title };

export function CardModelPage() {
  const { modelId } = route.useParams();
  const me = useMe();
  const { data, error, isPending, refetch } = useQuery(queries.cardModels());
  if (isPending) return <Loading />;
  if (data === undefined) return <Failed error={error} retry={refetch} />;
  const model = data.models.find(({ id }) => id === modelId);
  if (model === undefined)
    return (
      <Page title={text.title} parent={parent}>
        <Empty title={text.notFound} hint={text.notFoundHint} />
      </Page>
    );
  const site = data.site?.includes(modelId) === true;
  return (
    <Page
      title={model.title}
      badge={<Origin site={site} />}
      parent={parent}
      actions={
        <>
          {me.can('others.view') && (
            <ButtonLink
              to="/devices"
              search={{ model: modelId }}
              variant="default"
              leftSection={<IconCreditCard size={16} aria-hidden />}
            >
              {text.columns.cards}
            </ButtonLink>
          )}
          {me.can('profile.edit') && <Edit modelId={modelId} site={site} />}
        </>
      }
    >
      <Panel title={text.recognised}>
        <Recognised model={model} />
      </Panel>
      <Panel title={text.can} flush>
        <Abilities model={model} />
      </Panel>
      <Panel title={text.keys} flush>
        <Keys model={model} />
      </Panel>
      <DefinitionPanel definition={model} />
    </Page>
  );
}

function Recognised({ model }: { model: CardModel }) {
  const { facts } = text;
  const { match, variantOf, attestationRootsPem, managementKeyAlgorithms, pin, puk, apdu, fido } = model;
  const expression = (value: string | undefined) => value !== undefined && <span className="mono">{value}</span>;
  return (
    <Facts
      facts={[
        [facts.id, <span className="mono">{model.id}</span>],
        variantOf !== undefined && [
          facts.variantOf,
          <Link to="/card-models/$modelId" params={{ modelId: variantOf }}>
            {variantOf}
          </Link>,
        ],
        match.identityScheme !== undefined && [facts.identity, text.identity[match.identityScheme]],
        match.version !== undefined && [facts.version, expression(match.version)],
        match.applicationLabel !== undefined && [facts.applicationLabel, expression(match.applicationLabel)],
        match.atrHex !== undefined && [facts.atr, expression(match.atrHex)],
        [facts.managementKey, managementKeyAlgorithms.join(', ')],
        [facts.pin, text.pin(pin)],
        [facts.puk, text.puk(puk)],
        fido !== undefined && [facts.fido, text.fido[fido.pin]],
        fido?.aaguids !== undefined && [facts.aaguids, <span className="mono">{fido.aaguids.join(', ')}</span>],
        [facts.data, text.bytes(apdu.maxCommandData)],
        [facts.object, text.bytes(apdu.maxObjectBytes)],
        attestationRootsPem !== undefined && [facts.roots, text.roots(attestationRootsPem.length)],
      ]}
    />
  );
}

const answer = (value: boolean | 'try'): string => (value === 'try' ? text.try : value ? text.yes : text.no);

const Abilities = ({ model: { capabilities } }: { model: CardModel }) => (
  <RowTable
    label={text.can}
    rows={abilities}
    columns={[
      { label: text.canColumns.ability, cell: (ability) => abilityText[ability].text },
      { label: text.canColumns.does, cell: (ability) => answer(capabilities[ability]), width: '16rem' },
    ]}
    rowKey={(ability) => ability}
  />
);

function Keys({ model }: { model: CardModel }) {
  const keys = keysOf(model);
  const named = ({ keyReferences }: { keyReferences: string[] }): string =>
    keyReferences.map((each) => (each !== '*' ? each : keys.length === 1 ? text.allKeys : text.otherKeys)).join(', ');
  return (
    <RowTable
      label={text.keys}
      rows={keys}
      columns={[
        { label: text.keyColumns.keyReferences, cell: named, width: '14rem' },
        { label: text.keyColumns.algorithms, cell: ({ algorithms }) => algorithms.join(', ') },
      ]}
      rowKey={({ keyReferences }) => keyReferences.join(' ')}
    />
  );
}

function Edit({ modelId, site }: { modelId: string; site: boolean }) {
  const [withdrawing, setWithdrawing] = useState(false);
  return (
    <>
      <ButtonLink
        to="/card-models/new"
        search={{ from: modelId }}
        variant="default"
        leftSection={site ? <IconPencil size={16} aria-hidden /> : <IconPlus size={16} aria-hidden />}
      >
        {site ? text.edit.change : text.edit.from}
      </ButtonLink>
      {site && (
        <Button variant="default" color="red" onClick={() => setWithdrawing(true)}>
          {text.withdraw.open}
        </Button>
      )}
      {withdrawing && <Withdraw modelId={modelId} onClose={() => setWithdrawing(false)} />}
    </>
  );
}

function Withdraw({ modelId, onClose }: { modelId: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const withdraw = useMutation({
    mutationFn: (reasonText: string) =>
      unwrap(api.POST('/api/v1/models/{modelId}/withdraw', { params: { path: { modelId } }, body: { reasonText } })),
    onSuccess: async () => {
      await navigate({ to: '/card-models' });
      await queryClient.invalidateQueries({ queryKey: queries.cardModels().queryKey });
      notifications.show({ message: text.withdraw.done(modelId) });
    },
  });
  const { withdraw: words } = text;
  return <WithdrawDialog words={words} explanation={words.explanation} withdraw={withdraw} onClose={onClose} />;
}
