package dev.kizuki.model;

import java.util.Map;

/**
 * Where a model comes from: enough to make it again.
 *
 * @param dataSha256 over the pixels of all images it was made from, in order
 * @param trainingImages normal images that the network and the covariance were learned from
 * @param validationImages normal images, apart from those, that the feature was chosen on and
 *     training was stopped by
 * @param calibrationImages normal images, apart from both, that the threshold was read from
 * @param seed of the split, the weights, the noise and the golden images
 * @param settings of the training, by the names of the command line
 * @param software versions of what made it
 */
public record Provenance(
    String dataSha256,
    int trainingImages,
    int validationImages,
    int calibrationImages,
    long seed,
    Map<String, String> settings,
    Map<String, String> software) {}
