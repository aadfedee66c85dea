/** What a list shows with its filters, as a file for a spreadsheet program. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { queryText } from '@cardwright/contracts/query-text';
import { text } from './list-filters.text.js';

/** list: its address in the API. filter: as the list itself is asked for. */
export const ExportLink = ({ list, filter, size }: { list: string; filter: object; size?: 'xs' }) => (
  <Button
    component="a"
    variant="default"
    {...(size && { size })}
    href={`/api/v1/${list}/export${queryText(filter)}`}
    download
    leftSection={<IconDownload size={16} aria-hidden />}
  >
    {text.export}
  </Button>
);
