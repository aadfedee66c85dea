/** What a list shows with its filters, as a file for a spreadsheet program. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { text } from './list-filters.text.js';

/** filter: as the list itself is asked for. */
export function ExportLink({ list, filter }: { list: string; filter: object }) {
  const asked = Object.entries(filter).flatMap(([name, value]: [string, unknown]) =>
    [value].flat().map((each) => [name, String(each)]),
  );
  const search = new URLSearchParams(asked).toString();
  return (
    <Button
      component="a"
      variant="default"
      href={`/api/v1/${list}/export${search && `?${search}`}`}
      download
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      {text.export}
    </Button>
  );
}
