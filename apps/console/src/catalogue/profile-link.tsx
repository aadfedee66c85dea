/** The credential profile of something that has a version of it: leads to that version, and says by which name commands and files know the profile. */
import { Link } from '@tanstack/react-router';
import { text } from './catalogue.text.js';
import { ProfileTitle } from './profile-title.js';

export const ProfileLink = ({ name, version }: { name: string; version: number | null }) => (
  <>
    <Link to="/profiles/$name" params={{ name }} search={{ version: version ?? undefined }}>
      <ProfileTitle name={name} />
    </Link>{' '}
    {version === null ? `(${name})` : text.version(name, version)}
  </>
);
