package dev.kizuki.trainer.vae;

import java.util.List;

/**
 * The convolutions of a {@link PhotoArchitecture} after training. Normalisations are folded into
 * them.
 *
 * @param stages the convolutions of each stage, first the one with stride 2
 * @param laterals the convolutions from the stages 2 to 5 to the defect head
 * @param smooth the convolution after the maps were joined
 * @param logit the convolution from the penultimate map to the logit of a defect
 * @param mu the convolution from the last stage to mu
 * @param logVariance the convolution from the last stage to logVariance
 * @param decoder the convolutions of the decoder
 */
public record TrainedPhotoWeights(
    List<List<TrainedLayer>> stages,
    List<TrainedLayer> laterals,
    TrainedLayer smooth,
    TrainedLayer logit,
    TrainedLayer mu,
    TrainedLayer logVariance,
    List<TrainedLayer> decoder) {
  public TrainedPhotoWeights {
    stages = stages.stream().map(List::copyOf).toList();
    laterals = List.copyOf(laterals);
    decoder = List.copyOf(decoder);
  }
}
