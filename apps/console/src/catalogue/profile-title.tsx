/** A credential profile by its title, as forms call it; by its name until that is known, or where the profile is gone. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import { text } from './catalogue.text.js';

export function useProfileTitle(): (name: string) => string {
  const { data } = useQuery(queries.profiles());
  return (name) => data?.find((profile) => profile.name === name)?.title ?? name;
}

export const ProfileTitle = ({ name }: { name: string }) => <span title={name}>{useProfileTitle()(name)}</span>;

/** Of something that has a version of it: leads to that version, and says by which name commands and files know the profile. */
export const ProfileLink = ({ name, version }: { name: string; version: number | null }) => (
  <>
    <Link to="/profiles/$name" params={{ name }} search={{ version: version ?? undefined }}>
      <ProfileTitle name={name} />
    </Link>{' '}
    {version === null ? `(${name})` : text.version(name, version)}
  </>
);
