/** Which cards a campaign is for: every part that is given must match. */
import type { FormEvent } from 'react';
import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import type { CampaignFilter } from '../api/types.js';
import { Failed } from '../ui/states.js';
import { text } from './campaigns.text.js';

interface FilterFormProps {
  filter: CampaignFilter;
  /** CAs that one may choose. */
  issuers: readonly string[];
  onChange: (filter: CampaignFilter) => void;
  /** It was counted already. */
  again: boolean;
  busy: boolean;
  onCount: () => void;
}

export function FilterForm({ filter, issuers, onChange, again, busy, onCount }: FilterFormProps) {
  const profiles = useQuery(queries.profiles());
  const models = useQuery(queries.models());
  const set = (part: keyof CampaignFilter, value: string): void => {
    const { [part]: _, ...rest } = filter;
    onChange(value === '' ? rest : { ...rest, [part]: value });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onCount();
  };
  const any = { value: '', label: text.filter.any };
  const problem = profiles.error ?? models.error;
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text c="dimmed">{text.filter.lead}</Text>
        {problem && <Failed error={problem} />}
        <Group gap="md" align="flex-start">
          <NativeSelect
            label={text.filter.profile}
            data={[any, ...(profiles.data ?? []).map(({ name, title }) => ({ value: name, label: title }))]}
            value={filter.profileName ?? ''}
            onChange={({ currentTarget: { value } }) => set('profileName', value)}
          />
          <NativeSelect
            label={text.filter.model}
            data={[any, ...(models.data ?? []).map(({ id }) => ({ value: id, label: id }))]}
            value={filter.modelId ?? ''}
            onChange={({ currentTarget: { value } }) => set('modelId', value)}
          />
          <TextInput
            type="date"
            label={text.filter.expires}
            value={filter.expiresBefore ?? ''}
            onChange={({ currentTarget: { value } }) => set('expiresBefore', value)}
          />
          <NativeSelect
            label={text.filter.issuer}
            description={issuers.length === 0 ? text.filter.issuerHint : undefined}
            inputWrapperOrder={['label', 'input', 'description']}
            disabled={issuers.length === 0}
            data={[any, ...issuers.map((id) => ({ value: id, label: id }))]}
            value={filter.issuerId ?? ''}
            onChange={({ currentTarget: { value } }) => set('issuerId', value)}
          />
        </Group>
        <Group>
          <Button
            type="submit"
            variant={again ? 'default' : 'filled'}
            loading={busy}
            disabled={Object.keys(filter).length === 0}
          >
            {again ? text.filter.again : text.filter.count}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
