import { pureRooms, roomOf } from './rooms.ts';
import { isTestFile, type SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';

/** Packages that only compute. Another one may join when it does no I/O and reads neither a clock nor chance. */
const purePackages = new Set(['big.js', 'zod', 'libphonenumber-js', 'libphonenumber-js/max']);

/** From node:crypto only what gives the same answer for the same input. */
const pureCrypto = new Set(['createHash', 'createHmac', 'timingSafeEqual']);

/** Imports of pure rooms that bring I/O, a clock or chance within reach. Their globals are checked by ports.ts. */
export function purityViolations(files: readonly SourceFile[]): Violation[] {
  return files.filter(isPure).flatMap((file) =>
    file.imports.flatMap(({ specifier, names, line, typeOnly }) => {
      if (specifier === null || specifier.startsWith('.') || typeOnly || purePackages.has(specifier)) return [];
      if (specifier === 'node:crypto' && names.length > 0 && names.every((name) => pureCrypto.has(name))) return [];
      const rooms = pureRooms.join(', ');
      const message = `imports ${specifier}: the pure rooms (${rooms}) do no I/O and read neither clock nor chance; take the value as a parameter`;
      return [{ file: file.path, line, message, section: 'Pure rooms' as const }];
    }),
  );
}

/** Tests of a pure room may read fixtures and use the test runner. */
export function isPure(file: SourceFile): boolean {
  return pureRooms.includes(roomOf(file.path).name) && !isTestFile(file.path);
}
