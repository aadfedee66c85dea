/** `/help`: the manuals, those for whoever looks first. Needs no sign-in: who cannot sign in needs it most. */
import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import { Page, Panel } from '../ui/page.js';
import { manualsFor } from './for-whom.js';
import { text } from './help.text.js';
import type { ManualName } from './manual.js';
import classes from './help.module.css';

export function HelpPage() {
  const me = useQuery(queries.me());
  const { own, others } = manualsFor(me.data?.permissions);
  return (
    <Page title={text.title} lead={text.lead} width="narrow">
      <Panel>
        <List names={own} />
      </Panel>
      <Panel title={text.others}>
        <List names={others} />
      </Panel>
    </Page>
  );
}

const List = ({ names }: { names: readonly ManualName[] }) => (
  <ul className={classes.manuals}>
    {names.map((name) => (
      <li key={name}>
        <Anchor component={Link} to={`/help/${name}`} fw={600}>
          {text.manuals[name].title}
        </Anchor>
        <Text size="sm" c="dimmed">
          {text.manuals[name].lead}
        </Text>
      </li>
    ))}
  </ul>
);
