/** An address that is none, and a page that broke. */
import { IconMapPinOff } from '@tabler/icons-react';
import { ButtonLink } from '../ui/button-link.js';
import { Empty, Failed } from '../ui/states.js';
import { text } from './app.text.js';

export function NotFound() {
  return (
    <Empty
      icon={<IconMapPinOff size={22} aria-hidden />}
      title={text.notFound.title}
      hint={text.notFound.hint}
      action={
        <ButtonLink to="/" variant="default">
          {text.notFound.home}
        </ButtonLink>
      }
    />
  );
}

export function PageFailed({ error }: { error: unknown }) {
  return <Failed error={error} retry={() => location.reload()} />;
}
