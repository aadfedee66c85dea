/** A search that lives in the address: typed here, asked for after a pause, kept by back and reload. As wide as what it says can be searched. */
import { useEffect, useState } from 'react';
import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { text } from './ui.text.js';

export function SearchField({
  label,
  value,
  onSearch,
}: {
  label: string;
  value: string;
  onSearch: (query: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const search = useDebouncedCallback(onSearch, 250);
  const change = (next: string): void => {
    setTyped(next);
    search(next.trim());
  };
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={typed && <CloseButton size="sm" aria-label={text.clear} onClick={() => change('')} />}
      w={{ base: '100%', xs: `clamp(17.5rem, ${label.length}ch + 4.5rem, 26rem)` }}
    />
  );
}
