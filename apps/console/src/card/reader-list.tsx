/** The readers of a workstation, with what is in them; those with a free card can be chosen. */
import { IconCreditCard, IconCreditCardOff, IconDeviceUsb } from '@tabler/icons-react';
import { RadioRow, RadioRows } from '../ui/radio-rows.js';
import { Empty } from '../ui/states.js';
import { text } from './card.text.js';
import classes from './card.module.css';

interface Reader {
  readerName: string;
  cardPresent: boolean;
  heldBy: string | null;
  unresponsive?: boolean;
  identityText?: string | null;
}

export function ReaderList(props: {
  readers: Reader[];
  chosen: string | null;
  /** Which card that is, by its identity; of one that is not known, or not to be told, nothing. */
  cards: ReadonlyMap<string, string>;
  onChoose: (readerName: string) => void;
}) {
  const { readers, chosen, cards, onChoose } = props;
  const icon = <IconDeviceUsb size={22} aria-hidden />;
  if (readers.length === 0) return <Empty icon={icon} title={text.card.noReader} hint={text.card.noReaderHint} />;
  if (!readers.some(({ cardPresent, unresponsive }) => cardPresent || unresponsive === true))
    return <Empty icon={icon} title={text.card.empty} hint={text.card.emptyHint} />;
  return (
    <RadioRows label={chosen === null ? text.card.choose : text.card.readers}>
      {readers.map((reader) => {
        const usable = reader.cardPresent && reader.heldBy === null;
        const Icon = reader.cardPresent ? IconCreditCard : IconCreditCardOff;
        return (
          <RadioRow
            key={reader.readerName}
            checked={reader.readerName === chosen}
            disabled={!usable}
            onChoose={() => onChoose(reader.readerName)}
          >
            <Icon size={20} stroke={1.6} aria-hidden />
            {reader.readerName}
            <span className={classes.readerState}>{cards.get(reader.identityText ?? '') ?? stateOf(reader)}</span>
          </RadioRow>
        );
      })}
    </RadioRows>
  );
}

function stateOf({ cardPresent, heldBy, unresponsive }: Reader): string {
  if (heldBy !== null) return text.card.busy;
  if (unresponsive === true) return text.card.mute;
  return cardPresent ? text.card.cardIn : text.card.noCard;
}
