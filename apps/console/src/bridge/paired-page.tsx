/**
 * `/paired`: where the program of this computer sends the small window back to, with a code in the fragment. A static page: the cookie of the session does not come
 * with this navigation, which began at another site, so everything is asked from here.
 */
import { useEffect, useState } from 'react';
import { IconInfoCircle, IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Page, Panel } from '../ui/page.js';
import { Empty, Loading } from '../ui/states.js';
import { takeFragment } from '../ui/take-fragment.js';
import { asProblem } from '../api/problem.js';
import { sendCode } from './bridge-api.js';
import { PlainProblem } from '../ui/plain-problem.js';
import { text } from './bridge.text.js';

export function PairedPage() {
  const { done, refused, working } = text.paired;
  const [code] = useState(() => takeFragment(/^[A-Za-z0-9_-]{43}$/));
  const { isSuccess, error, refetch } = useQuery(sendCode(code));
  useEffect(() => {
    // Where the browser does not let a page close its window, the text says what to do.
    if (isSuccess) window.close();
  }, [isSuccess]);
  const isRefused = code === null || asRefusal(error);
  return (
    <Page title={text.title} width="narrow">
      <Panel>
        {isSuccess && <Empty icon={<IconPlugConnected size={22} aria-hidden />} {...done} />}
        {isRefused && <Empty icon={<IconInfoCircle size={22} aria-hidden />} {...refused} />}
        {error !== null && !isRefused && <PlainProblem error={error} retry={refetch} />}
        {!isSuccess && !isRefused && error === null && <Loading rows={2} label={working} />}
      </Panel>
    </Page>
  );
}

const asRefusal = (error: unknown): boolean => error !== null && asProblem(error).code === 'BRIDGE_CODE_REFUSED';
