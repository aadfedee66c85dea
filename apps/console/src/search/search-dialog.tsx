/**
 * The search over everything: a combobox whose list is always open (WAI-ARIA APG, editable combobox with list autocomplete). The focus stays in the
 * field, the arrow keys choose in the list; each hit is a link, so that it opens in another tab as links do.
 */
import { type KeyboardEvent, useCallback, useEffect, useId, useRef } from 'react';
import { Badge, Modal, Text, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { IconSearch } from '@tabler/icons-react';
import type { SearchHit, SearchKind } from '../api/types.js';
import { Failed } from '../ui/states.js';
import { shownHit } from './hit.js';
import { text } from './search.text.js';
import type { TypedAhead } from './typed-ahead.js';
import { useSearch } from './use-search.js';
import classes from './search.module.css';

const lists = { person: '/people', card: '/devices', workstation: '/workstations' } as const;
const hasList = (kind: SearchKind): kind is keyof typeof lists => kind in lists;

interface SearchDialogProps {
  typedAhead: TypedAhead;
  /** opened: a page was opened, which has the focus now. */
  onClose: (opened: boolean) => void;
}

export function SearchDialog({ typedAhead, onClose }: SearchDialogProps) {
  const navigate = useNavigate();
  const listId = useId();
  const open = useCallback(
    (hit: SearchHit) => {
      onClose(true);
      void navigate({ to: shownHit(hit).to });
    },
    [navigate, onClose],
  );
  const { typed, wanted, isLong, hits, found, at, settled, error, again, type, move, choose, enter } = useSearch(open);
  const current = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    // What it answers (a promise, in newer browsers) is nothing to be cleaned up.
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [at, hits]);
  const keys: Record<string, () => void> = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: enter };
  const onKeyDown = (event: KeyboardEvent): void => {
    const act =
      event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  const takeTyped = (): void => {
    const { text: before, entered } = typedAhead();
    if (before !== '' || entered) type(before, entered);
  };
  const optionId = (index: number): string => `${listId}-${index}`;
  const said = statusOf();

  function statusOf(): string {
    if (error !== null || !isLong) return '';
    if (found === undefined) return text.searching;
    if (hits.length > 0) return text.found(hits.length);
    return settled ? text.nothing(wanted) : text.searching;
  }

  return (
    <Modal
      opened
      onClose={() => onClose(false)}
      title={text.title}
      size="lg"
      yOffset="10vh"
      centered={false}
      returnFocus={false}
    >
      <TextInput
        data-autofocus
        type="text"
        role="combobox"
        aria-label={text.label}
        aria-autocomplete="list"
        aria-expanded={hits.length > 0}
        aria-controls={listId}
        aria-activedescendant={hits.length > 0 ? optionId(at) : undefined}
        placeholder={text.label}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onFocus={takeTyped}
      />
      <div id={listId} role="listbox" aria-label={text.results} className={classes.list} hidden={hits.length === 0}>
        {hits.map((hit, index) => {
          const { key, title, detail, mono, to } = shownHit(hit);
          return (
            <Link
              key={`${hit.kind} ${key}`}
              ref={index === at ? current : undefined}
              to={to}
              id={optionId(index)}
              role="option"
              aria-selected={index === at}
              tabIndex={-1}
              className={classes.hit}
              onMouseMove={() => choose(index)}
              onClick={(event) => {
                if (!event.ctrlKey && !event.metaKey && !event.shiftKey) onClose(true);
              }}
            >
              <span className={classes.names}>
                <span className={mono ? `${classes.title} mono` : classes.title}>{title}</span>
                {detail !== '' && <span className={classes.detail}>{detail}</span>}
              </span>
              <Badge color="gray">{text.kinds[hit.kind]}</Badge>
            </Link>
          );
        })}
      </div>
      <Text role="status" size="sm" c="dimmed" mt="sm">
        {said === '' && error === null ? text.hint : said}
      </Text>
      {settled && hits.length === 0 && isLong && (
        <Text size="sm" c="dimmed">
          {text.nothingHint}
        </Text>
      )}
      {found?.unanswered.map((kind) => (
        <Text key={kind} size="sm" role="alert">
          {text.unanswered[kind]}
        </Text>
      ))}
      {hits.length > 0 && found !== undefined && found.more.length > 0 && (
        <div className={classes.more}>
          {found.more.filter(hasList).map((kind) => (
            <Link key={kind} to={lists[kind]} search={{ q: wanted }} onClick={() => onClose(true)}>
              {text.more[kind]}
            </Link>
          ))}
          {!found.more.every(hasList) && (
            <Text size="sm" c="dimmed">
              {text.narrow}
            </Text>
          )}
        </div>
      )}
      {error !== null && <Failed error={error} retry={again} />}
    </Modal>
  );
}
