/** `/help/<manual>`: one manual, with its tasks to choose from. Public text: nobody has to be signed in, and the API is not asked. */
import { useEffect } from 'react';
import { Alert, Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, notFound, useLocation } from '@tanstack/react-router';
import { language } from '../ui/language.js';
import { Page } from '../ui/page.js';
import { PlainProblem } from '../ui/plain-problem.js';
import { Loading } from '../ui/states.js';
import { Blocks } from './blocks.js';
import { text } from './help.text.js';
import { isManualName, type Manual } from './manual.js';
import { manual } from './manuals.js';
import classes from './help.module.css';

const route = getRouteApi('/help/$manual');

export function ManualPage() {
  const { manual: name } = route.useParams();
  if (!isManualName(name)) throw notFound();
  const { data, error, refetch } = useQuery({
    queryKey: ['manual', name],
    queryFn: () => manual(name),
    staleTime: Infinity,
  });
  if (error) return <PlainProblem error={error} retry={refetch} />;
  return data ? <Shown manual={data} /> : <Loading />;
}

function Shown({ manual: { title, blocks, language: written } }: { manual: Manual }) {
  const { hash } = useLocation();
  // The text came after the page: the browser has not found the place yet.
  useEffect(() => {
    if (hash !== '') document.getElementById(hash)?.scrollIntoView();
  }, [hash]);
  const tasks = blocks.filter((block) => block.kind === 'heading');
  return (
    <Page title={title} parent={{ to: '/help', label: text.title }} width="narrow">
      {written !== language && <Alert>{text.english}</Alert>}
      <div className={classes.manual} lang={written}>
        <nav className={classes.contents} aria-label={text.contents}>
          <ul>
            {tasks.map(({ id, level, text: name }) => (
              <li key={id} data-level={level}>
                <Anchor href={`#${id}`} size="sm">
                  {name}
                </Anchor>
              </li>
            ))}
          </ul>
        </nav>
        <article className={classes.text}>
          <Blocks blocks={blocks} />
        </article>
      </div>
    </Page>
  );
}
