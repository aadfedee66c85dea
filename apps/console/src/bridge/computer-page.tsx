/** `/computer`: which computer this browser is at. */
import { Page, Panel } from '../ui/page.js';
import { text } from './bridge.text.js';
import { ThisComputer } from './this-computer.js';

export const ComputerPage = () => (
  <Page title={text.title} lead={text.lead} width="narrow">
    <Panel>
      <ThisComputer />
    </Panel>
  </Page>
);
