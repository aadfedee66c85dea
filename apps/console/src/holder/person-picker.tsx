/** Finds a person by typing; only people who may get a card can be chosen. */
import { useState } from 'react';
import { Combobox, InputBase, Loader, Text, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import type { Person } from '../api/types.js';
import { text } from './holder.text.js';

const offered = 20;

export function PersonPicker({ person, onChoose }: { person: Person | null; onChoose: (person: Person) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const [query] = useDebouncedValue((typed ?? '').trim(), 200);
  const people = useInfiniteQuery({ ...queries.people({ query }), placeholderData: keepPreviousData });
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setTyped(null);
    },
  });
  const looked = typed?.trim() ?? null;
  const answered = looked === null || (looked === query && !people.isPlaceholderData);
  // What does not fit is gone at once: nothing moves under the pointer when the answer comes.
  const rows = (people.data?.pages[0]?.rows ?? [])
    .filter((row) => row.enabled && (answered || fits(row, looked)))
    .slice(0, offered);
  return (
    <Combobox
      store={combobox}
      shadow="md"
      onOptionSubmit={(personId) => {
        const chosen = rows.find((row) => row.personId === personId);
        if (chosen) onChoose(chosen);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <InputBase
          label={text.person}
          placeholder={text.search}
          value={typed ?? person?.displayName ?? ''}
          rightSection={people.isFetching && typed !== null ? <Loader size={14} /> : <Combobox.Chevron />}
          rightSectionPointerEvents="none"
          onClick={() => combobox.openDropdown()}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={280} style={{ overflowY: 'auto' }}>
          {rows.map((row) => (
            <Combobox.Option key={row.personId} value={row.personId} selected={row.personId === person?.personId}>
              <Text size="md">{row.displayName}</Text>
              <Text size="sm" c="dimmed">
                {[row.externalId, row.organizationalUnit].filter(Boolean).join(' · ')}
              </Text>
            </Combobox.Option>
          ))}
          {rows.length === 0 && <Combobox.Empty>{answered && !people.isPending ? text.nothing : '…'}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** Less than the search knows, which finds accents and words in any order. */
const fits = ({ displayName, externalId }: Person, looked: string): boolean =>
  `${displayName} ${externalId}`.toLowerCase().includes(looked.toLowerCase());
