/** Another process has taken the lane since; whoever gets this must stop writing at once. */
export class LaneLostError extends Error {
  constructor(destination: string) {
    super(`another process now holds the lane of ${destination}; this one has stopped writing`);
    this.name = 'LaneLostError';
  }
}
