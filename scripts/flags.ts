import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What a script was asked for. Ends the process with code 2, and says which flags there are, when it knows one of them not. */
export function readFlags<const Options extends NonNullable<ParseArgsConfig['options']>>(options: Options) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`);
    // Node's advice on positional arguments follows its first sentence; no script takes any.
    const [reason] = (error instanceof Error ? error.message : String(error)).split('. ');
    return refuse(`${reason}; the flags are ${known.join(', ')}`);
  }
}

/** A whole number of at least `least`. Ends the process with code 2 when the text of the flag is none. */
export function wholeNumber(flag: string, text: string, least = 0): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number;
  return refuse(`--${flag} takes a whole number${least > 0 ? ` of at least ${least}` : ''}, found "${text}"`);
}

/** Ends the process as one that was asked for something it cannot do. */
export function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}
