package dev.kizuki.trainer.vae;

import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.List;

/**
 * Stops a training when the loss on the validation inputs no longer falls, and restores the weights
 * of the epoch with the lowest loss. A patience of 0 turns both off.
 */
final class EarlyStopping {
  private final int patience;
  private final List<float[]> bestWeights = new ArrayList<>();
  private double bestLoss = Double.POSITIVE_INFINITY;
  private int bestEpoch;

  /**
   * @param patience the number of epochs without a lower loss after which the training stops
   */
  EarlyStopping(int patience) {
    this.patience = patience;
  }

  /** Returns whether the training must stop before this epoch. */
  boolean stopsBefore(int epoch) {
    return patience > 0 && epoch - 1 - bestEpoch >= patience;
  }

  /** Copies the weights if the epoch has the lowest loss so far. */
  void record(Epoch epoch, Block network) {
    if (patience > 0 && epoch.heldOutLoss() < bestLoss) {
      bestLoss = epoch.heldOutLoss();
      bestEpoch = epoch.number();
      bestWeights.clear();
      network
          .getParameters()
          .values()
          .forEach(parameter -> bestWeights.add(parameter.getArray().toFloatArray()));
    }
  }

  /** Puts the weights of the best epoch back into the network. */
  void restoreBest(Block network) {
    for (int i = 0; i < bestWeights.size(); i++) {
      network.getParameters().valueAt(i).getArray().set(bestWeights.get(i));
    }
  }
}
