/** What waits for the holder: the offer with its reasons, which are not asked again (D14), and what is due later. */
import { List, Text } from '@mantine/core';
import { type UpdateKind, updateKinds } from '@cardwright/contracts/update/update-kinds';
import type { Device, DueRow, UpdateOffer } from '../api/types.js';
import { causeText } from '../update/update.text.js';
import { ButtonLink } from '../ui/button-link.js';
import { Panel } from '../ui/page.js';
import { dayOf } from '../ui/time.js';
import { text } from './mine.text.js';
import { useWaiting } from './waiting.js';
import classes from './mine.module.css';

/** quiet: what is to be done is said above, and nothing else is not worth a word. */
export function WaitsForMe({ device, quiet }: { device: Device; quiet: boolean }) {
  const waiting = useWaiting(device);
  const { page } = text;
  if (waiting === undefined) return null;
  const { offers } = waiting;
  const due = waiting.due.filter(isHolders);
  if (quiet && offers.length + due.length === 0) return null;
  return (
    <Panel title={page.waits} flush>
      {offers.length + due.length === 0 && (
        <Text p="md" c="dimmed">
          {page.nothingWaits}
        </Text>
      )}
      <ul className={classes.rows}>
        {offers.map((offer) => (
          <Offer key={offer.offerId} offer={offer} />
        ))}
        {due.map((row) => (
          <Due key={`${row.kind}/${row.cause}/${row.keyReferences.join()}`} row={row} />
        ))}
      </ul>
    </Panel>
  );
}

/** What an operator does, such as replacing the card, waits for nobody here. */
const isHolders = (row: DueRow): row is DueRow & { kind: UpdateKind } => Object.hasOwn(updateKinds, row.kind);

/** Of what is due now there is no offer as long as no computer has seen the card since. */
function Due({ row }: { row: DueRow & { kind: UpdateKind } }) {
  const { page } = text;
  const isLater = Date.parse(row.dueAt) > Date.now();
  return (
    <li className={classes.row}>
      <Text className={classes.rowText}>
        {causeText(row)} {isLater ? page.from(dayOf(row.dueAt)) : page.putIn}
      </Text>
      {!isLater && <ToComputer />}
    </li>
  );
}

const ToComputer = () => (
  <ButtonLink to="/computer" variant="default">
    {text.page.computer}
  </ButtonLink>
);

function Offer({ offer }: { offer: UpdateOffer }) {
  const { page } = text;
  return (
    <li className={classes.row}>
      <div className={classes.rowText}>
        <List>
          {[...new Set(offer.causes.map(causeText))].map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
        {offer.deadline !== null && <Text mt={4}>{page.until(dayOf(offer.deadline))}</Text>}
        {offer.workstationId === null && <Text mt={4}>{page.putIn}</Text>}
      </div>
      {offer.workstationId === null ? (
        <ToComputer />
      ) : (
        <ButtonLink to="/update/$offerId" params={{ offerId: offer.offerId }}>
          {page.update}
        </ButtonLink>
      )}
    </li>
  );
}
