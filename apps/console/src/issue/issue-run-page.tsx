export function IssueRunPage() {
  return null;
}
