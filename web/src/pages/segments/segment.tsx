export function Segment() {
  return null;
}
