/**
 * `/paired`: where the program of this computer sends the small window back to, with a code in the fragment. A static page: the cookie of the session does not come
 * with this navigation, which began at another site, so everything is asked from here.
 */
import { useEffect, useState } from 'react';
import { IconInfoCircle, IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Page, Panel } from '../ui/page.js';
import { Empty, Failed, Loading } from '../ui/states.js';
import { takeFragment } from '../ui/take-fragment.js';
import { asProblem } from '../api/problem.js';
import { sendCode, tellOtherWindows } from './bridge-api.js';
import { text } from './bridge.text.js';

const { done, refused, working } = text.paired;

export function PairedPage() {
  const [code] = useState(() => takeFragment(/^[A-Za-z0-9_-]{43}$/));
  const { mutate, isSuccess, error } = useMutation({
    mutationFn: sendCode,
    onSettled: tellOtherWindows,
    // Where the browser does not let a page close its window, the text says what to do.
    onSuccess: () => window.close(),
  });
  useEffect(() => {
    if (code !== null) mutate(code);
  }, [code, mutate]);
  const isRefused = code === null || asRefusal(error);
  return (
    <Page title={text.title} width="narrow">
      <Panel>
        {isSuccess && <Empty icon={<IconPlugConnected size={22} aria-hidden />} {...done} />}
        {isRefused && <Empty icon={<IconInfoCircle size={22} aria-hidden />} {...refused} />}
        {error !== null && !isRefused && <Failed error={error} retry={() => mutate(code)} />}
        {!isSuccess && !isRefused && error === null && <Loading rows={2} label={working} />}
      </Panel>
    </Page>
  );
}

const asRefusal = (error: unknown): boolean => error !== null && asProblem(error).code === 'BRIDGE_CODE_REFUSED';
