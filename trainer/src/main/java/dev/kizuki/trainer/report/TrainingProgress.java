package dev.kizuki.trainer.report;

import dev.kizuki.trainer.progress.StepProgress;
import dev.kizuki.trainer.vae.Epoch;
import dev.kizuki.trainer.vae.VaeTraining;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;

/**
 * Shows the progress of a training with loss and KL, and without a terminal also one line for every
 * tenth epoch. The caller must close it.
 */
public final class TrainingProgress implements VaeTraining.Listener, AutoCloseable {
  private final int epochs;
  private final boolean terminal = CommandLine.Help.Ansi.AUTO.enabled();
  private final StepProgress progress =
      new StepProgress(new PrintWriter(System.err, true, Charset.defaultCharset()));
  private boolean began;

  public TrainingProgress(int epochs) {
    this.epochs = epochs;
  }

  @Override
  public void step(int epoch, int step, int steps, double loss, double kl) {
    if (!began) {
      progress.begin("Training", (long) epochs * steps);
      began = true;
    }
    progress.remark("epoch %d/%d loss %.2f KL %.2f".formatted(epoch, epochs, loss, kl));
    progress.advance();
  }

  @Override
  public void epoch(Epoch epoch) {
    int every = Math.max(1, epochs / 10);
    if (!terminal && (epoch.number() % every == 0 || epoch.number() == epochs)) {
      System.out.printf(
          "epoch %d/%d loss %.2f KL %.2f held-out loss %.2f%n",
          epoch.number(), epochs, epoch.loss(), epoch.kl(), epoch.heldOutLoss());
    }
  }

  @Override
  public void close() {
    progress.close();
  }
}
