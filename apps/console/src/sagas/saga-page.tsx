export function SagaPage() {
  return null;
}
