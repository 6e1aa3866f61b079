package dev.kizuki.trainer.report;

import dev.kizuki.trainer.vae.PhotoStep;
import dev.kizuki.trainer.vae.PhotoTraining;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Shows the progress of a training for photographs: a bar with the losses and the remaining time.
 * Without a terminal, a line for every tenth of the steps.
 */
public final class PhotoProgress implements PhotoTraining.Listener, AutoCloseable {
  private final boolean terminal = CommandLine.Help.Ansi.AUTO.enabled();
  private @Nullable ProgressBar bar;

  @Override
  public void step(int step, int steps, PhotoStep last) {
    if (!terminal) {
      if (step % Math.max(1, steps / 10) == 0 || step == steps) {
        System.out.printf(
            "step %d/%d defect loss %.3f reconstruction %.1f KL %.1f%n",
            step, steps, last.defect(), last.reconstruction(), last.kl());
      }
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("Training")
              .setInitialMax(steps)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .build();
    }
    bar.setExtraMessage("defect loss %.3f KL %.1f".formatted(last.defect(), last.kl()));
    bar.step();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
