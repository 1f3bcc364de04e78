/** juice's build without the part that fetches resources; the package has no types for it. */
declare module 'juice/client' {
  const juice: {
    (html: string, options?: Record<string, unknown>): string;
    codeBlocks: Record<string, { start: string; end: string }>;
  };
  export default juice;
}
