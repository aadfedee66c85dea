/** The versions of a profile, newest first: how many cards have each, who published it, and what differs from the one that is shown. */
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import type { ProfileVersion } from '../api/types.js';
import { actorOf } from '../history/who-text.js';
import { Who } from '../history/who.js';
import { countText } from '../ui/counts.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { exactTime } from '../ui/time.js';
import { text } from './profiles.text.js';

interface ProfileVersionsProps {
  name: string;
  /** The version that the page shows. */
  shown: number;
  onCompare: (version: number) => void;
}

export function ProfileVersions({ name, shown, onCompare }: ProfileVersionsProps) {
  const { version, cards, published, by, compare } = text.versionColumns;
  const columns: Column<ProfileVersion>[] = [
    {
      label: version,
      cell: (row) => (
        <Link to="/profiles/$name" params={{ name }} search={{ version: row.version }}>
          {text.version(row.version)}
        </Link>
      ),
      width: '9rem',
    },
    { label: cards, cell: (row) => countText(row.cards), width: '8rem' },
    { label: published, cell: (row) => exactTime(row.publishedAt), width: '13rem' },
    { label: by, cell: (row) => <Who actor={actorOf(row.publishedBy)} />, wideOnly: true },
    {
      label: compare,
      cell: (row) =>
        row.version === shown ? (
          text.shown
        ) : (
          <Button
            variant="default"
            size="xs"
            aria-label={text.compareWith(row.version)}
            onClick={() => onCompare(row.version)}
          >
            {text.compare}
          </Button>
        ),
      width: '9rem',
    },
  ];
  return (
    <DataTable
      label={text.versions}
      result={useInfiniteQuery(queries.profileVersions(name))}
      columns={columns}
      rowKey={(row) => String(row.version)}
      empty={null}
    />
  );
}
