export function NewSegment() {
  return null;
}
