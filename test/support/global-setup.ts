/** Placeholder until the database server for tests is wired in. */
export default function setup(): void {}
