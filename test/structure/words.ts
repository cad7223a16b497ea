import type { Violation } from './violation.ts';

interface BannedWord {
  readonly pattern: RegExp;
  readonly reason: string;
}

/** Written in pieces, so that this file does not break its own rule. */
const banned: readonly BannedWord[] = [
  {
    pattern: new RegExp(`\\b(?:${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|${['HA', 'CK'].join('')})\\b`),
    reason: 'a leftover marker: do it, or write it down where work is planned',
  },
  {
    pattern: new RegExp(`(?<![\\w.~-])/(?:${['work', 'root', 'home', 'Users', 'tmp'].join('|')})/`),
    reason: 'a path of one machine: derive it (import.meta.dirname, os.tmpdir())',
  },
  { pattern: new RegExp(['\\.\\./sha', 'red/'].join('')), reason: 'a folder outside the repository' },
  {
    pattern: new RegExp(`\\b${['mo', 'ck'].join('')}(?:s|ed|ing)?\\b`, 'i'),
    reason: 'not a word of ours: tests run against the simulator and assert the state of the world',
  },
  { pattern: /^(?:<{7} |={7}$|>{7} )/, reason: 'the mark of an unfinished merge' },
];

const exempt = new Set(['package-lock.json', 'LICENSE']);
const textEndings = /\.(?:ts|js|mjs|json|md|sql|graphql|yaml|yml|csv|html|css|txt)$|(?:^|\/)(?:run|[^./]+)$/;

/** Whether a path of the repository is prose or code that the rule of words reads. Data samples are not ours to edit. */
export function isReadForWords(path: string): boolean {
  return !exempt.has(path) && !path.includes('/samples/') && !path.endsWith('.graphql') && textEndings.test(path);
}

export function wordViolations(path: string, text: string): Violation[] {
  return text.split('\n').flatMap((line, index) =>
    banned.flatMap(({ pattern, reason }) => {
      const match = pattern.exec(line);
      if (match === null) return [];
      const message = `has "${match[0]}", ${reason}`;
      return [{ file: path, line: index + 1, message, section: 'Words in files' as const }];
    }),
  );
}
