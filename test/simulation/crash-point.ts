const deepest = 60;
const frame = /\/src\/(?<file>[\w./-]+\.ts):(?<line>\d+):\d+/;

/** Frames of the product before this line; calls through connectors are known by who called the connector. */
const callers = /^(?:sync|app)\//;

/**
 * The line of the product from which the present call goes out, through whatever awaits it: that of the loop, where the
 * loop is on the way, else the innermost.
 */
export function productLine(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = deepest;
  const { stack = '' } = new Error('here');
  Error.stackTraceLimit = limit;
  const lines = stack.split('\n').flatMap((text) => {
    const { file, line } = frame.exec(text)?.groups ?? {};
    return file === undefined ? [] : [`${file}:${line}`];
  });
  return lines.find((line) => callers.test(line)) ?? lines[0] ?? 'nowhere in the product';
}

/** A call without what differs from run to run: ids, versions, pages. */
export function callName(name: string): string {
  return name.replaceAll(/\/\d+(?=\/|$)/g, '/{id}').replaceAll(/\/\d{4}-\d{2}(?=\/|$)/g, '');
}
