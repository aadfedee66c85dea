/** `/help/update`: what a holder should know about updates (A22). Needs no sign-in: who cannot sign in needs it most. */
import { Text, Title } from '@mantine/core';
import { Page, Panel } from '../ui/page.js';
import { help } from './help.text.js';

export const HelpPage = () => (
  <Page title={help.title} lead={help.lead} width="narrow">
    {help.sections.map(([question, answer]) => (
      <Panel key={question}>
        <Title order={2} size="h4" mb={4}>
          {question}
        </Title>
        <Text>{answer}</Text>
      </Panel>
    ))}
  </Page>
);
