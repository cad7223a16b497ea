import { styleText } from 'node:util';

export interface Output {
  readonly json: boolean;
  /** Characters that fit into one line of the answer. */
  readonly width: number;
  /** Whether a person sees what is written to stderr as it happens (bars, questions). */
  readonly attended: boolean;
  /** A line of the answer, on stdout; nothing with --json. */
  line(text?: string): void;
  /** A line about what is going on: on stdout for people, on stderr with --json, so that stdout stays one document. */
  note(text: string): void;
  /** A line that is no part of the answer in any mode. */
  aside(text: string): void;
  /** The one document of --json; nothing otherwise. */
  document(value: unknown): void;
  readonly paint: Paint;
}

/** Colours, where a terminal shows them and nobody switched them off. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

const plain: Paint = {
  bold: (text) => text,
  dim: (text) => text,
  good: (text) => text,
  bad: (text) => text,
  warn: (text) => text,
};

function colored(): Paint {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    styleText(format, text, { validateStream: false });
  return { bold: style('bold'), dim: style('dim'), good: style('green'), bad: style('red'), warn: style('yellow') };
}

/** https://no-color.org: any value that is not empty switches colours off. */
function wantsColor(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';
}

export function createOutput(options: { readonly json: boolean }): Output {
  const { json } = options;
  const paint = wantsColor(process.stdout) ? colored() : plain;
  // Whoever reads the answer may stop early (`| head`); that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const aside = (text: string) => void process.stderr.write(`${text}\n`);
  return {
    json,
    // A pipe has no width of its own, some terminals say 0: 100 suits a file, a mail and a wide window.
    width: Math.max(40, process.stdout.columns || 100),
    attended: process.stderr.isTTY === true,
    line: (text = '') => {
      if (!json) process.stdout.write(`${text}\n`);
    },
    note: (text) => {
      if (json) aside(text);
      else process.stdout.write(`${text}\n`);
    },
    aside,
    document: (value) => {
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    paint: json ? plain : paint,
  };
}
