/** The lab corner: which simulated card is where, and hands to pull, insert and swap them. Shown only where the gateway has a lab. */
import { Button, Group, Menu, Popover, Stack, Text } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SimulatedLab } from '@cardwright/contracts/lab/simulated-readers';
import { Failed } from '../ui/states.js';
import { act, labQuery, type LabAct } from './lab-api.js';
import { text } from './lab.text.js';

export function LabCorner() {
  return (
    <Popover position="right-end" width={360} withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          fullWidth
          justify="flex-start"
          leftSection={<IconFlask size={18} stroke={1.6} aria-hidden />}
        >
          {text.open}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <LabReaders />
      </Popover.Dropdown>
    </Popover>
  );
}

function LabReaders() {
  const lab = useQuery(labQuery());
  const client = useQueryClient();
  const work = useMutation({
    mutationFn: act,
    onSuccess: (now) => client.setQueryData(labQuery().queryKey, now),
    // A page that shows the same readers looks again.
    onSettled: () => client.invalidateQueries({ queryKey: ['readers'] }),
  });
  return (
    <Stack gap="sm">
      <Text fw={600}>{text.title}</Text>
      <Text size="sm" c="dimmed">
        {text.lead}
      </Text>
      {lab.isError && <Failed error={lab.error} title={text.failed} />}
      {lab.data?.readers.map((reader) => (
        <Reader key={reader.readerName} lab={lab.data} reader={reader} busy={work.isPending} onAct={work.mutate} />
      ))}
      {work.isError && <Failed error={work.error} title={text.refused} />}
    </Stack>
  );
}

/** Its menus stay inside of the corner: a click on one elsewhere would close it. */
function Reader(props: {
  lab: SimulatedLab;
  reader: SimulatedLab['readers'][number];
  busy: boolean;
  onAct: (command: LabAct) => void;
}) {
  const { lab, reader, busy, onAct } = props;
  const { readerName, card } = reader;
  const others = lab.readers.filter((other) => other.readerName !== readerName);
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <div>
        <Text size="sm">{readerName}</Text>
        <Text size="xs" c="dimmed">
          {card === null ? text.empty : text.card(card)}
        </Text>
      </div>
      {card === null ? (
        <Menu withinPortal={false} withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <Button size="compact-sm" variant="default" disabled={busy} aria-label={text.into(readerName)}>
              {text.put}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {lab.outside.map((one) => (
              <Menu.Item
                key={`${one.dialect} ${one.serial}`}
                onClick={() => onAct({ what: 'insert', readerName, serial: one.serial })}
              >
                {text.insert(text.card(one))}
              </Menu.Item>
            ))}
            <Menu.Item onClick={() => onAct({ what: 'insert', readerName, serial: nextSerial(lab) })}>
              {text.newCard}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : (
        <Group gap="xs" wrap="nowrap">
          <Button
            size="compact-sm"
            disabled={busy}
            aria-label={text.pull(readerName)}
            onClick={() => onAct({ what: 'pull', readerName })}
          >
            {text.pullShort}
          </Button>
          <Menu withinPortal={false} withInitialFocusPlaceholder={false}>
            <Menu.Target>
              <Button size="compact-sm" variant="default" disabled={busy} aria-label={text.move(readerName)}>
                {text.moveShort}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {others.map((other) => (
                <Menu.Item
                  key={other.readerName}
                  onClick={() => onAct({ what: 'swap', readerName, otherReaderName: other.readerName })}
                >
                  {text.moveTo(other.readerName, other.card !== null)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </Group>
      )}
    </Group>
  );
}

/** A number that no card has here. */
const nextSerial = ({ readers, outside }: SimulatedLab): number =>
  1 + Math.max(10_000_000, ...[...readers.map(({ card }) => card), ...outside].map((card) => card?.serial ?? 0));
