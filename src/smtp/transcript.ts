/** A line of a conversation; `note` is ours about it, what nobody said. */
export type TranscriptLine = { from: 'pressrun' | 'relay' | 'note'; text: string };

/** No handshake has as many; a relay that says more isn't worth reading. */
const MOST_LINES = 200;
const MOST_TEXT = 500;
const HIDDEN = '••••';

/**
 * A conversation with a relay, written down for a person. What proves who we are is never in it: AUTH is
 * shown without its arguments, and wherever else a secret stands (a relay may repeat it) it is hidden.
 */
export class Transcript {
  readonly lines: TranscriptLine[] = [];
  /** The step that was begun last: `connect`, `greeting`, `TLS`, or a command's name. */
  step = 'connect';
  readonly #secrets: string[];

  constructor(user: string | null, password: string | null) {
    this.#secrets = secretsOf(user ?? '', password ?? '');
  }

  begin(step: string): void {
    this.step = step;
  }

  sent(stage: string, line: string): void {
    this.step = stage;
    this.#add('pressrun', stage === 'AUTH' ? bare(line) : line);
  }

  heard(code: number, lines: string[]): void {
    for (const [i, line] of lines.entries()) {
      this.#add('relay', `${code}${i < lines.length - 1 ? '-' : ' '}${line}`);
    }
  }

  note(text: string): void {
    this.#add('note', text);
  }

  /** The same text without any secret in it. */
  hide(text: string): string {
    return this.#secrets.reduce((all, secret) => all.replaceAll(secret, HIDDEN), text);
  }

  #add(from: TranscriptLine['from'], text: string): void {
    if (this.lines.length < MOST_LINES) {
      this.lines.push({ from, text: this.hide(text).slice(0, MOST_TEXT) });
    }
  }
}

/** `AUTH PLAIN ••••`; an answer to a challenge is hidden whole. */
function bare(line: string): string {
  const [, command, rest] = /^(AUTH \S+)?(.*)$/s.exec(line)!;
  return [command, rest ? HIDDEN : ''].filter(Boolean).join(' ');
}

/** The password as it is and as each mechanism writes it, the longest first. */
function secretsOf(user: string, password: string): string[] {
  if (password === '') return [];
  const forms = [
    password,
    ...[password, `\0${user}\0${password}`, `user=${user}\x01auth=Bearer ${password}\x01\x01`].map(
      (text) => Buffer.from(text).toString('base64'),
    ),
  ];
  return forms.sort((one, other) => other.length - one.length);
}
