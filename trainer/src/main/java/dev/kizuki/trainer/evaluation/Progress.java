package dev.kizuki.trainer.evaluation;

/** Receives the progress of a step. */
public interface Progress {
  /** Ignores the progress. */
  Progress SILENT =
      new Progress() {
        @Override
        public void begin(String step, long total) {}

        @Override
        public void advance() {}
      };

  /**
   * Begins a step; it ends when the next one begins.
   *
   * @param step what is done, in a few words
   * @param total the number of units of the step, such as images
   */
  void begin(String step, long total);

  /** Counts one unit of the step as done. */
  void advance();
}
