/** What a campaign is created with besides its filter. Created only with the number of cards that was counted: another one by now is refused. */
import { type FormEvent, useState } from 'react';
import { Alert, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconAlertTriangle } from '@tabler/icons-react';
import { api, unwrap } from '../api/client.js';
import { isProblem } from '../api/problem.js';
import { queries } from '../api/queries.js';
import type { CampaignCount, CampaignFilter, NewCampaign } from '../api/types.js';
import { ReasonField } from '../reasons/reason-field.js';
import { useReasonChoice } from '../reasons/use-reason-choice.js';
import { lengthOf } from '../ui/length-of.js';
import { Failed } from '../ui/states.js';
import { text } from './campaigns.text.js';

const hourMs = 3600_000;
const usualPace = 100;
const { form } = text;

/** count: for exactly this filter; null: not counted. */
export function CampaignForm({ filter, count }: { filter: CampaignFilter; count: CampaignCount | null }) {
  const cards = count?.cards ?? null;
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [pace, setPace] = useState<number | string>(usualPace);
  const [deadline, setDeadline] = useState('');
  const choice = useReasonChoice('update');
  const create = useMutation({
    mutationFn: ({ body }: { body: NewCampaign; count: CampaignCount | null }) =>
      unwrap(api.POST('/api/v1/campaigns', { body })).then((it) => it.campaign),
    onSuccess: async ({ campaignId }) => {
      await navigate({ to: '/campaigns/$campaignId', params: { campaignId } });
      await queryClient.invalidateQueries({ queryKey: queries.campaigns().queryKey });
    },
  });
  const body: NewCampaign | null =
    cards === null || cards === 0 || name.trim() === '' || typeof pace !== 'number' || choice.given === undefined
      ? null
      : { ...choice.given, name: name.trim(), filter, cards, cardsPerHour: pace, ...(deadline && { deadline }) };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (body !== null) create.mutate({ body, count });
  };
  /** It stays so until the cards are counted again. */
  const refused = isProblem(create.error, 'CAMPAIGN_COUNT_CHANGED') && create.variables?.count === count;
  return (
    <form onSubmit={submit}>
      <Stack gap="md" maw={560}>
        {cards === null && <Text c="dimmed">{form.first}</Text>}
        <TextInput
          label={form.name}
          description={form.nameHint}
          maxLength={100}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <ReasonField label={form.reason} choice={choice} />
        <NumberInput
          label={form.pace}
          description={
            cards !== null && typeof pace === 'number' && form.paceHint(lengthOf(((cards - 1) / pace) * hourMs))
          }
          inputWrapperOrder={['label', 'input', 'description']}
          min={1}
          max={100_000}
          clampBehavior="strict"
          allowDecimal={false}
          value={pace}
          onChange={setPace}
        />
        <TextInput
          type="date"
          label={form.deadline}
          description={form.deadlineHint}
          value={deadline}
          onChange={({ currentTarget }) => setDeadline(currentTarget.value)}
        />
        {refused && cards !== null && (
          <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={text.count.changed} role="alert">
            {text.count.refused(cards, Number(changedTo(create.error)))}
          </Alert>
        )}
        {create.error && !isProblem(create.error, 'CAMPAIGN_COUNT_CHANGED') && (
          <Failed error={create.error} title={form.failed} />
        )}
        <Group>
          <Button type="submit" loading={create.isPending} disabled={body === null || refused}>
            {cards === null ? text.create : form.create(cards)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** How many cards match by now, as the refusal says. */
const changedTo = (error: unknown): unknown => (isProblem(error) ? error.problem.details?.['cards'] : undefined);
