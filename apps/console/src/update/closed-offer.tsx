/** An offer that cannot be accepted any more, in a sentence. */
import { IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { text } from './update.text.js';

export function ClosedOffer({ why }: { why: keyof typeof text.closed }) {
  const Icon = why === 'done' ? IconCheck : IconInfoCircle;
  return (
    <Panel>
      <Empty icon={<Icon size={22} aria-hidden />} {...text.closed[why]} />
    </Panel>
  );
}
