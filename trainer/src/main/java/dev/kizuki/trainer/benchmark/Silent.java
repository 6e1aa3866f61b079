package dev.kizuki.trainer.benchmark;

import dev.kizuki.trainer.vae.Epoch;
import dev.kizuki.trainer.vae.VaeTraining;

/** Reports no progress of epochs. Experiments report runs. */
final class Silent implements VaeTraining.Listener {
  @Override
  public void step(int epoch, int step, int steps, double loss, double kl) {}

  @Override
  public void epoch(Epoch epoch) {}
}
