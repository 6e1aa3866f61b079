package dev.kizuki.trainer.progress;

/** Receives the progress of the steps of a command, one step after the other. */
public interface Progress {
  /** Ignores the progress. */
  Progress SILENT =
      new Progress() {
        @Override
        public void begin(String step, long total) {}

        @Override
        public void advance(long units) {}
      };

  /**
   * Begins a step; it ends when the next one begins.
   *
   * @param step what is done, in a few words
   * @param total the number of units of the step, such as images
   */
  void begin(String step, long total);

  /** Counts units of the step as done. Any thread may call it. */
  void advance(long units);

  /** Counts one unit of the step as done. Any thread may call it. */
  default void advance() {
    advance(1);
  }

  /** Sets a remark that is shown beside the progress, such as the loss of a training. */
  default void remark(String text) {}
}
