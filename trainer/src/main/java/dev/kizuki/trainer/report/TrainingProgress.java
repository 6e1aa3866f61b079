package dev.kizuki.trainer.report;

import dev.kizuki.trainer.vae.Epoch;
import dev.kizuki.trainer.vae.VaeTraining;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Shows the progress of a training: a bar with loss, KL and the remaining time. Without a terminal,
 * one line for every tenth epoch.
 */
public final class TrainingProgress implements VaeTraining.Listener, AutoCloseable {
  private final int epochs;
  private final boolean terminal = CommandLine.Help.Ansi.AUTO.enabled();
  private @Nullable ProgressBar bar;

  public TrainingProgress(int epochs) {
    this.epochs = epochs;
  }

  @Override
  public void step(int epoch, int step, int steps, double loss, double kl) {
    if (!terminal) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("Training")
              .setInitialMax((long) epochs * steps)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .build();
    }
    bar.setExtraMessage("epoch %d/%d loss %.2f KL %.2f".formatted(epoch, epochs, loss, kl));
    bar.step();
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
    if (bar != null) {
      bar.close();
    }
  }
}
