import cliProgress from 'cli-progress';
import type { OnProgress } from '../sync/types.ts';
import type { Output } from './output.ts';

export interface ProgressView {
  readonly onProgress: OnProgress;
  /** Clears the bar; call before printing anything else. */
  end(): void;
}

/** A bar on stderr while a terminal is attached; nothing otherwise, so that logs and files stay readable. */
export function createProgress(output: Output): ProgressView {
  if (!output.attended) return { onProgress: () => undefined, end: () => undefined };
  let bar: cliProgress.SingleBar | null = null;
  let stage = '';
  const end = () => {
    bar?.stop();
    bar = null;
    stage = '';
  };
  return {
    end,
    onProgress: (progress) => {
      if (progress.stage !== stage) {
        end();
        stage = progress.stage;
        bar = new cliProgress.SingleBar(
          {
            stream: process.stderr,
            format: progress.total === null ? '  {stage}: {value}' : '  {stage} {bar} {value}/{total}',
            hideCursor: true,
            clearOnComplete: true,
            barsize: 24,
          },
          cliProgress.Presets.shades_classic,
        );
        bar.start(progress.total ?? 0, progress.done, { stage });
        return;
      }
      if (progress.total !== null) bar?.setTotal(progress.total);
      bar?.update(progress.done, { stage });
    },
  };
}
