/** What a list shows with its filters, as a file for a spreadsheet program. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { queryText } from '@cardwright/contracts/query-text';
import { text } from './list-filters.text.js';

/** filter: as the list itself is asked for. */
export const ExportLink = ({ list, filter }: { list: string; filter: object }) => (
  <Button
    component="a"
    variant="default"
    href={`/api/v1/${list}/export${queryText(filter)}`}
    download
    leftSection={<IconDownload size={16} aria-hidden />}
  >
    {text.export}
  </Button>
);
