/** The command that runs one case again, exactly as it was. */
export function replayCommand(target: string, seed: number, number: number): string {
  return `npm run fuzz -- --target "${target}" --seed ${seed} --from ${number} --cases 1`;
}
